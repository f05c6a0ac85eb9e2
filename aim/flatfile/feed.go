package flatfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
)

// FileFormat is the format of a file, as sent in the header FileFormat of an upload. The
// list is open.
type FileFormat string

const (
	// TabDelimited is an inventory loader or modify-only file. It is the service's
	// default. See [LoaderFeed] and [ModifyFeed].
	TabDelimited FileFormat = "TabDelimited"
	// UIEE has one field per line. See [UIEEFeed].
	UIEE FileFormat = "UIEE"
	// TabDelimitedBooks is a book loader file. It was added after the guide of 2004 and
	// is known from one client. See [BookLoaderFeed].
	TabDelimitedBooks FileFormat = "TabDelimitedBooks"

	// RefundFile is a file of refunds. It has an operation of its own and is never sent
	// as a FileFormat. See [RefundFeed].
	RefundFile FileFormat = "refund file"
)

// Feed is the content of an upload: a known number of bytes that can be read more than
// once. The zero value is an empty feed. A Feed is a small value; copies share the
// content. The content is read while it is sent and is never in memory as a whole.
//
// A feed is made from bytes, a file or a reader ([FeedBytes], [FeedFile], [FeedReaderAt],
// [FeedOpen]), or it encodes rows while it is read ([LoaderFeed] and others).
type Feed struct {
	size   int64
	open   func() (io.ReadCloser, error)
	format FileFormat // empty if it is not known
	left   []int      // numbers of the rows that were left out
	err    error      // why it cannot be sent
}

// FeedBytes returns a feed of bytes in memory, which are sent unchanged. Do not change
// them before the upload returns.
func FeedBytes(b []byte) Feed {
	return FeedOpen(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }, int64(len(b)))
}

// FeedReaderAt returns a feed of size bytes. Each attempt reads its own section of r. If
// r has fewer or more bytes, the upload fails as described at [FeedFile].
func FeedReaderAt(r io.ReaderAt, size int64) Feed {
	if r == nil {
		return Feed{err: errors.New("the reader is nil")}
	}
	return FeedOpen(func() (io.ReadCloser, error) {
		// One byte more than announced, to notice a source that grew.
		return io.NopCloser(io.NewSectionReader(r, 0, size+1)), nil
	}, size)
}

// FeedFile returns a feed of a regular file, which is sent unchanged. FeedFile reads the
// size at once; each attempt opens the file. If the size has changed by then, nothing is
// sent ([sellerwire.ErrNotSent]). If the size changes while the file is sent, the upload
// fails before the service has a complete file, and the error matches
// [sellerwire.ErrInvalidRequest] and [sellerwire.ErrOutcomeUnknown]. An error of FeedFile
// wraps that of package os.
func FeedFile(path string) (Feed, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Feed{}, fmt.Errorf("flatfile: feed: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Feed{}, fmt.Errorf("flatfile: feed: %s is not a regular file", path)
	}
	size := info.Size()
	return FeedOpen(func() (io.ReadCloser, error) { return openFile(path, size) }, size), nil
}

func openFile(path string, size int64) (io.ReadCloser, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Size() != size {
		err = fmt.Errorf("%s has %d bytes, it had %d when the feed was made", path, info.Size(), size)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// FeedOpen returns a feed of size bytes. open is called for each attempt, and every
// reader must yield the same bytes. A different number of bytes fails the upload as
// described at [FeedFile]. Each reader is closed when its attempt ends. A file that is
// checked before it is sent (refunds, purge-replace, modify-only) is opened once more for
// the check.
func FeedOpen(open func() (io.ReadCloser, error), size int64) Feed {
	switch {
	case open == nil:
		return Feed{err: errors.New("the function that opens it is nil")}
	case size < 0:
		return Feed{err: fmt.Errorf("its size is negative: %d", size)}
	}
	return Feed{size: size, open: open}
}

// Size returns the number of bytes.
func (f Feed) Size() int64 { return f.size }

// Format returns the format in which the feed was encoded. It is empty for a feed of
// bytes, a file or a reader.
func (f Feed) Format() FileFormat { return f.format }

// SourceRow returns the number, in the source of the feed, of the row that became this
// record of the file. Both count from 1 and are the same unless [WriteOptions.OnRowError]
// left rows out. Use it to find the rows of an error log in the source.
func (f Feed) SourceRow(record int) int {
	return sourceRow(f.left, record)
}

// sourceRow is the number of the row that became a record, if the rows in left were left
// out.
func sourceRow(left []int, record int) int {
	return record + sort.Search(len(left), func(i int) bool { return left[i]-i > record })
}

// MarshalJSON fails, because a feed is only a way to read content. Store the rows or the
// file.
func (f Feed) MarshalJSON() ([]byte, error) {
	return nil, errors.New("flatfile: a feed cannot be marshaled; store its rows or its file")
}

// WithFormat returns the feed with another format, for content that this package did not
// encode. Without a format the service assumes [TabDelimited]. With [RefundFile], unknown
// refund reasons are accepted.
func (f Feed) WithFormat(format FileFormat) Feed {
	f.format = format
	return f
}

// Err returns why the feed cannot be opened: its reader or function is nil, or its size is
// negative. Nil means that it can be opened. Err does not look at the content.
func (f Feed) Err() error {
	if f.err != nil {
		return fmt.Errorf("flatfile: feed: %w", f.err)
	}
	return nil
}

// Open opens the feed as an upload would. The caller must close the reader.
func (f Feed) Open() (io.ReadCloser, error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	if f.open == nil {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	return f.open()
}
