package flatfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
)

// FileFormat is the format of a file, as the FileFormat header of an upload names it. The
// list is open.
type FileFormat string

const (
	// TabDelimited is an inventory loader or modify-only file, the service's
	// default. See [LoaderFeed] and [ModifyFeed].
	TabDelimited FileFormat = "TabDelimited"
	// UIEE has one field per line. See [UIEEFeed].
	UIEE FileFormat = "UIEE"
	// TabDelimitedBooks is a book loader file. It is later than the guide of 2004 and known
	// from one client. See [BookLoaderFeed].
	TabDelimitedBooks FileFormat = "TabDelimitedBooks"

	// RefundFile is a file of refunds. It has an operation of its own and is in no
	// FileFormat header. See [RefundFeed].
	RefundFile FileFormat = "refund file"
)

// Feed is the content of an upload: a known number of bytes that can be read more than
// once. The zero value is an empty feed. A Feed is a small value. Copies share the content,
// which is read while it is sent and never held in memory as a whole.
//
// A feed is made from bytes, a file or a reader ([FeedBytes], [FeedFile], [FeedReaderAt],
// [FeedOpen]), or encodes rows while it is read ([LoaderFeed] and the like).
type Feed struct {
	size   int64
	open   func() (io.ReadCloser, error)
	format FileFormat // empty if it is not known
	left   []int      // numbers of the rows that were left out
	err    error      // why it cannot be sent at all
}

// FeedBytes is a feed in memory; its bytes go out as they are. They must not
// change before the upload returns.
func FeedBytes(b []byte) Feed {
	return FeedOpen(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }, int64(len(b)))
}

// FeedReaderAt is a feed of size bytes that is read at any offset, by each
// attempt through a section of its own. A source that ends earlier or goes on
// longer fails the upload as described at [FeedFile].
func FeedReaderAt(r io.ReaderAt, size int64) Feed {
	if r == nil {
		return Feed{err: errors.New("the reader is nil")}
	}
	return FeedOpen(func() (io.ReadCloser, error) {
		// One byte more than announced: a source that grew is noticed.
		return io.NopCloser(io.NewSectionReader(r, 0, size+1)), nil
	}, size)
}

// FeedFile is a feed from a regular file, whose size is taken now; its bytes go out as they
// are. The file is opened for each attempt. If its size has changed by then, nothing is sent
// ([sellerwire.ErrNotSent]). If its size changes while it is sent, the upload fails before
// the service has a complete file, and matches [sellerwire.ErrInvalidRequest] and
// [sellerwire.ErrOutcomeUnknown]. An error of FeedFile wraps that of package os.
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

// FeedOpen is a feed of size bytes that open opens again for each attempt. Every reader must
// yield the same bytes; another number of them fails the upload as described at
// [FeedFile]. The readers are closed when an attempt ends. A file that is checked before it
// is sent (refunds, purge-replace, modify-only) is opened once more for that.
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

// Format returns the format that the feed was encoded in; it is empty for a feed from
// bytes, a file or a reader.
func (f Feed) Format() FileFormat { return f.format }

// SourceRow returns the number of the row in the source of the feed that became a record
// of the file, as [RowError.Row] counts: the same number, unless rows were left out by
// [WriteOptions.OnRowError]. It makes the record numbers of an error log those of the
// source.
func (f Feed) SourceRow(record int) int {
	return sourceRow(f.left, record)
}

// sourceRow is the number of a row of which these before it were left out.
func sourceRow(left []int, record int) int {
	return record + sort.Search(len(left), func(i int) bool { return left[i]-i > record })
}

// MarshalJSON fails: a feed is a way to read content. Store the rows or the file.
func (f Feed) MarshalJSON() ([]byte, error) {
	return nil, errors.New("flatfile: a feed cannot be marshaled; store its rows or its file")
}

// WithFormat returns the feed with another format, for content that this package did not
// encode. Without one the service assumes [TabDelimited]. With [RefundFile], reasons that
// this package does not know are accepted.
func (f Feed) WithFormat(format FileFormat) Feed {
	f.format = format
	return f
}

// Err says why the feed cannot be sent at all, whatever its content; nil if it can.
func (f Feed) Err() error {
	if f.err != nil {
		return fmt.Errorf("flatfile: feed: %w", f.err)
	}
	return nil
}

// Open reads the feed as an upload would. The caller must close the reader.
func (f Feed) Open() (io.ReadCloser, error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	if f.open == nil {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	return f.open()
}
