package flatfile

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"

	"github.com/sellerwire/sellerwire"
)

// Rows converts a sequence of rows to a sequence of rows and errors. Feeds take the
// latter, because sources such as databases can fail. For a slice, use
// Rows(slices.Values(rows)).
func Rows[T any](rows iter.Seq[T]) iter.Seq2[T, error] {
	if rows == nil {
		return nil
	}
	return func(yield func(T, error) bool) {
		for row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// maxFaults limits the faults that an error of a feed lists. The others are counted.
const maxFaults = 100

// errRowsChanged matches ErrInvalidRequest: the source of the rows is at fault.
var errRowsChanged = fmt.Errorf("%w: the rows differ from the first pass; the sequence must yield the same rows each time",
	sellerwire.ErrInvalidRequest)

// source is a sequence of rows that is encoded each time it is read.
type source[T any] struct {
	rows  iter.Seq2[T, error]
	codec codec[T]
	seed  maphash.Seed
	size  int64
	sum   uint64
}

// newFeed encodes the rows once to check and measure them, and again each time the feed
// is read. It holds one row at a time.
func newFeed[T any](rows iter.Seq2[T, error], c codec[T], opts WriteOptions) (Feed, error) {
	if rows == nil {
		return Feed{}, faultList{{Field: "rows", Reason: "must not be nil"}}.invalid("write " + c.name)
	}
	s := &source[T]{rows: rows, codec: c, seed: maphash.MakeSeed()}
	left, err := s.measure(opts.OnRowError)
	if err != nil {
		return Feed{}, err
	}
	return Feed{size: s.size, open: s.open, format: c.format, left: left}, nil
}

// measure is the first pass. It returns the numbers of the rows that were left out.
func (s *source[T]) measure(onRowError func(*RowError) error) (left []int, err error) {
	var refused refusals
	sum := s.hash()
	add := func(b []byte) {
		s.size += int64(len(b))
		_, _ = sum.Write(b) // never fails
	}
	add(s.codec.start)
	var buf []byte
	appendRow, number := s.codec.appender(), 0
	for row, err := range s.rows {
		number++
		if err != nil {
			return nil, fmt.Errorf("flatfile: write %s: row %d: %w", s.codec.name, number, err)
		}
		var faults faultList
		buf, faults = appendRow(buf[:0], row)
		switch {
		case faults == nil:
			add(buf)
		case onRowError == nil:
			refused.add(number, faults)
		default:
			if err := onRowError(&RowError{Row: number, Fields: faults}); err != nil {
				return nil, err
			}
			left = append(left, number)
		}
	}
	s.sum = sum.Sum64()
	return left, refused.err("write " + s.codec.name)
}

func (s *source[T]) hash() *maphash.Hash {
	h := new(maphash.Hash)
	h.SetSeed(s.seed)
	return h
}

// refusals collects the faults of all rows.
type refusals struct {
	faults faultList
	rows   int // with faults that are not listed
}

func (r *refusals) add(number int, faults faultList) {
	if len(r.faults) >= maxFaults && faults != nil {
		r.rows++
		return
	}
	for _, f := range faults {
		f.Item = fmt.Sprintf("row %d", number)
		r.faults = append(r.faults, f)
	}
}

func (r *refusals) err(operation string) error {
	if r.rows > 0 {
		r.faults.add("", fmt.Sprintf("%d more rows have faults", r.rows))
	}
	return r.faults.invalid(operation)
}

// open starts another pass.
func (s *source[T]) open() (io.ReadCloser, error) {
	next, stop := iter.Pull2(s.chunks)
	return &chunkStream{next: next, stop: stop}, nil
}

// chunks encodes the rows into pieces of the file. A piece holds until the next one is
// asked for. If the rows differ from those that were counted, the last piece is held back.
func (s *source[T]) chunks(yield func([]byte, error) bool) {
	appendRow, sum := s.codec.appender(), s.hash()
	buf := append(make([]byte, 0, 2*writeSize), s.codec.start...)
	for row, err := range s.rows {
		if err != nil {
			yield(nil, err)
			return
		}
		if longer, faults := appendRow(buf, row); faults == nil {
			buf = longer // a row that is refused now and was not before changes the sum
		}
		if len(buf) >= writeSize {
			_, _ = sum.Write(buf) // never fails
			if !yield(buf, nil) {
				return
			}
			buf = buf[:0]
		}
	}
	if _, _ = sum.Write(buf); sum.Sum64() != s.sum {
		yield(nil, errRowsChanged)
		return
	}
	yield(buf, nil)
}

// chunkStream reads the pieces of a file.
type chunkStream struct {
	next   func() ([]byte, error, bool)
	stop   func()
	unread []byte // the rest of the current piece
	err    error
}

func (r *chunkStream) Read(p []byte) (int, error) {
	for len(r.unread) == 0 && r.err == nil {
		var more bool
		if r.unread, r.err, more = r.next(); !more {
			r.err = io.EOF
		}
	}
	if len(r.unread) == 0 {
		return 0, r.err
	}
	n := copy(p, r.unread)
	r.unread = r.unread[n:]
	return n, nil
}

// Close ends the pass. The sequence sees it as a break.
func (r *chunkStream) Close() error {
	if r.err == nil {
		r.err = errors.New("flatfile: read from a closed feed")
	}
	r.unread = nil
	r.stop()
	return nil
}
