package flatfile

import (
	"slices"
	"strings"
)

// ProductIDType is the kind of a product-id. The list is open, like that of [Condition].
type ProductIDType string

// The product-id types.
const (
	ProductASIN ProductIDType = "1"
	ProductISBN ProductIDType = "2" // the default in book loader files
	ProductUPC  ProductIDType = "3" // in older files and in the UK: UPC or EAN
	ProductEAN  ProductIDType = "4" // in newer files
)

// Known reports whether the code is one of this package's constants.
func (t ProductIDType) Known() bool {
	return slices.Contains([]ProductIDType{ProductASIN, ProductISBN, ProductUPC, ProductEAN}, t)
}

// Condition is the item-condition of a row. The list is open: unknown codes are read as
// they are, and written if [WriteOptions.AllowUnknownCodes] is set.
type Condition string

// The conditions, from the vendor's help pages and from clients. [Condition.Text] and
// [ConditionOf] convert them to and from words.
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

// conditionWords are the words for the conditions in UIEE files.
var conditionWords = map[Condition]string{
	ConditionUsedLikeNew: "used-like new", ConditionUsedVeryGood: "used-very good",
	ConditionUsedGood: "used-good", ConditionUsedAcceptable: "used-acceptable",
	ConditionCollectibleLikeNew: "collectible-like new", ConditionCollectibleVeryGood: "collectible-very good",
	ConditionCollectibleGood: "collectible-good", ConditionCollectibleAcceptable: "collectible-acceptable",
	ConditionRefurbished: "refurbished", ConditionRefurbishedJP: "refurbished", ConditionNew: "new",
}

// Known reports whether the code is one of this package's constants.
func (c Condition) Known() bool { _, ok := conditionWords[c]; return ok }

// Text returns the condition in words, such as "collectible-very good"; empty for an
// unknown code.
func (c Condition) Text() string { return conditionWords[c] }

// Action is the add-delete of a row. The list is open, like that of [Condition].
type Action string

// The actions. An empty action adds or updates.
const (
	ActionAdd    Action = "a"
	ActionDelete Action = "d"
	// ActionPurge is known from later systems only.
	ActionPurge Action = "x"
)

// Deletes reports whether the row removes its item from the inventory.
func (a Action) Deletes() bool {
	folded := Action(strings.ToLower(string(a)))
	return folded == ActionDelete || folded == ActionPurge
}

// Known reports whether the code is one of this package's constants, in upper or lower
// case.
func (a Action) Known() bool {
	return a.Deletes() || strings.ToLower(string(a)) == string(ActionAdd)
}

// Flag is yes or no. The list is open. Empty means neither.
type Flag string

// The flags. Uploaded files use Yes and No. Listing reports use ReportedYes and
// ReportedNo; which number means which was inferred.
const (
	Yes         Flag = "y"
	No          Flag = "n"
	ReportedNo  Flag = "1"
	ReportedYes Flag = "2"
)

// Bool returns the value of the flag; ok is false for an unknown or empty flag.
func (f Flag) Bool() (yes, ok bool) {
	switch f {
	case Yes, "Y", ReportedYes:
		return true, true
	case No, "N", ReportedNo:
		return false, true
	}
	return false, false
}

// Known reports whether the flag may be sent: Yes or No, in upper or lower case. The
// numbers occur in reports only.
func (f Flag) Known() bool {
	folded := Flag(strings.ToLower(string(f)))
	return folded == Yes || folded == No
}

// Expedited lists the faster shipping services that a seller offers: all, none, or a list
// made by [ExpeditedServices]. The list is open.
type Expedited string

// The services, and the words for all and none. Older files have them in lower case.
const (
	ExpeditedYes           Expedited = "y"
	ExpeditedNo            Expedited = "n"
	ExpeditedNext          Expedited = "Next"
	ExpeditedSecond        Expedited = "Second"
	ExpeditedDomestic      Expedited = "Domestic"
	ExpeditedInternational Expedited = "International"
)

// ExpeditedServices joins services into one value, separated by commas.
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

// Known reports whether the value is [ExpeditedYes], [ExpeditedNo], or a list of services
// that this package knows. Case does not matter.
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
