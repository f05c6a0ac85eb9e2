package abebooks_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// sentBook is what a handler needs to know of a book in a request.
type sentBook struct {
	ID    string `xml:"vendorBookID"`
	Title string `xml:"title"`
}

// readRequest reads the books of a request and leaves its body to be read
// again.
func readRequest(t testing.TB, r *http.Request) []sentBook {
	body, err := io.ReadAll(r.Body)
	assert.NoError(t, err)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var request struct {
		Books []sentBook `xml:"AbebookList>Abebook"`
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = latin1Reader
	assert.NoError(t, d.Decode(&request))
	return request.Books
}

// latin1Reader takes every byte for the code point of the same number. It is
// for ISO-8859-1 to the letter, and shares nothing with the package's own.
func latin1Reader(label string, input io.Reader) (io.Reader, error) {
	if label != "ISO-8859-1" {
		return nil, fmt.Errorf("the encoding is %q", label)
	}
	encoded, err := io.ReadAll(input)
	if err != nil {
		return nil, err
	}
	runes := make([]rune, len(encoded))
	for i, b := range encoded {
		runes[i] = rune(b)
	}
	return strings.NewReader(string(runes)), nil
}

// quickService accepts all books without reading more of them than their IDs,
// so that what is measured is the client.
type quickService struct{ delay time.Duration }

func (s *quickService) RoundTrip(r *http.Request) (*http.Response, error) {
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if s.delay > 0 {
		<-time.After(s.delay)
	}
	reply := []byte(`<inventoryUpdateResponse version="1.0"><AbebookList>`)
	for {
		_, rest, found := bytes.Cut(body, []byte("<vendorBookID>"))
		if !found {
			break
		}
		id, rest, _ := bytes.Cut(rest, []byte("</vendorBookID>"))
		reply = append(reply, `<Abebook><code>600</code><message lang="en">Book added or updated</message><vendorBookID>`...)
		reply = append(append(reply, id...), `</vendorBookID></Abebook>`...)
		body = rest
	}
	reply = append(reply, `</AbebookList><code>600</code></inventoryUpdateResponse>`...)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(reply))}, nil
}
