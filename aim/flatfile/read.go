package flatfile

import (
	"errors"
	"io"
	"iter"
)

// errUsed ends a second iteration over a reader.
var errUsed = errors.New("flatfile: the file has been read already; a reader can be ranged over once")

// once lets a sequence that reads an io.Reader be ranged over once.
func once[T any](seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	used := false
	return func(yield func(T, error) bool) {
		if used {
			var none T
			yield(none, errUsed)
			return
		}
		used = true
		seq(yield)
	}
}

// readAll yields what next returns, until io.EOF or an error.
func readAll[T any](opts *ReadOptions, next func() (T, error), yield func(T, error) bool) {
	for {
		row, err := next()
		if err == nil && !yield(row, nil) || err != nil && !survives(opts, err, yield) {
			return
		}
	}
}

// survives tells whether reading goes on after an error, which is yielded if not.
// Malformed rows are for the options to judge.
func survives[T any](opts *ReadOptions, err error, yield func(T, error) bool) bool {
	if err == io.EOF {
		return false
	}
	if err = opts.rowFailed(err); err == nil {
		return true
	}
	var none T
	yield(none, err)
	return false
}
