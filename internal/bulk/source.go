package bulk

import "iter"

// WithoutErrors makes a source that cannot fail one that could. Nil stays nil.
func WithoutErrors[I any](inputs iter.Seq[I]) iter.Seq2[I, error] {
	if inputs == nil {
		return nil
	}
	return func(yield func(I, error) bool) {
		for in := range inputs {
			if !yield(in, nil) {
				return
			}
		}
	}
}
