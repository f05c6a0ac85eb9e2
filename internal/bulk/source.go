package bulk

import "iter"

// WithoutErrors makes a source that cannot fail one that could.
func WithoutErrors[I any](inputs iter.Seq[I]) iter.Seq2[I, error] {
	return func(yield func(I, error) bool) {
		for in := range inputs {
			if !yield(in, nil) {
				return
			}
		}
	}
}
