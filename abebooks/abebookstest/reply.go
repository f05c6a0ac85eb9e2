package abebookstest

import (
	"encoding/xml"
	"net/http"
	"slices"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

type updateResponse struct {
	XMLName xml.Name   `xml:"inventoryUpdateResponse"`
	Version string     `xml:"version,attr"`
	Extra   *extra     `xml:"audit"`
	List    resultList `xml:"AbebookList"`
	verdict            // the service writes it behind the list
}

type resultList struct {
	Results []bookResult `xml:"Abebook"`
}

type bookResult struct {
	Extra *extra `xml:"audit"`
	verdict
	TransactionType string `xml:"transactionType"`
	VendorBookID    string `xml:"vendorBookID"`
}

type requestError struct {
	XMLName xml.Name `xml:"requestError"`
	Extra   *extra   `xml:"audit"`
	verdict
}

type verdict struct {
	Code    int     `xml:"code"`
	Message message `xml:"message"`
}

type message struct {
	Lang string `xml:"lang,attr"`
	Text string `xml:",chardata"`
}

// extra is an unknown element that holds a code where nobody should look for
// one.
type extra struct {
	Code int `xml:"code"`
}

func newVerdict(code int, text string) verdict {
	return verdict{Code: code, Message: message{Lang: "en", Text: text}}
}

func (e *Emulator) writeError(w http.ResponseWriter, code int) {
	e.write(w, e.opts.ErrorStatus, requestError{
		Extra:   e.extra(),
		verdict: newVerdict(code, failureText(code)),
	})
}

func (e *Emulator) writeTooLarge(w http.ResponseWriter) {
	if !e.opts.TooLargeInResponse {
		e.writeError(w, codeListTooLarge)
		return
	}
	e.write(w, http.StatusOK, updateResponse{
		Version: "1.0",
		Extra:   e.extra(),
		verdict: newVerdict(codeListTooLarge, failureText(codeListTooLarge)),
	})
}

func (e *Emulator) writeResults(w http.ResponseWriter, results []Result) {
	response := updateResponse{
		Version: "1.0",
		Extra:   e.extra(),
		verdict: newVerdict(codeSuccess, textCompleted),
	}
	failed := slices.ContainsFunc(results, func(r Result) bool { return r.Code != codeSuccess })
	if failed && e.opts.PartialCode != codeSuccess {
		response.verdict = newVerdict(e.opts.PartialCode, textPartlyCompleted)
	}
	for _, result := range e.edited(results) {
		response.List.Results = append(response.List.Results, bookResult{
			Extra:           e.extra(),
			verdict:         newVerdict(result.Code, result.Message),
			TransactionType: result.TransactionType,
			VendorBookID:    result.VendorBookID,
		})
	}
	e.write(w, http.StatusOK, response)
}

func (e *Emulator) extra() *extra {
	if !e.opts.ExtraElements {
		return nil
	}
	return &extra{Code: 999}
}

// write lays a document out as the service does: two spaces of indent, LF, and
// a blank line at the end.
func (e *Emulator) write(w http.ResponseWriter, status int, document any) {
	markup, err := xml.MarshalIndent(document, "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	encoding := "UTF-8"
	if e.opts.Latin1Replies {
		encoding, markup = "ISO-8859-1", emulator.EncodeLatin1(markup, false)
	}
	w.Header().Set("Content-Type", e.opts.ContentType)
	w.WriteHeader(status)
	// A client that has gone away is no concern of the service.
	_, _ = w.Write(slices.Concat([]byte(`<?xml version="1.0" encoding="`+encoding+`"?>`+"\n"), markup, []byte("\n\n")))
}
