package sellerwire

import (
	"fmt"
	"strings"
)

// InvalidError reports input that was refused before anything was sent: an option,
// a credential, a field of a record. It lists all faults of one kind of input, not
// just the first: of the arguments and options of New, of the options of a call, or
// of the input of a call. It matches [ErrInvalidRequest] and [ErrNotSent].
type InvalidError struct {
	// Service and Operation say which call refused.
	Service   string
	Operation string
	// Fields are the faults, at least one, in the order of the input.
	Fields []FieldError
}

// FieldError is one fault in the input.
type FieldError struct {
	// Item names the input that is at fault, such as `book 3 "SKU-1"`. Empty for
	// options, and where the call has one input without a name.
	Item string
	// Field is the field as the vendor names it, or the argument or option.
	Field string
	// Reason says what is wrong. It includes the limit and the value's size if
	// there is a limit. It may quote the start of a value, but never a secret.
	Reason string
	// Limit is a limit of the field, usually the upper one, and Size is what the
	// value measures against it. Both are whole numbers, such as counts of
	// characters or items. If the measure is not a whole number, both are 0.
	Limit, Size int64
}

// Error lists all faults on one line.
func (e *InvalidError) Error() string {
	var b strings.Builder
	b.WriteString(e.Service)
	if e.Operation != "" {
		b.WriteString(": " + e.Operation)
	}
	b.WriteString(": invalid, nothing sent: ")
	item := ""
	for i, f := range e.Fields {
		if i > 0 {
			b.WriteString("; ")
		}
		if f.Item != "" && f.Item != item {
			b.WriteString(oneLine(f.Item) + ": ")
		}
		item = f.Item
		b.WriteString(f.String())
	}
	return b.String()
}

// String returns "field: reason".
func (f FieldError) String() string {
	if f.Field == "" {
		return oneLine(f.Reason)
	}
	return oneLine(f.Field) + ": " + oneLine(f.Reason)
}

// Unwrap lets the error match [ErrInvalidRequest] and [ErrNotSent].
func (e *InvalidError) Unwrap() []error { return []error{ErrInvalidRequest, ErrNotSent} }

// GoString keeps %#v as short as Error.
func (e *InvalidError) GoString() string {
	return fmt.Sprintf("&sellerwire.InvalidError{%q}", e.Error())
}
