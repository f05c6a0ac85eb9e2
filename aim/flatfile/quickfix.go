package flatfile

import "io"

// NewQuickFix reads a quick fix file: the rows of an upload that the service
// rejected, under the columns of the upload. They are text, since what was wrong
// with them may keep them from being anything else.
//
// Correct a row with [Row.With] and type it with [ParseLoaderRow],
// [ParseModifyRow] or [ParseBookLoaderRow] for a new feed; or send the rows back as
// they are then, with [TableFeed]:
//
//	fix, err := flatfile.NewQuickFix(download, download.ReadOptions())
//	...
//	var rows [][]string
//	for row, err := range fix.Rows() {
//		if err != nil {
//			return err
//		}
//		if corrected, ok := row.With("price", prices[row.Get("sku")]); ok {
//			rows = append(rows, corrected.Values())
//		}
//	}
//	feed, err := flatfile.TableFeed(fix.Columns(), flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{})
//
// A file without the column sku is an error.
func NewQuickFix(r io.Reader, opts ReadOptions) (*Table, error) {
	t, err := NewTable(r, opts)
	if err != nil {
		return nil, err
	}
	if !t.scanner.header.hasSKUs() {
		return nil, badFile("quick fix file", "it lacks the column sku")
	}
	return t, nil
}
