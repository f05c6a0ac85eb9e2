// Package flatfile reads and writes the files of the Amazon Inventory Management (AIM)
// service. It needs no client and no network: it makes the feeds that package aim sends, and
// reads what package aim downloads.
//
// # The files
//
// Each file for upload has a row type, a feed, a writer and a reader. Each report has a row
// type and a reader:
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
//   - tables with other columns: [Row], [ReadTable], [TableFeed], [NewTableWriter]
//
// A table is a file whose header line names its columns; each line below is a row, and TABs
// separate its cells. Nothing is quoted or escaped. UIEE has one field per line instead.
//
// A [Feed] is the content of an upload: rows that are encoded while they are sent, or bytes,
// a file, an [io.ReaderAt]. Its size is known in advance, and it is never in memory as a
// whole. Readers are iterators with one row in memory at a time. A line may have up to
// [DefaultMaxLine] bytes.
//
// # Reading
//
// Readers find columns by name, in any order, and keep the cells of unknown columns in
// Extra. They accept LF, CRLF and CR: the line end of the header is that of the file, and
// any other line end is part of a cell. They skip a byte order mark, blank lines, repeated
// header lines, and NULs and Ctrl-Z at the end. They ignore columns without a name. A column
// that appears twice counts as one, unless its cells differ. A cell is read as UTF-8 if it
// is valid UTF-8, and otherwise as Windows-1252. [ReadOptions.Encoding] overrides that.
//
// A reader never returns fewer rows without an error. The file may have been cut, so a last
// line without a line end is a row only if [ReadOptions.Ending] allows it. UTF-16, a
// compressed file, a web page, JSON, or a message in place of a file is an error that says
// so and matches [sellerwire.ErrUnexpectedContent]. A row that cannot be read is a
// [RowError] with its number; [ReadOptions.OnRowError] can skip it. A cell of no
// consequence, such as a shipping fee, does not make its row malformed: if it cannot be
// read, it is listed in Unreadable.
//
// # Writing
//
// Writers and feeds refuse a row that breaks a rule of the vendor. They list every fault
// with row, column and limit: a writer as a [RowError], a feed as a
// [sellerwire.InvalidError]. Nothing is cut, dropped or replaced. Amounts are judged by
// their value: 20, 2E+1 and 20.000 are the same amount. A SKU, an ID or a product number is
// refused if it has outer blanks or a byte order mark, or if a spreadsheet has turned it
// into 9.78E+12. An unknown code is refused unless [WriteOptions.AllowUnknownCodes] is set.
//
// If [ReadOptions.Encoding] names the encoding of a file, the file is read exactly as it
// was written. Without it, some texts in Windows-1252 are mistaken for UTF-8.
//
// Files that can do harm are checked more strictly than readers check them:
// [Feed.Inspect] checks a file that replaces an inventory, [Feed.InspectRefunds] a file that
// pays money back, and [Feed.InspectModifyOnly] the columns of a modify-only file. Package
// aim calls them.
package flatfile
