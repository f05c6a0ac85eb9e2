// Package aim uploads inventory feeds, fetches order and listing reports and
// refunds orders in bulk, through the Amazon Inventory Management (AIM) API.
//
// # The service was retired
//
// AIM served Amazon Marketplace and zShops sellers from 2004 to about 2012.
// Amazon has shut it down. There is no default address: you name a compatible
// endpoint with [sellerwire.WithBaseURL], or the emulator of package aimtest.
// The constants [US] to [JP] are the addresses of then.
//
// # A first program
//
//	client, err := aim.New(email, password, sellerwire.WithBaseURL(endpoint))
//	if err != nil {
//		return err
//	}
//	feed, err := aim.LoaderFeed(aim.Rows(slices.Values(rows)), aim.WriteOptions{Encoding: client.Encoding()})
//	if err != nil {
//		return err // it lists every row that the service would refuse
//	}
//	result, err := client.AddModifyDeleteAndWait(ctx, feed, aim.UploadOptions{}, aim.WaitOptions{})
//	if err != nil {
//		return err
//	}
//	fmt.Println(result.Batch.Activated, "active,", result.Batch.NotActivated, "rejected")
//
// # The operations
//
// Three ways to upload an inventory: [Client.AddModifyDelete],
// [Client.ModifyOnly] and [Client.PurgeReplace], which deletes everything first
// and asks for a [Confirmation]. What became of an upload: [Client.Batches],
// [Client.PendingUploads], [Client.DownloadErrorLog], [Client.DownloadQuickFix].
// Reports: [Client.GenerateReport], [Client.Reports], [Client.DownloadReport],
// [Client.DownloadLatestReport]. Refunds: [Client.Refund], and [Client.Reports]
// of [BatchRefundReport].
//
// The service works through a queue, so most programs want to wait:
// [Client.AddModifyDeleteAndWait] and its two siblings, [Client.FetchReport],
// [Client.RefundAndWait]. How they poll is in [WaitOptions].
//
// # Feeds and files
//
// A [Feed] is what is uploaded: bytes, a file, an [io.ReaderAt], or rows that
// are encoded while they are sent. Its size is known beforehand and it is never
// in memory as a whole. A [Download] is a stream, for one of the readers of this
// package or for a file of your own. Readers find columns by name, keep the
// unknown ones, and take lines of up to [DefaultMaxLine] bytes.
//
// # What is repeated, and what never
//
// Lists, counts and downloads are reads: they are repeated on errors of the
// network and on HTTP 408, 425, 429, 500, 502, 503 and 504. A download is not
// repeated once its first byte has been handed over.
//
// Everything else is sent once, and again only on proof that nothing was sent.
// [AllowRepeat] lifts that for a single call of AddModifyDelete, ModifyOnly or
// GenerateReport, at the risk of a second batch or report. Refunds and
// PurgeReplace refuse it.
//
// An upload that was answered with a code of the service was not taken. One that
// got no answer, or one that cannot be read (a web page, a redirect, an unknown
// code), is [sellerwire.ErrOutcomeUnknown]: look at the lists before you send it
// again. That goes for redirects and sign-in pages too, although they are also
// [sellerwire.ErrUnauthorized].
//
// # Limits and pacing
//
// The vendor's guide states no limit of size. Later help pages ask for files
// below 10 MB and no more than one of a kind every 20 minutes, and name 8 hours
// for files above 5 MB. Uploads, and downloads up to their first byte, may take 10
// minutes per attempt, other calls a minute ([sellerwire.WithAttemptTimeout]);
// silence within a download ends it after a minute
// ([sellerwire.WithIdleTimeout]).
//
// # Encodings and times
//
// Files of the US, the UK and Canada were Windows-1252, of Germany and France
// UTF-8, of Japan Shift_JIS; see [WithEncoding]. Reading goes line by line: UTF-8
// where a line is that, otherwise Windows-1252. Times are US Pacific, in the zone
// that is printed (PST is -08:00 and PDT -07:00 on every machine); see
// [WithZones] and [WithReportLocation].
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
