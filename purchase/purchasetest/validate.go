package purchasetest

import (
	"fmt"
	"regexp"
	"slices"
)

// maxItems is the vendor's limit for the sum of the quantities of an order.
const maxItems = 250

// currencies of the domains.
var currencies = map[string]string{
	"abebooks.com":   "USD",
	"abebooks.co.uk": "GBP",
	"abebooks.de":    "EUR",
	"abebooks.fr":    "EUR",
	"abebooks.it":    "EUR",
	"iberlibro.com":  "EUR",
	"zvab.com":       "EUR",
}

// addressFields are the keys of an address; the vendor marks two as optional.
var (
	addressFields         = []string{"name", "address1", "address2", "city", "provstate", "country", "zipcode", "phone"}
	optionalAddressFields = []string{"address2", "provstate"}
)

// referenceIDs has the documented alphabet; the empty text stands for none.
var referenceIDs = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

// checkQuantities refuses with 4002 what breaks the limits on listings.
func checkQuantities(listings []requestedListing) *answer {
	if len(listings) == 0 {
		return refuse(4002)
	}
	// Each count is capped, so that the sum cannot overflow.
	total := int64(0)
	for _, listing := range listings {
		if listing.quantity == nil || *listing.quantity < 1 {
			return refuse(4002, textQuantity)
		}
		total += min(*listing.quantity, maxItems+1)
	}
	if total > maxItems {
		return refuse(4002, textTooManyItems)
	}
	return nil
}

// checkRest refuses with 4220 whatever else is wrong, all of it at once.
// It is called with the lock held.
func (e *Emulator) checkRest(request orderRequest) *answer {
	var problems []string
	for i, listing := range request.listings {
		if listing.listingID == nil {
			problems = append(problems, fmt.Sprintf("listings[%d].listingId is required", i))
			continue
		}
		if _, known := e.listings[*listing.listingID]; !known {
			problems = append(problems, "Invalid listingId passed")
		}
	}
	problems = append(problems, addressProblems("shipAddr", request.shipAddr)...)
	problems = append(problems, addressProblems("billAddr", request.billAddr)...)
	if request.shippingMode != "S" && request.shippingMode != "P" {
		problems = append(problems, "shippingMode must be S or P")
	}
	if _, known := currencies[request.domain]; !known {
		problems = append(problems, "Invalid domain passed")
	}
	if !referenceIDs.MatchString(request.referenceID) {
		problems = append(problems, "referenceId may have letters, digits, hyphens and underscores only")
	}
	if len(problems) > 0 {
		return refuse(4220, problems...)
	}
	return nil
}

// addressProblems names the required fields that an address lacks.
func addressProblems(key string, address map[string]string) []string {
	if address == nil {
		return []string{key + " is required"}
	}
	var problems []string
	for _, field := range addressFields {
		if address[field] == "" && !slices.Contains(optionalAddressFields, field) {
			problems = append(problems, fmt.Sprintf("%s.%s is required", key, field))
		}
	}
	return problems
}
