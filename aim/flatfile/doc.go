// Package flatfile reads and writes the files that the Amazon Inventory Management (AIM)
// service takes and gives. It needs no client and no network: package aim sends the feeds
// that are made here, and its downloads are read here.
//
// # The files
//
// A file that you upload has a feed, a writer and a reader. A report has a reader:
//
//   - inventory loader: [LoaderRow], [LoaderFeed], [NewLoaderWriter], [ReadLoader]
//   - modify-only: [ModifyRow], [ModifyFeed], [NewModifyWriter], [ReadModify]
//   - book loader: [BookLoaderRow], [BookLoaderFeed], [NewBookLoaderWriter],
//     [ReadBookLoader]
//   - UIEE: [UIEERecord], [UIEEFeed], [NewUIEEWriter], [ReadUIEE], and
//     [UIEERecord.Loader] to convert it
//   - refunds: [Refund], [RefundFeed], [NewRefundWriter], [ReadRefunds]
//   - order report: [OrderItem], [ReadOrders]
//   - open listings, lite and liter: [ReadListings], [ReadListingsLite],
//     [ReadListingsLiter]
//   - summary of refunds: [RefundOutcome], [ReadRefundReport]
//   - error log: [ErrorLog], [ReadErrorLog], and [NewErrorLogReader] for large ones
//   - quick fix file: [NewQuickFix]
//   - tables of any other columns: [Row], [ReadTable], [TableFeed], [NewTableWriter]
//
// A table is a file whose header line names its columns; each line below is a row, and TABs
// separate its cells. Nothing is quoted or escaped. UIEE has one field per line instead.
//
// A [Feed] is what an upload sends: rows that are encoded while they are sent, or bytes, a
// file, an [io.ReaderAt]. Its size is known beforehand, and it is never held in memory as a
// whole. Readers are iterators that hold one row at a time. A line may have up to
// [DefaultMaxLine] bytes.
//
// # Reading what others have written
//
// Readers find columns by name, in any order, and keep the cells of unknown columns in
// Extra. They accept LF, CRLF and CR: the line end of the header is that of the file, and
// any other line end is part of a cell. They skip a byte order mark, blank lines, repeated
// header lines, and NULs and Ctrl-Z at the end. They ignore columns without a name. A column
// that appears twice counts as one, unless its cells differ. A cell is read as UTF-8 if it
// is valid UTF-8, and otherwise as Windows-1252. [ReadOptions.Encoding] overrides that.
//
// A reader never returns fewer rows without an error. A last line without a line end is a
// row only if [ReadOptions.Ending] allows it, since the file may have been cut. UTF-16, a
// compressed file, a web page, JSON and a message in place of a file are refused by name,
// with an error that matches [sellerwire.ErrUnexpectedContent]. A row that cannot be read is
// a [RowError] with its number; [ReadOptions.OnRowError] can skip it. A cell by which nobody
// decides, such as a shipping fee, does not make its row malformed: it is listed in
// Unreadable.
//
// # Writing what the service reads
//
// Writers and feeds refuse a row that breaks a rule of the vendor, and list every fault with
// row, column and limit: as a [RowError], or as a [sellerwire.InvalidError] for a feed.
// Nothing is cut, dropped or replaced. Amounts are judged by their value: 20, 2E+1 and
// 20.000 are the same amount. A SKU, an ID or a product number is refused if it has blanks
// around it or a byte order mark in it, or if a spreadsheet has turned it into 9.78E+12. A
// code that this package does not know is refused unless [WriteOptions.AllowUnknownCodes]
// is set.
//
// A file is read as it was written, in every encoding, if [ReadOptions.Encoding] names that
// encoding. Without it, some texts in Windows-1252 look like UTF-8.
//
// Files that can do harm are checked more strictly than readers read them:
// [Feed.Inspect] for a file that replaces an inventory, [Feed.InspectRefunds] for one that
// pays money back, [Feed.InspectModifyOnly] for the columns of a modify-only file. Package
// aim calls them.
package flatfile
