// Package aim uploads inventory feeds, fetches order and listing reports and
// refunds orders in bulk, through the Amazon Inventory Management (AIM) API.
//
// # The service was retired
//
// AIM served sellers of Amazon Marketplace and zShops from 2004 to about 2012.
// Amazon has shut it down, and nothing answers at its addresses any more. So there
// is no default address: [New] wants [sellerwire.WithBaseURL] with a compatible
// endpoint, which is yours to name, or with the emulator of package aimtest. The
// constants [US] to [JP] are the addresses of then.
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
// An upload is answered at once and becomes a batch in a queue. The service
// processes one batch at a time and then says how many items it activated. Why it
// rejected others is in the error log of the batch, and the rejected rows are in
// its quick fix file. A report is generated first, has an end time in the list when
// it is finished, and is then downloaded. Of the fifteen operations of the guide:
//
//   - three upload an inventory: [Client.AddModifyDelete], [Client.ModifyOnly], and
//     [Client.PurgeReplace], which deletes everything first and asks for a
//     [Confirmation];
//   - four tell what became of it: [Client.Batches], [Client.PendingUploads],
//     [Client.DownloadErrorLog] and [Client.DownloadQuickFix];
//   - six generate, list and download reports of orders and of open listings:
//     [Client.GenerateReport], [Client.Reports], and [Client.DownloadReport] or
//     [Client.DownloadLatestReport];
//   - two refund and tell what became of that: [Client.Refund], and [Client.Reports]
//     of [BatchRefundReport].
//
// Most programs want to wait for the queue. [Client.AddModifyDeleteAndWait],
// [Client.ModifyOnlyAndWait], [Client.PurgeReplaceAndWait], [Client.FetchReport] and
// [Client.RefundAndWait] do it all in one call; [Client.WaitForBatch] and
// [Client.WaitForReport] go on where one ended early. How they poll is in
// [WaitOptions]; how long at most, in the context.
//
// # The files
//
// Package [github.com/sellerwire/sellerwire/aim/flatfile] reads and writes the files:
// it makes the [flatfile.Feed] that an upload takes, and reads the [Download] that a
// report or an error log is. It is usable without a client.
//
// # Errors
//
// Input that breaks a rule is a [sellerwire.InvalidError]. It lists the faults with
// row, column and limit, and nothing was sent. A call that failed is a
// [sellerwire.Error]: [CodeOf] reads the service's [Code] from it, errors.Is tells
// its kind, [sellerwire.OutcomeOf] what became of an upload.
//
// A row that cannot be read is a [flatfile.RowError] with its number; [flatfile.ReadOptions].OnRowError
// sets it aside and reads on. A file that lacks a column it cannot do without ends
// the reading with [sellerwire.ErrUnexpectedContent].
//
// # What is repeated, and what never
//
// Lists, counts and downloads are reads: they are repeated on errors of the network
// and on HTTP 408, 425, 429, 500, 502, 503 and 504. A download is not repeated once
// its first byte has been handed over.
//
// Everything else is sent once, and again only on proof that nothing was sent.
// [AllowRepeat] lifts that for a single call of AddModifyDelete, ModifyOnly or
// GenerateReport, at the risk of a second batch or report. Refunds and
// PurgeReplace refuse it.
//
// An upload that was answered with a known code other than SUCCESS was not taken. One
// that got no answer, or one that cannot be read (a web page, a redirect, an unknown
// code), is [sellerwire.ErrOutcomeUnknown]: look at the lists before you send it
// again. That goes for redirects and sign-in pages too, although they are also
// [sellerwire.ErrUnauthorized].
//
// # Limits and pacing
//
// The vendor's guide states no limit of size. Later help pages ask for files below
// 10 MB and no more than one of a kind every 20 minutes, and name 8 hours for files
// above 5 MB. This package does not hold you to that; [sellerwire.WithLimiter] paces
// calls. Uploads, and downloads up to their first byte, may take 10 minutes per
// attempt, other calls a minute ([sellerwire.WithAttemptTimeout]); silence within a
// download ends it after a minute ([sellerwire.WithIdleTimeout]).
//
// # Encodings and times
//
// Files of the US, the UK and Canada were Windows-1252, of Germany and France
// UTF-8, of Japan Shift_JIS; see [WithEncoding]. Reading goes line by line: UTF-8
// where a line is that, otherwise Windows-1252, and Shift_JIS for a client of that
// encoding. The times of reports in a list are US Pacific, see [WithReportLocation].
// All others are in the zone that is printed with them, PST being -08:00 and PDT
// -07:00 on every machine; see [WithZones] and [flatfile.ReadOptions].
//
// # Sources
//
// The vendor's "Guide to using the Amazon Inventory Management API" of
// 10/31/2004 has the fifteen operations, their parameters, and six of the eight
// codes. The rest comes from programs that used the service later, one or two for
// each detail, so that nobody can vouch for it. What is inferred, and what
// replaces it:
//   - POST with an empty body for calls without a file;
//   - the element names and HTTP status of answers, which are not relied on: the
//     first text in the reply counts, under every 2xx; a known code counts
//     always;
//   - redirects, 401, 403 and sign-in pages all mean a wrong login;
//   - a batch is done when it says Done, a report when it has an end time;
//   - the Cookie header ([WithCookie]), the charset in the Content-Type
//     ([WithEncoding]), the zones;
//   - which new report is the one that was asked for: see [Client.FetchReport],
//     and [Client.WaitForReport] for doing without the window of days;
//   - [UploadOptions].ReturnBatchID, which the workflows send; they compare lists
//     where the service does not answer it.
package aim
