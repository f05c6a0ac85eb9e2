package purchasetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// orderRequest is the body of POST /orders, decoded but not yet judged. Nil
// means that a key was absent or null.
type orderRequest struct {
	shipAddr, billAddr map[string]string
	ccToken            string
	listings           []requestedListing
	shippingMode       string
	domain             string
	totalMaxPrice      *big.Rat
	dryRun             bool
	referenceID        string
}

type requestedListing struct {
	listingID *int64
	quantity  *int64
	maxPrice  *big.Rat
}

// decodeOrder reads the body: what is not JSON is refused with 4003, JSON with
// values of the wrong type with 4000.
func decodeOrder(body []byte) (orderRequest, *answer) {
	if !json.Valid(body) || !utf8.Valid(body) {
		return orderRequest{}, refuse(4003)
	}
	// A map, because encoding/json would match the keys of a struct in any
	// case; numbers as text, because money is exact.
	var value any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return orderRequest{}, refuse(4003)
	}
	members, ok := value.(map[string]any)
	if !ok {
		return orderRequest{}, refuse(4000)
	}

	o := &object{members: members, problems: new([]string)}
	request := orderRequest{
		shipAddr:      o.address("shipAddr"),
		billAddr:      o.address("billAddr"),
		ccToken:       o.text("ccToken"),
		shippingMode:  o.text("shippingMode"),
		domain:        o.text("domain"),
		totalMaxPrice: o.amount("totalMaxPrice"),
		dryRun:        o.boolean("dryrun"),
		referenceID:   o.text("referenceId"),
	}
	for _, listing := range o.list("listings") {
		request.listings = append(request.listings, requestedListing{
			listingID: listing.integer("listingId"),
			quantity:  listing.integer("quantity"),
			maxPrice:  listing.amount("maxPrice"),
		})
	}
	if len(*o.problems) > 0 {
		return orderRequest{}, refuse(4000, append([]string{statusTexts[4000]}, *o.problems...)...)
	}
	return request, nil
}

// object reads typed members of a JSON object and notes those of another type.
// A member that is absent or null reads as zero.
type object struct {
	path     string
	members  map[string]any
	problems *[]string
}

func (o *object) complain(key, expected string) {
	*o.problems = append(*o.problems, fmt.Sprintf("%s must be %s", o.path+key, expected))
}

func (o *object) text(key string) string {
	switch value := o.members[key].(type) {
	case nil:
	case string:
		return value
	default:
		o.complain(key, "a string")
	}
	return ""
}

func (o *object) boolean(key string) bool {
	switch value := o.members[key].(type) {
	case nil:
	case bool:
		return value
	default:
		o.complain(key, "true or false")
	}
	return false
}

func (o *object) integer(key string) *int64 {
	if o.members[key] == nil {
		return nil
	}
	number, _ := o.members[key].(json.Number)
	value, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		o.complain(key, "an integer")
		return nil
	}
	return &value
}

func (o *object) amount(key string) *big.Rat {
	if o.members[key] == nil {
		return nil
	}
	number, _ := o.members[key].(json.Number)
	value, ok := parseAmount(number.String())
	if !ok {
		o.complain(key, "an amount of money")
		return nil
	}
	return value
}

func (o *object) address(key string) map[string]string {
	nested := o.object(key)
	if nested == nil {
		return nil
	}
	address := make(map[string]string)
	for _, field := range addressFields {
		address[field] = nested.text(field)
	}
	return address
}

func (o *object) object(key string) *object {
	switch value := o.members[key].(type) {
	case nil:
	case map[string]any:
		return &object{path: o.path + key + ".", members: value, problems: o.problems}
	default:
		o.complain(key, "an object")
	}
	return nil
}

func (o *object) list(key string) []*object {
	if o.members[key] == nil {
		return nil
	}
	values, ok := o.members[key].([]any)
	if !ok {
		o.complain(key, "an array")
		return nil
	}
	objects := make([]*object, 0, len(values))
	for i, value := range values {
		element := fmt.Sprintf("%s[%d]", key, i)
		members, ok := value.(map[string]any)
		if !ok {
			o.complain(element, "an object")
			continue
		}
		objects = append(objects, &object{path: o.path + element + ".", members: members, problems: o.problems})
	}
	return objects
}

// parseAmount reads a JSON number exactly. Length and exponent are bounded
// first, since 1e100000000 is nine characters and a hundred million digits.
func parseAmount(number string) (*big.Rat, bool) {
	const maxLength, maxExponent = 40, 30
	if number == "" || len(number) > maxLength {
		return nil, false
	}
	if _, exponent, found := strings.Cut(strings.ToLower(number), "e"); found {
		e, err := strconv.Atoi(exponent)
		if err != nil || e > maxExponent || e < -maxExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(number)
}
