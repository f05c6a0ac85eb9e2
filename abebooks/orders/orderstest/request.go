package orderstest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

type orderRequest struct {
	XMLName xml.Name `xml:"orderUpdateRequest"`
	Version string   `xml:"version,attr"`
	Action  struct {
		Name     string `xml:"name,attr"`
		Username string `xml:"username"`
		Password string `xml:"password"`
	} `xml:"action"`
	Order struct {
		ID string `xml:"id,attr"`
	} `xml:"purchaseOrder"`
}

var errOutsideRoot = errors.New("text or an element outside of the root")

// readRequest reads a whole document. White space before it is tolerated: programs
// in use send some.
func readRequest(body []byte) (request orderRequest, err error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\uFEFF")), " \t\r\n")))
	d.CharsetReader = emulator.CharsetReader(false)
	if err := d.Decode(&request); err != nil {
		return request, err
	}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return request, nil
		}
		if err != nil {
			return request, err
		}
		text, isText := token.(xml.CharData)
		if _, isElement := token.(xml.StartElement); isElement || isText && len(bytes.TrimSpace(text)) > 0 {
			return request, errOutsideRoot
		}
	}
}
