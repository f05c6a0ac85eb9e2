package aimtest

import (
	"bytes"
	"io"
	"strconv"
)

// finding is a fault and its row.
type finding struct {
	fault
	record record
}

// downloadErrorLog sends the faults of a batch: operation 6.
func (e *Emulator) downloadErrorLog(c call) reply {
	i := e.find(c.params.Get("BatchID"))
	if i < 0 {
		return e.failure(codeInvalidBatch)
	}
	b := e.queue[i]
	if b.Status != statusDone {
		return e.failure(codeFileNotFound)
	}
	if e.opts.ErrorLog2004 {
		return e.download(func(w io.Writer) error { return e.writeErrorLog2004(w, b) })
	}
	return e.download(func(w io.Writer) error { return e.writeErrorLog(w, b) })
}

// writeErrorLog writes the layout that was in use by 2009.
func (e *Emulator) writeErrorLog(w io.Writer, b *batch) error {
	out := e.lineWriter(w, "\n")
	out.row("Feed Processing Summary:")
	out.row("", "Number of records processed", "", strconv.Itoa(b.Activated+b.NotActivated))
	out.row("", "Number of records successful", "", strconv.Itoa(b.Activated))
	out.row()
	if len(b.findings) > 0 {
		out.row("original-record-number", "sku", "error-code", "error-type", "error-message")
	}
	for _, f := range b.findings {
		out.row(strconv.Itoa(f.record.number), f.record.values["sku"], f.code, f.kind, f.message)
	}
	return out.flush()
}

// writeErrorLog2004 writes the guide's layout. The guide describes the columns but does
// not name them; the names are ours.
func (e *Emulator) writeErrorLog2004(w io.Writer, b *batch) error {
	out := e.lineWriter(w, "\n")
	if len(b.findings) == 0 {
		out.row("Summary Log")
		out.row("Items activated", strconv.Itoa(b.Activated))
		return out.flush()
	}
	out.row("row-number", "sku", "item-name", "message-type", "message")
	for _, f := range b.findings {
		kind := "data error"
		if f.kind == kindWarning {
			kind = "status message"
		}
		out.row(strconv.Itoa(f.record.number), f.record.values["sku"], f.record.values["item-name"], kind, f.message)
	}
	return out.flush()
}

// downloadQuickFix sends the rejected rows of a batch, byte for byte, with the header
// line of the upload: operation 7. A UIEE upload has none.
func (e *Emulator) downloadQuickFix(c call) reply {
	i := e.find(c.params.Get("BatchID"))
	if i < 0 {
		return e.failure(codeInvalidBatch)
	}
	b := e.queue[i]
	if b.NotActivated == 0 || b.Format == formatUIEE {
		return e.failure(codeFileNotFound)
	}
	var out bytes.Buffer
	for line := range lines(b.Body) {
		out.Write(line)
		break
	}
	out.WriteByte('\n')
	for _, f := range b.findings {
		if f.rejects() {
			out.Write(f.record.raw)
			out.WriteByte('\n')
		}
	}
	return e.download(writeText(out.String()))
}
