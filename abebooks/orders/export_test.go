package orders

// AttemptTimeout and MaxResponseBytes are what the documentation promises.
const (
	AttemptTimeout   = attemptTimeout
	MaxResponseBytes = maxResponseBytes
)

// Parse reads a reply, and returns the orders in its list and those outside of one.
func Parse(body []byte) (listed, single []Order, err error) {
	doc, err := parse(body)
	return doc.listed, doc.single, err
}
