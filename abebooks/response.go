package abebooks

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// document is either form of answer: inventoryUpdateResponse with a result per
// book, or requestError. The outer code comes after the list, so fields are
// read by their place and not by their order. All of them are lists, because
// encoding/xml would keep the last of two contradicting codes.
type document struct {
	XMLName  xml.Name
	Books    []bookResult `xml:"AbebookList>Abebook"`
	Codes    []string     `xml:"code"`
	Messages []string     `xml:"message"`
}

type bookResult struct {
	Codes         []string `xml:"code"`
	Messages      []string `xml:"message"`
	VendorBookIDs []string `xml:"vendorBookID"`
}

// decode reads an answer, whatever its HTTP status: which one the service uses
// for failures is not known, and its words tell more.
func decode(reply *transport.Reply, doc *document) *transport.Failure {
	*doc = document{}
	if err := doc.read(reply.Body); err != nil {
		return notAnAnswer(reply, err)
	}
	switch doc.XMLName.Local {
	case "inventoryUpdateResponse":
		if len(doc.Books) > 0 {
			reply.Accepted = true
			return nil
		}
	case "requestError":
	default:
		return notAnAnswer(reply, fmt.Errorf("the root element is <%.40s>", reply.Redact(doc.XMLName.Local)))
	}
	return refusal(reply, doc)
}

// read reads a whole document, to its end.
func (doc *document) read(body []byte) error {
	raw := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\uFEFF"))))
	raw.CharsetReader = charset.Reader
	d := xml.NewTokenDecoder(&oneDocument{raw: raw})
	if err := d.Decode(doc); err != nil {
		return err
	}
	// What follows the root may be a comment or a blank line.
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// oneDocument passes on the tokens of one document. encoding/xml by itself
// skips text before the root, does not look behind it, and takes as much memory
// as a nesting or a list without end asks for.
type oneDocument struct {
	raw      *xml.Decoder
	depth    int
	elements int
}

// maxElements is far above what the answer to 100 books needs.
const maxElements = 10_000

// Token implements [xml.TokenReader].
func (o *oneDocument) Token() (xml.Token, error) {
	token, err := o.raw.RawToken()
	switch t := token.(type) {
	case xml.StartElement:
		o.depth++
		o.elements++
		switch {
		case o.depth == 1 && o.elements > 1:
			return nil, errors.New("there is more than one root element")
		case o.elements > maxElements:
			return nil, fmt.Errorf("there are more than %d elements", maxElements)
		}
	case xml.EndElement:
		o.depth--
	case xml.CharData:
		if o.depth == 0 && len(bytes.TrimSpace(t)) > 0 {
			return nil, errors.New("there is text outside of the root element")
		}
	}
	return token, err
}

func notAnAnswer(reply *transport.Reply, why error) *transport.Failure {
	switch {
	case len(bytes.TrimSpace(reply.Body)) == 0:
		if !reply.Success() {
			return transport.ByStatus(reply)
		}
		return transport.Unexpected(reply, "the reply is empty")
	case transport.IsHTML(reply):
		return transport.Unexpected(reply, "the reply is a web page")
	default:
		return transport.Unexpected(reply, "the reply is not an answer of the service: %v", why)
	}
}

// refusal is an answer to the whole request.
func refusal(reply *transport.Reply, doc *document) *transport.Failure {
	code, ok := parseCode(doc.Codes)
	if !ok || code == CodeOK {
		codes := reply.Redact(strings.Join(doc.Codes, " "))
		return transport.Unexpected(reply, "the reply has no result for any book, and code %.40q", codes)
	}
	info := codeTable[code]
	f := &transport.Failure{
		Codes:    []string{strconv.Itoa(int(code))},
		Messages: trimmed(doc.Messages),
		Refused:  !info.lost,
		Lost:     info.lost,
	}
	if info.kind != nil {
		f.Kinds = []error{info.kind}
	}
	if info.text != "" {
		f.Err = errors.New(info.text)
	}
	switch {
	case code.Retryable():
		f.Retry = transport.RetryAlways
	case code.Known():
		f.Retry = transport.RetryNever
	}
	return f
}

// parseCode reads the one code that there must be.
func parseCode(texts []string) (Code, bool) {
	if len(texts) != 1 {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(texts[0]))
	return Code(n), err == nil
}

// trimmed leaves out what is blank.
func trimmed(texts []string) []string {
	var out []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}
