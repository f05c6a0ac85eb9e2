package purchase

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// Replies are walked through in place rather than decoded into structs: a value
// keeps its spelling until somebody reads it, an odd one stays where it is, and
// 16 MiB of empty objects cost no more than their bytes. encoding/json has found
// the whole valid before, so that nothing here can fail.

// document returns the object that a reply consists of.
func document(body []byte) ([]byte, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if !json.Valid(body) {
		return nil, json.Unmarshal(body, new(struct{})) // which says where
	}
	if !isObject(body) {
		return nil, errors.New("it is not a JSON object")
	}
	return body, nil
}

func isObject(raw []byte) bool { return len(raw) > 0 && raw[0] == '{' }
func isArray(raw []byte) bool  { return len(raw) > 0 && raw[0] == '[' }
func isNull(raw []byte) bool   { return len(raw) == 0 || string(raw) == "null" }

// members yields the keys of an object, with their quotes, and the values.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		for i := space(object, 1); object[i] != '}'; i = space(object, i) {
			if object[i] == ',' {
				i = space(object, i+1)
			}
			key := object[i:skip(object, i)]
			i = space(object, i+len(key))
			i = space(object, i+1) // the colon
			value := object[i:skip(object, i)]
			if i += len(value); !yield(key, value) {
				return
			}
		}
	}
}

// elements yields the values of an array.
func elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := space(array, 1); array[i] != ']'; i = space(array, i) {
			if array[i] == ',' {
				i = space(array, i+1)
			}
			value := array[i:skip(array, i)]
			if i += len(value); !yield(value) {
				return
			}
		}
	}
}

// space returns the position of the next byte that is no white space.
func space(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t' {
		i++
	}
	return i
}

// skip returns the end of the value that starts at i.
func skip(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth > 0 {
				continue
			}
			for i < len(b) && strings.IndexByte(" \t\r\n,:]}", b[i]) < 0 {
				i++ // a number, or a word
			}
			return i
		}
		if depth == 0 {
			return i + 1
		}
	}
	return i
}

// unquote returns what a JSON string says. One that is not UTF-8 is read as
// Windows-1252, as browsers do.
func unquote(raw []byte) string {
	if !utf8.Valid(raw) {
		raw = []byte(charset.Windows1252.Decode(raw))
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	_ = json.Unmarshal(raw, &text)
	return text
}
