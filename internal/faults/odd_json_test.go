package faults_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

// jsonScan finds the fields of a JSON document.
type jsonScan struct {
	body    []byte
	decoder *json.Decoder
}

// token reads the next token and says where it stands.
func (s *jsonScan) token() (json.Token, span) {
	from := int(s.decoder.InputOffset())
	for from < len(s.body) && strings.IndexByte(" \t\r\n,:", s.body[from]) >= 0 {
		from++
	}
	token, err := s.decoder.Token()
	if err != nil {
		panic(fmt.Sprintf("no JSON: %v: %s", err, s.body))
	}
	return token, span{from, int(s.decoder.InputOffset())}
}

// value reads a value, and appends the parts in it.
func (s *jsonScan) value(path string, parts *[]part) (where span, leaf bool) {
	token, where := s.token()
	switch token {
	case json.Delim('{'):
		count := counted{}
		for s.decoder.More() {
			key, name := s.token()
			at := len(*parts)
			*parts = append(*parts,
				part{path: count.path(path, mustBe[string](key)), form: inJSONField, name: span{name.from + 1, name.to - 1}})
			value, leaf := s.value((*parts)[at].path, parts)
			p := &(*parts)[at]
			p.whole, p.value, p.leaf = span{name.from, value.to}, value, leaf
		}
	case json.Delim('['):
		for n := 1; s.decoder.More(); n++ {
			at := len(*parts)
			entry := path
			if n > 1 {
				entry = fmt.Sprintf("%s[%d]", path, n)
			}
			*parts = append(*parts, part{path: entry + "#", form: inJSONList})
			value, leaf := s.value(entry, parts)
			p := &(*parts)[at]
			p.whole, p.value, p.leaf = value, value, leaf
		}
	default:
		return where, true
	}
	_, end := s.token()
	return span{where.from, end.to}, false
}
