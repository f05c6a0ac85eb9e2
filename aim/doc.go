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
// This package has the service. Package
// [github.com/sellerwire/sellerwire/aim/flatfile] has the files: it makes the
// [flatfile.Feed] that an upload sends, and reads the [Download] of a report or an error
// log. It needs no client, so that a program that only converts files need not import
// this one.
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
// An upload is answered at once and becomes a batch in a queue. The service processes one
// batch at a time and then says how many items it activated. Why it rejected others is in
// the error log of the batch, and the rejected rows are in its quick fix file. A report is
// generated first, has an end time in the list when it is finished, and is then
// downloaded. Of the fifteen operations of the guide:
//
//   - three upload an inventory: [Client.AddModifyDelete], [Client.ModifyOnly], and
//     [Client.PurgeReplace], which deletes everything first and asks for a
//     [Confirmation];
//   - four tell what became of it: [Client.Batches], [Client.PendingUploads],
//     [Client.DownloadErrorLog] and [Client.DownloadQuickFix];
//   - six generate, list and download reports of orders and of open listings:
//     [Client.GenerateReport], [Client.Reports], and [Client.DownloadReport] or
//     [Client.DownloadLatestReport];
//   - two refund and tell what became of that: [Client.Refund], and [Client.Reports] of
//     [BatchRefundReport].
//
// # Waiting
//
// [Client.AddModifyDeleteAndWait], [Client.ModifyOnlyAndWait],
// [Client.PurgeReplaceAndWait], [Client.FetchReport] and [Client.RefundAndWait] upload or
// generate and wait for the result in one call. [WaitOptions] say how they poll; the
// context limits how long.
//
// The service tells an ID for an inventory upload only if it is asked for it, and none for
// a report or for refunds. What is new is told by a [Mark], which is taken before:
// [Client.MarkBatches], [Client.MarkReports]. Store it, and a wait survives a restart of
// your program: [Client.WaitForBatch], [Client.WaitForNewBatch], [Client.WaitForReport]
// and [Client.WaitForRefunds] go on where a call ended, and only read.
//
// # What a reply means
//
// An upload, a request for a report and a file of refunds end in one of these outcomes,
// which [sellerwire.OutcomeOf] reads from the error:
//
//   - accepted: the reply is complete and says SUCCESS, or, to an inventory upload, has a
//     batch ID in an element that is named so; nothing in it says otherwise. Whether the
//     service applied each row is in the batch, the error log or the summary.
//   - rejected: the reply has one of the other [Code] constants, or is a 4xx that
//     contains nothing else.
//   - not sent: no attempt reached the service, or the input was refused before.
//   - unknown: everything else, such as no reply, a web page, a redirect, an unknown
//     code, two codes that disagree, SUCCESS under HTTP 400, a number that may be
//     anything. Look at the lists before you upload again; [Client.BatchesSince],
//     [Client.ReportsSince] and [Client.WaitForRefunds] do.
//
// A sign-in page and a redirect are [sellerwire.ErrUnauthorized], too.
//
// # Errors
//
// Input that breaks a rule is a [sellerwire.InvalidError]. It lists the faults with row,
// column and limit, and nothing was sent. A call that failed is a [sellerwire.Error]:
// [CodeOf] reads the service's [Code] from it, errors.Is tells its kind. An upload that
// the service ended without processing it is [ErrNotProcessed]. Rows of files that cannot
// be read are [flatfile.RowError].
//
// # What is retried
//
// Lists, counts and downloads are reads: they are retried automatically on errors of the
// network and on HTTP 408, 425, 429, 500, 502, 503 and 504. A download is not retried once
// its first byte has been handed over.
//
// Everything else is sent once, and again only on proof that nothing was sent.
// [AllowRepeat] lifts that for a single call of AddModifyDelete, ModifyOnly or
// GenerateReport, at the risk of a second batch or report. Refunds and PurgeReplace refuse
// it.
//
// # Limits and pacing
//
// The vendor's guide states no limit of size. Later help pages ask for files below 10 MB
// and no more than one of a kind every 20 minutes, and name 8 hours for files above 5 MB.
// This package does not enforce that; [sellerwire.WithLimiter] paces calls. An attempt to
// upload a file or to start a download may take 10 minutes ([WithTransferTimeout]), that of
// another call a minute ([sellerwire.WithAttemptTimeout]). Silence within a download ends
// it after a minute ([sellerwire.WithIdleTimeout]).
//
// # Encodings and times
//
// Files of the US, the UK and Canada were Windows-1252, of Germany and France UTF-8, of
// Japan Shift_JIS; see [WithEncoding]. A charset that a download declares is honored:
// Shift_JIS is read as that, and everything else cell by cell, as UTF-8 where a cell is
// valid UTF-8 and otherwise as Windows-1252. The times of reports in a list are US Pacific
// time; see [WithReportLocation], and [flatfile.PacificDay] for the orders of a day. All
// other times are in the zone that is printed with them, PST being -08:00 and PDT -07:00
// on every machine; see [WithZones].
//
// # Sources
//
// The vendor's "Guide to using the Amazon Inventory Management API" of 10/31/2004 has the
// fifteen operations, their parameters, and six of the eight codes. The rest comes from
// programs that used the service later, one or two for each detail. This was inferred, and
// can be replaced where a name is given:
//   - calls without a file are POST with an empty body;
//   - the element names and the HTTP status of answers are not relied on: the first text in
//     the reply counts, under every 2xx, and a known code under every status;
//   - redirects, 401, 403 and sign-in pages all mean a wrong login;
//   - a batch is finished when it says Done, Cancelled or Failed, a report when it has an
//     end time;
//   - the Cookie header ([WithCookie]), the charset in the Content-Type ([WithEncoding]),
//     the zones ([WithZones]);
//   - which new report is the requested one: see [Client.WaitForReport];
//   - [UploadOptions.ReturnBatchID], which the waiting calls send.
package aim
