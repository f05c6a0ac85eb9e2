package flatfile

// DefaultMaxLine is the longest line that readers accept unless told otherwise, in
// bytes.
const DefaultMaxLine = 1 << 20

// ReadOptions adjust the readers of this package. The zero value is the default.
type ReadOptions struct {
	// Encoding of the file. Zero means [DefaultEncoding]: each cell is read as UTF-8
	// if it is valid UTF-8, and otherwise as Windows-1252.
	Encoding Encoding
	// MaxLine limits a line, and a record of several lines, in bytes. Zero means
	// [DefaultMaxLine]. A longer line is a [RowError].
	MaxLine int
	// Ending says whether the last byte that is read is known to be the last byte
	// of the file. Zero means [EndLikely]. It decides about a last line without a
	// line end.
	Ending Ending
	// OnRowError is called for each malformed row. If it returns nil, the rows after
	// it are read; otherwise the iteration ends with the error that it returns. Nil
	// means that the iteration ends with the first [RowError].
	OnRowError func(*RowError) error `json:"-"`
	// Zone says which zone an abbreviation of a time means. Nil means the zones
	// that are listed at [ZoneFunc].
	Zone ZoneFunc `json:"-"`
}

// Ending says what is known about the end of a file.
type Ending int

const (
	// EndLikely is for a file on a disk, which may have been cut when it was copied.
	// A last line without a line end is a row if it has all cells of the header. If
	// such a file was cut within its last cell, nobody can tell.
	EndLikely Ending = iota
	// EndKnown is for a transfer whose length was announced, and for content that
	// is complete for another reason. A last line without a line end is a row.
	EndKnown
	// EndUnknown is for a transfer that ended with its connection. A last line
	// without a line end is a [RowError].
	EndUnknown
)

// rowFailed decides whether reading goes on after err: it does if the result is
// nil.
func (o *ReadOptions) rowFailed(err error) error {
	if e, ok := err.(*RowError); ok && o.OnRowError != nil {
		return o.OnRowError(e)
	}
	return err
}
