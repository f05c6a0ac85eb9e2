package faults_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf16"
)

// reply is what a service answers.
type reply struct {
	contentType string
	body        []byte
}

func (r reply) isJSON() bool { return strings.Contains(r.contentType, "json") }

// isFile tells a download from an answer in XML.
func (r reply) isFile() bool {
	return !r.isJSON() && !bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("<"))
}

func half(r reply) reply { return reply{r.contentType, r.body[:len(r.body)/2]} }

func nothing(r reply) reply { return reply{r.contentType, nil} }

func webPage(reply) reply {
	return reply{"text/html; charset=utf-8",
		[]byte("<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><p>It works!<p>&copy;</body></html>\n")}
}

var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// unknownCharset declares an encoding that nobody has heard of. JSON declares
// none of its own, and files neither.
func unknownCharset(r reply) reply {
	kind, _, _ := strings.Cut(r.contentType, ";")
	r.contentType = kind + "; charset=x-martian"
	if !r.isJSON() && !r.isFile() {
		r.body = append([]byte(`<?xml version="1.0" encoding="x-martian"?>`), declaration.ReplaceAll(r.body, nil)...)
	}
	return r
}

// utf16Text is the reply in another encoding than the one that it declares.
func utf16Text(r reply) reply {
	var b []byte
	for _, unit := range append([]uint16{0xFEFF}, utf16.Encode([]rune(string(r.body)))...) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return reply{r.contentType, b}
}

var text = regexp.MustCompile(`>[^<>]*[^<>\s][^<>]*<`)

// wrongTypes keeps the form of the reply and makes every number, text and truth
// value something else.
func wrongTypes(r reply) reply {
	switch {
	case r.isFile():
		return reply{r.contentType, bytes.ReplaceAll(r.body, []byte("1"), []byte("one"))}
	case !r.isJSON():
		return reply{r.contentType, text.ReplaceAll(r.body, []byte(">no such type<"))}
	}
	var value any
	_ = json.Unmarshal(r.body, &value)
	body, _ := json.Marshal(wrongType(value))
	return reply{r.contentType, body}
}

func wrongType(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = wrongType(v[key])
		}
		return v
	case []any:
		for i := range v {
			v[i] = wrongType(v[i])
		}
		return v
	case string:
		return []any{}
	default:
		return map[string]any{"a": "b"}
	}
}

// deepNesting would be the end of a parser that recurses without a bound.
func deepNesting(r reply) reply {
	const depth = 100_000
	if r.isJSON() {
		return reply{r.contentType, []byte(strings.Repeat(`{"a":[`, depth/2) + strings.Repeat("]}", depth/2))}
	}
	return reply{r.contentType, []byte(strings.Repeat("<a>", depth) + "text" + strings.Repeat("</a>", depth))}
}
