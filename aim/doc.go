// Package aim uploads inventory feeds, fetches order and listing reports and refunds
// orders in bulk, through the Amazon Inventory Management (AIM) API.
//
// # The service was retired
//
// AIM served sellers of Amazon Marketplace and zShops from 2004 to about 2012. Amazon has
// shut it down, and nothing answers at its addresses any more. So there is no default
// address: [New] requires [sellerwire.WithBaseURL] with a compatible endpoint, or with the
// emulator of package aimtest. The constants [US] to [JP] are the historical addresses.
//
// # Two packages
//
// This package calls the service. Package
// [github.com/sellerwire/sellerwire/aim/flatfile] handles the files: it makes the
// [flatfile.Feed] that an upload sends, and reads the [Download] of a report or an error
// log. Package flatfile needs no client, so a program that only converts files need not
// import package aim.
//
// # A first program
//
//	client, err := aim.New(email, password, sellerwire.WithBaseURL(endpoint))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	feed, err := flatfile.LoaderFeed(flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{Encoding: client.Encoding()})
//	if err != nil {
//		return err // it lists the rows that break a rule, and which rule
//	}
//	result, err := client.AddModifyDeleteAndWait(ctx, feed, aim.UploadOptions{}, aim.WaitOptions{})
//	if err != nil {
//		return err
//	}
//	fmt.Println(result.Batch.Activated, "active,", result.Batch.NotActivated, "rejected")
//
// # The operations
//
// The service answers an upload at once and puts it into a queue, where it is called a
// batch. It processes one batch at a time and then says how many items it activated. The
// error log of the batch says why it rejected others; the quick fix file has the rejected
// rows. A report is generated first. When it is finished, the list of reports shows its
// end time, and it can be downloaded. Of the fifteen operations of the vendor's guide
// (see Sources):
//
//   - three upload an inventory: [Client.AddModifyDelete], [Client.ModifyOnly], and
//     [Client.PurgeReplace], which deletes everything first and requires a
//     [Confirmation];
//   - four report on uploads: [Client.Batches], [Client.PendingUploads],
//     [Client.DownloadErrorLog] and [Client.DownloadQuickFix];
//   - six generate, list and download reports of orders and of open listings:
//     [Client.GenerateReport], [Client.Reports], and [Client.DownloadReport] or
//     [Client.DownloadLatestReport];
//   - two refund and report on refunds: [Client.Refund], and [Client.Reports] of
//     [BatchRefundReport].
//
// # Waiting
//
// [Client.AddModifyDeleteAndWait], [Client.ModifyOnlyAndWait],
// [Client.PurgeReplaceAndWait], [Client.FetchReport] and [Client.RefundAndWait] upload or
// generate and wait for the result in one call. [WaitOptions] say how they poll. Use the
// context to limit how long they wait.
//
// The service returns the ID of an inventory upload only on request, and no ID for a report
// or for refunds. So these calls take a [Mark] of the list first: an entry that the mark does
// not list is new. To make a wait survive a restart of your program, take the mark yourself
// with [Client.MarkBatches] or [Client.MarkReports], and store it. Then
// [Client.WaitForBatch], [Client.WaitForNewBatch], [Client.WaitForReport] and
// [Client.WaitForRefunds] continue where a call ended. They only read.
//
// # What a reply means
//
// An upload, a request for a report and a file of refunds have one of these outcomes, which
// [sellerwire.OutcomeOf] reads from the error:
//
//   - accepted: the reply is complete and says SUCCESS, and nothing in it says otherwise.
//     For an inventory upload, a number in an element with "batch" in its name is the ID of
//     a batch and counts as SUCCESS.
//     Whether the service applied each row is in the batch, the error log or the summary.
//   - rejected: the reply has one of the other [Code] constants, under any HTTP status. Or
//     it is a 4xx, other than 408, 425 and 429, that has neither SUCCESS nor a batch ID.
//   - not sent: no attempt reached the service, or the input was refused before the first
//     attempt.
//   - unknown: everything else, such as no reply, a web page, a redirect, an unknown
//     code, two codes that disagree, SUCCESS under HTTP 400, or a number in another
//     element. Check the lists before you upload again, with [Client.BatchesSince],
//     [Client.ReportsSince] or [Client.WaitForRefunds].
//
// A sign-in page and a redirect also match [sellerwire.ErrUnauthorized].
//
// # Errors
//
// Input that breaks a rule is a [sellerwire.InvalidError]. It lists the faults with row,
// column and limit, and nothing has been sent. A call that failed is a [sellerwire.Error]:
// [CodeOf] reads the service's [Code] from it, and errors.Is its kind. An upload that the
// service ended without processing it is [ErrNotProcessed]. A row of a file that cannot be
// read is a [flatfile.RowError].
//
// # What is retried
//
// Lists, counts and downloads only read. They are retried automatically after network
// errors and HTTP 408, 425, 429, 500, 502, 503 and 504. A download is not retried once its
// first byte has been returned.
//
// Everything else is sent once, and retried only on proof that nothing was sent.
// [AllowRepeat] allows retries for a single call of AddModifyDelete, ModifyOnly or
// GenerateReport, at the risk of a second batch or report. Refunds and PurgeReplace refuse
// it.
//
// # Limits and pacing
//
// The vendor's guide states no size limit. Later help pages ask for files below 10 MB and
// for at most one file of a kind every 20 minutes. They say that a file above 5 MB can take
// 8 hours. This package does not enforce that; [sellerwire.WithLimiter] paces calls. An
// attempt to upload a file or to start a download may take 10 minutes
// ([WithTransferTimeout]), an attempt of any other call one minute
// ([sellerwire.WithAttemptTimeout]). A download ends with an error after one minute of
// silence ([sellerwire.WithIdleTimeout]).
//
// # Encodings and times
//
// Files of the US, the UK and Canada were Windows-1252, those of Germany and France UTF-8,
// and those of Japan Shift_JIS; see [WithEncoding]. If a download declares Shift_JIS it is
// read as that. Any other download is read cell by cell: as UTF-8 if the cell is valid
// UTF-8, and otherwise as Windows-1252. Times in lists of reports are US Pacific time; see
// [WithReportLocation], and [flatfile.PacificDay] for the orders of a day. All other times
// are in the zone that is printed with them. PST is -08:00 and PDT is -07:00 on every
// machine; see [WithZones].
//
// # Sources
//
// The vendor's "Guide to using the Amazon Inventory Management API" of 10/31/2004 has the
// fifteen operations, their parameters, and six of the eight codes. The rest comes from
// programs that used the service later, one or two for each detail. The following was
// inferred. Where an option is named, it changes the behaviour:
//   - calls without a file are POST with an empty body;
//   - the first text in the reply is the answer, whatever the name of its element. SUCCESS
//     counts under every 2xx, and each of the other codes under every HTTP status;
//   - redirects, 401, 403 and sign-in pages all mean a wrong login;
//   - a batch is finished when it says Done, Cancelled or Failed, a report when it has an
//     end time;
//   - the Cookie header ([WithCookie]), the charset in the Content-Type ([WithEncoding]),
//     the zones ([WithZones]);
//   - which new report is the requested one: see [Client.WaitForReport];
//   - [UploadOptions.ReturnBatchID], which the waiting calls send.
package aim
