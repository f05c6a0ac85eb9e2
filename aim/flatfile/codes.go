package flatfile

import (
	"slices"
	"strings"
)

// ProductIDType says what the product-id of a row is. The list is open, as that of
// [Condition] is.
type ProductIDType string

// The product-id types.
const (
	ProductASIN ProductIDType = "1"
	ProductISBN ProductIDType = "2" // the default in book loader files
	ProductUPC  ProductIDType = "3" // in older files, and in the UK, UPC or EAN
	ProductEAN  ProductIDType = "4" // in newer files
)

// Known tells whether the code is one of this package's constants.
func (t ProductIDType) Known() bool {
	return slices.Contains([]ProductIDType{ProductASIN, ProductISBN, ProductUPC, ProductEAN}, t)
}

// Condition is the item-condition of a row. The list is open: unknown codes are read
// as they are, and written with [WriteOptions.AllowUnknownCodes].
type Condition string

// The conditions, as the vendor's help pages and clients have them. See
// [Condition.Text] and [ConditionOf] for words.
const (
	ConditionUsedLikeNew           Condition = "1"
	ConditionUsedVeryGood          Condition = "2"
	ConditionUsedGood              Condition = "3"
	ConditionUsedAcceptable        Condition = "4"
	ConditionCollectibleLikeNew    Condition = "5"
	ConditionCollectibleVeryGood   Condition = "6"
	ConditionCollectibleGood       Condition = "7"
	ConditionCollectibleAcceptable Condition = "8"
	ConditionRefurbished           Condition = "9"  // UK
	ConditionRefurbishedJP         Condition = "10" // Japan, later
	ConditionNew                   Condition = "11"
)

// conditionWords are the words that UIEE files have for the conditions.
var conditionWords = map[Condition]string{
	ConditionUsedLikeNew: "used-like new", ConditionUsedVeryGood: "used-very good",
	ConditionUsedGood: "used-good", ConditionUsedAcceptable: "used-acceptable",
	ConditionCollectibleLikeNew: "collectible-like new", ConditionCollectibleVeryGood: "collectible-very good",
	ConditionCollectibleGood: "collectible-good", ConditionCollectibleAcceptable: "collectible-acceptable",
	ConditionRefurbished: "refurbished", ConditionRefurbishedJP: "refurbished", ConditionNew: "new",
}

// Known tells whether the code is one of this package's constants.
func (c Condition) Known() bool { _, ok := conditionWords[c]; return ok }

// Text is the condition in words, such as "collectible-very good"; empty for an
// unknown code.
func (c Condition) Text() string { return conditionWords[c] }

// Action is the add-delete of a row. The list is open, as that of [Condition] is.
type Action string

// The actions. An empty one adds or updates.
const (
	ActionAdd    Action = "a"
	ActionDelete Action = "d"
	// ActionPurge is known to later systems only.
	ActionPurge Action = "x"
)

// Deletes tells whether the row takes its item out of the inventory.
func (a Action) Deletes() bool {
	folded := Action(strings.ToLower(string(a)))
	return folded == ActionDelete || folded == ActionPurge
}

// Known tells whether the code is one of this package's constants, or one in
// upper case.
func (a Action) Known() bool {
	return a.Deletes() || strings.ToLower(string(a)) == string(ActionAdd)
}

// Flag is a yes or a no. The list is open. Empty says neither.
type Flag string

// The flags. Files that are uploaded have Yes and No, the reports of the
// listings have ReportedYes and ReportedNo; which of these is which was inferred.
const (
	Yes         Flag = "y"
	No          Flag = "n"
	ReportedNo  Flag = "1"
	ReportedYes Flag = "2"
)

// Bool returns what the flag says; ok is false if it says nothing that is known.
func (f Flag) Bool() (yes, ok bool) {
	switch f {
	case Yes, "Y", ReportedYes:
		return true, true
	case No, "N", ReportedNo:
		return false, true
	}
	return false, false
}

// Known tells whether the flag may be sent: Yes or No, in either case. The
// numbers are for reports only.
func (f Flag) Known() bool {
	folded := Flag(strings.ToLower(string(f)))
	return folded == Yes || folded == No
}

// Expedited says which faster ways of shipping a seller offers: all, none, or a
// list of services, which [ExpeditedServices] makes. The list is open.
type Expedited string

// The services, and the words for all and none. Older files have them in lower
// case.
const (
	ExpeditedYes           Expedited = "y"
	ExpeditedNo            Expedited = "n"
	ExpeditedNext          Expedited = "Next"
	ExpeditedSecond        Expedited = "Second"
	ExpeditedDomestic      Expedited = "Domestic"
	ExpeditedInternational Expedited = "International"
)

// ExpeditedServices makes one value of several services, separated by commas.
func ExpeditedServices(services ...Expedited) Expedited {
	var names []string
	for _, s := range services {
		names = append(names, string(s))
	}
	return Expedited(strings.Join(names, ","))
}

// Services returns the services that the value lists.
func (e Expedited) Services() []Expedited {
	var services []Expedited
	for name := range strings.SplitSeq(string(e), ",") {
		if name = strings.TrimSpace(name); name != "" {
			services = append(services, Expedited(name))
		}
	}
	return services
}

// Known tells whether the value is [ExpeditedYes] or [ExpeditedNo], or lists
// services of this package only. Case does not count.
func (e Expedited) Known() bool {
	if Flag(e).Known() {
		return true
	}
	services := e.Services()
	return len(services) > 0 && !slices.ContainsFunc(services, func(s Expedited) bool {
		return !slices.ContainsFunc(
			[]Expedited{ExpeditedNext, ExpeditedSecond, ExpeditedDomestic, ExpeditedInternational},
			func(known Expedited) bool { return strings.EqualFold(string(known), string(s)) })
	})
}
