package abebookstest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

type updateRequest struct {
	XMLName xml.Name      `xml:"inventoryUpdateRequest"`
	Action  action        `xml:"action"`
	Books   []bookRequest `xml:"AbebookList>Abebook"`
}

type action struct {
	Name     string `xml:"name,attr"`
	Username string `xml:"username"`
	Password string `xml:"password"`
}

type bookRequest struct {
	Elements []element `xml:",any"`
}

// byName is the book's elements in any order; of repeated ones the last.
func (b bookRequest) byName() map[string]element {
	named := make(map[string]element, len(b.Elements))
	for _, el := range b.Elements {
		named[el.XMLName.Local] = el
	}
	return named
}

type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (el element) attr(name string) string {
	for _, attr := range el.Attrs {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}

var errOutsideRoot = errors.New("text or an element outside of the root")

// readRequest reads the whole body, since encoding/xml by itself skips text
// before the root and does not look behind it.
func (e *Emulator) readRequest(body []byte) (*updateRequest, error) {
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\uFEFF"))))
	decoder.CharsetReader = emulator.CharsetReader(e.opts.StrictEncoding)

	root, err := nextElement(decoder)
	if err != nil {
		return nil, fmt.Errorf("read the root: %w", err)
	}
	var request updateRequest
	if err := decoder.DecodeElement(&request, &root); err != nil {
		return nil, fmt.Errorf("read the request: %w", err)
	}
	if _, err := nextElement(decoder); !errors.Is(err, io.EOF) {
		return nil, errOutsideRoot
	}
	return &request, nil
}

// nextElement passes over what may stand around the root: white space,
// comments, declarations.
func nextElement(decoder *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := decoder.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return xml.StartElement{}, errOutsideRoot
			}
		}
	}
}
