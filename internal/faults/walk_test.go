package faults_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// reflected is every text that reflection finds in a value, in whatever fields,
// pointers, maps and interfaces, exported or not: what a failing assert.Equal,
// a dumper or a comparer can show. Functions are closed to it.
func reflected(v any) string {
	w := walker{seen: map[visit]bool{}}
	w.walk(reflect.ValueOf(v), "")
	return w.texts.String()
}

type walker struct {
	texts strings.Builder
	seen  map[visit]bool
}

// A visit is a pointer as a value of a type; each is followed once.
type visit struct {
	at   uintptr
	kind reflect.Type
}

// closed are the packages whose structs are not this module's to answer for:
// the caller's transport has buffers with requests in them.
var closed = []string{"net/http", "crypto/tls", "crypto/x509", "sync", "context", "log/slog", "runtime", "bufio"}

func (w *walker) walk(v reflect.Value, path string) {
	if !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		fmt.Fprintf(&w.texts, "%s: %s\n", path, v.String())
	case reflect.Interface:
		w.walk(v.Elem(), path)
	case reflect.Pointer:
		if w.first(v) {
			w.walk(v.Elem(), path)
		}
	case reflect.Struct:
		if slices.Contains(closed, v.Type().PkgPath()) {
			return
		}
		for i := range v.NumField() {
			w.walk(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Map:
		if w.first(v) {
			for pairs := v.MapRange(); pairs.Next(); {
				w.walk(pairs.Key(), path+" key")
				w.walk(pairs.Value(), path+"[]")
			}
		}
	case reflect.Slice, reflect.Array:
		w.list(v, path)
	}
}

// list walks a list. One of bytes is a text.
func (w *walker) list(v reflect.Value, path string) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		text := make([]byte, v.Len())
		for i := range text {
			text[i] = byte(v.Index(i).Uint())
		}
		fmt.Fprintf(&w.texts, "%s: %s\n", path, text)
		return
	}
	if v.Kind() == reflect.Slice && !w.first(v) {
		return
	}
	for i := range v.Len() {
		w.walk(v.Index(i), path+"[]")
	}
}

// first tells whether a pointer, map or list was not walked before.
func (w *walker) first(v reflect.Value) bool {
	if v.IsNil() {
		return false
	}
	here := visit{v.Pointer(), v.Type()}
	known := w.seen[here]
	w.seen[here] = true
	return !known
}

// TestTheWalkerLooksEverywhere hides a text in each place that a value can have.
func TestTheWalkerLooksEverywhere(t *testing.T) {
	t.Parallel()
	const text = "a text that is hidden"
	hidden := text
	type inner struct{ field any }
	circle := &inner{}
	circle.field = []any{circle, text}
	for name, v := range map[string]any{
		"an unexported field":  inner{text},
		"a pointer":            inner{&hidden},
		"bytes":                inner{[]byte(text)},
		"an array of bytes":    inner{[21]byte([]byte(text))},
		"a list in a map":      inner{map[string]any{"": []string{text}}},
		"a key":                inner{map[any]int{inner{text}: 1}},
		"an interface":         inner{any(error(opaque{fmt.Errorf("%s", text)}))},
		"a circle":             circle,
		"a pointer to pointer": new(&hidden),
	} {
		assert.Contains(t, reflected(v), text, name)
	}
	assert.NotContains(t, reflected(inner{func() string { return text }}), text)
}
