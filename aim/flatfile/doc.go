// Package flatfile reads and writes the files that the Amazon Inventory Management
// (AIM) service takes and gives. It needs no client and no network: package aim
// sends the feeds that are made here, and its downloads are read here.
//
// Files that are uploaded have a feed, a writer and a reader; reports have a reader:
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
//   - tables of any other columns: [Row], [ReadTable], [TableFeed],
//     [NewTableWriter]
package flatfile
