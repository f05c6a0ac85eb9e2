// Package aimtest emulates the Amazon Inventory Management (AIM) service, so
// that programs which upload feeds, fetch reports and refund orders can be
// tested without the vendor, whose service was shut down. It is for programs in
// Go; examples/emulator of this module serves it to any language.
//
//	srv := aimtest.NewServer(aimtest.Options{})
//	defer srv.Close()
//	client, err := aim.New(srv.Email(), srv.Password(), sellerwire.WithBaseURL(srv.URL))
//	...
//	err = yourProgram(client)
//	...
//	item, ok := srv.Item("SKU-0001")      // what the upload changed
//	refunds := srv.Refunds()              // what was paid back, and how often
//
// All fifteen operations of the guide of 10/31/2004 are there: the three
// inventory uploads, batch refunds, get-batches, get-pending-uploads-count,
// errorlog, quickfix, and generation, status and download of the order, open
// listings and refund reports.
//
// # What it verifies
//
// HTTP Basic credentials; the Content-Type text/xml, with or without a charset, on
// uploads (415 otherwise); a Content-Length on uploads (411); POST for
// uploads, POST or GET for calls without a body (405); the values of the
// parameters, which travel as request headers and whose names have no case. A
// path may end in a slash. The Cookie of the guide is not required.
//
// Uploads are refused at once for an unknown FileFormat or UploadFor, for a first line
// without the column sku or with a column twice, for a modify-only file with other
// columns than sku, price and quantity, for a UIEE file that does not start with a
// token, and for refund columns that are not exactly the five. A byte order mark is a
// part of the first column's name. Rows are checked when the batch is processed; what was wrong with
// them stands in the error log, the rows themselves in the quick fix file. Tab
// files are read unquoted; text is UTF-8 where a line is valid UTF-8 and
// Windows-1252 where not.
//
// # Time
//
// Uploads wait in one queue and are processed one at a time,
// [Options.ProcessingDelay] after each other; reports finish
// [Options.ReportDelay] after they were requested and show what the inventory
// was then. Nothing runs in the background: each request and each method first
// does what has become due by [Options.Now]. So a testing/synctest bubble works
// (through RoundTripper), as does a clock of the test's own, and with
// [Options.Manual] nothing moves before [Emulator.ProcessNext] and
// [Emulator.FinishNextReport].
//
// # Where the documents are silent
//
// The guide leaves gaps. What a client may want to see both ways is a field of
// [Options]; the rest is decided as follows.
//
//   - Rows: a blank value changes nothing, a new item without a quantity has one
//     copy, quantity 0 and a deletion take the item out. A new item needs a
//     product-id, unless its category1 is 68284 and it has a title, or the file is
//     TabDelimitedBooks, or Asinate is Y; in UIEE it needs a title. A row with more values than columns is rejected;
//     deleting an unknown SKU is a warning.
//   - Refunds are recorded when the file arrives, one per row, again if the file
//     comes again, and are not in the queue of uploads. Rows without ids or with an
//     amount that is not above zero are not recorded and fail in the report. Any
//     reason is taken, and no order needs to be known.
//   - An unknown report name or number of days, and generating BatchRefund, is
//     INVALID_REPORT, a code that the service is not known to have. A number of
//     batches or reports that is none means 10. ReportID wins over ReportName.
//   - A file that is not there is FILE_NOT_FOUND: a report that runs, the error log
//     of an unfinished batch, the quick fix file of one without rejected rows or of
//     UIEE. An unknown batch is INVALID_BATCH.
//
// # Faults
//
// [Emulator.Refuse] makes an operation answer with a code. Faults that any service
// can have (latency, 5xx, a cut connection, a reply that is lost after the state
// changed) are injected with [Emulator.Intercept]; see its examples.
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the same
// seed. The state stays true, so a test can compare what a program believes with what
// was done.
package aimtest
