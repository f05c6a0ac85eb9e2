// Package aimtest emulates the Amazon Inventory Management (AIM) service. Use it to test
// programs that upload feeds, fetch reports and refund orders without the vendor, whose
// service was shut down. It is for programs in Go; examples/emulator of this module serves
// it to programs in any language.
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
// It has all fifteen operations of the guide of 10/31/2004: the three inventory uploads,
// batch refunds, get-batches, get-pending-uploads-count, errorlog, quickfix, and generation,
// status and download of the order, open listings and refund reports.
//
// # What it verifies
//
// It checks HTTP Basic credentials; the Content-Type text/xml, with or without a charset, on
// uploads (415 otherwise); a Content-Length on uploads (411); POST for uploads, and POST or
// GET for calls without a body (405); and the values of the parameters, which are request
// headers with names in any case. A path may end in a slash. The Cookie of the guide is not
// required.
//
// It refuses an upload at once for an unknown FileFormat or UploadFor; for a first line
// without the column sku, or with a column twice; for a modify-only file with columns other
// than sku, price and quantity; for a UIEE file that does not start with a field; and for a
// refund file whose columns are not exactly the five. A byte order mark is part of the first
// column name. Rows are checked when the batch is processed. The error log says what was
// wrong with them, and the quick fix file has the rejected rows. Tab files have no quoting.
// A line is read as UTF-8 if it is valid UTF-8, and otherwise as Windows-1252.
//
// # Time
//
// Uploads wait in one queue and are processed one at a time. Each takes
// [Options.ProcessingDelay]. A report is finished [Options.ReportDelay] after its request
// and shows the inventory at the time of the request. Nothing runs in the background: each
// request and each method first does everything that is due by [Options.Now]. So it works in
// a testing/synctest bubble (through RoundTripper), and with a clock of the test's own. With
// [Options.Manual] nothing moves until [Emulator.ProcessNext] and
// [Emulator.FinishNextReport].
//
// # Where the documents are silent
//
// Where clients may want to test several choices, there is a field in [Options]. The others
// are decided as follows.
//
//   - Rows: a blank value changes nothing. A new item without a quantity has one copy.
//     Quantity 0 and a deletion remove the item. A new item needs a product-id, unless its
//     category1 is 68284 and it has a title, the file is TabDelimitedBooks, or Asinate is Y.
//     In UIEE it needs a title. A row with more values than columns is rejected. Deleting an
//     unknown SKU is a warning.
//   - Refunds are recorded when the file arrives, one per row, and again if the file comes
//     again. They are not in the queue of uploads. A row without IDs, or with an amount that
//     is not greater than 0, is not recorded and fails in the report. Any reason is accepted,
//     and the order need not exist.
//   - INVALID_REPORT is the answer to an unknown report name, an unknown number of days, and
//     a request to generate BatchRefund. The service is not known to have this code. A number
//     of batches or reports that is not a number means 10. ReportID takes precedence over
//     ReportName.
//   - FILE_NOT_FOUND is the answer if a file does not exist: a running report, the error log
//     of an unfinished batch, the quick fix file of a batch without rejected rows or of a
//     UIEE upload. An unknown batch is INVALID_BATCH.
//
// # Faults
//
// [Emulator.Refuse] makes an operation answer with a code. [Emulator.Intercept] puts a
// handler around the service, for faults that any service can have: latency, 5xx, a cut
// connection, or a reply that is lost after the state changed. See the examples of
// [Emulator].
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the
// same seed. The emulator's state still shows what was really done, so a test can
// compare that with what a program believes.
package aimtest
