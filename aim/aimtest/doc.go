// Package aimtest emulates the Amazon Inventory Management (AIM) service, so
// that programs which upload feeds, fetch reports and refund orders can be
// tested without the vendor, whose service was shut down.
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
// HTTP Basic credentials; the Content-Type text/xml, with or without a charset,
// on every POST (415 otherwise); a Content-Length on uploads (411); POST for
// uploads, POST or GET for calls without a body (405); the values of the
// parameters, which travel as request headers and whose names have no case. A
// path may end in a slash. The Cookie of the guide is not required.
//
// Uploads are refused at once for an unknown FileFormat or UploadFor, for a
// first line without the column sku or with a column twice, for a UIEE file
// that does not start with a token, and for refund columns that are not exactly
// the five. Rows are checked when the batch is processed; what was wrong with
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
// # What it decides by itself
//
// The guide leaves room, and every such decision that a client can notice is a
// field of [Options]. Some more: a blank value of an upload changes nothing; a
// row with more values than columns is rejected; deleting an unknown SKU is a
// warning; refunds are recorded when the file arrives, at most once per row and
// request, and are not in the queue of uploads. Refund rows without ids or with
// an amount that is not above zero are not recorded and fail in the report.
//
// Faults that any service can have (latency, 5xx, a cut connection, a reply that
// is lost after the state changed) are made with Intercept; see the example.
package aimtest
