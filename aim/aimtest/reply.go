package aimtest

import (
	"bytes"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
)

// The result codes of the service, and INVALID_REPORT, which is ours.
const (
	codeUnauthorized   = "CUSTOMER_UNAUTHORIZED"
	codeInvalidFormat  = "INVALID_FILE_FORMAT"
	codeInvalidProgram = "INVALID_LISTING_PROGRAM"
	codeInvalidBatch   = "INVALID_BATCH"
	codeInvalidReport  = "INVALID_REPORT"
	codeFileNotFound   = "FILE_NOT_FOUND"
)

// reply is an answer that has not been written yet.
type reply struct {
	status int
	header http.Header
	write  func(io.Writer) error
}

func (a reply) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	if err := a.write(w); err != nil {
		// The only way to tell a client that the file is not complete.
		panic(http.ErrAbortHandler)
	}
}

func newReply(status int, contentType string, write func(io.Writer) error) reply {
	return reply{status: status, header: http.Header{"Content-Type": {contentType}}, write: write}
}

func plain(status int, text string) reply {
	return newReply(status, "text/plain", writeText(text))
}

// element returns the XML answer <name>content</name>. The service sent no declaration
// and no final newline. The content must be escaped.
func element(status int, name, content string) reply {
	return newReply(status, "text/xml", writeText("<"+name+">"+content+"</"+name+">"))
}

func (e *Emulator) success(name, content string) reply {
	return element(e.opts.SuccessStatus, name, content)
}

// failure returns an error element with a service code.
func (e *Emulator) failure(code string) reply {
	name := "BusinessLogicError"
	if code == codeFileNotFound {
		name = "FileError"
	}
	if e.opts.ErrorElement != "" {
		name = e.opts.ErrorElement
	}
	return element(e.opts.ErrorStatus, name, escape(code))
}

// download returns an answer with a file that is written while it is sent.
func (e *Emulator) download(write func(io.Writer) error) reply {
	return newReply(e.opts.SuccessStatus, "text/plain", write)
}

func writeText(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func escape(text string) string {
	var out bytes.Buffer
	// A bytes.Buffer does not fail.
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}
