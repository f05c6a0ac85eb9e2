package main

import (
	"bytes"
	"regexp"
	"strings"
)

// told are the elements and keys whose values are kept: what a service says about the
// request, and nothing about books or people. Names are in lower case.
var told = map[string]bool{
	"code": true, "message": true, "status": true, "statuscode": true, "statusmessage": true,
	"error": true, "errors": true, "success": true,
	"totalcount": true, "totalstatus": true, "title": true, // of a page; that of a book stands elsewhere, see mask
}

var (
	piece   = regexp.MustCompile(`(?s)<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[/?!]?[A-Za-z][^<>]*>`)
	tagName = regexp.MustCompile(`^<([/?!]?)([A-Za-z][\w:.-]*)`)
	keyName = regexp.MustCompile(`[\w:.-]+=`)
	member  = regexp.MustCompile(`("(?:[^"\\]|\\.)*")(\s*:)?|[-\w.+]+`)
)

// mask keeps the form of a reply and hides its content: of texts each letter becomes an
// x, each digit a 0, each byte beyond ASCII a ~. The names of elements, attributes and
// keys stay, and so do the values of those that are told.
func mask(body []byte) string {
	text := bytes.TrimLeft(body, " \t\r\n\xef\xbb\xbf")
	switch {
	case bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")):
		return maskJSON(string(body))
	case bytes.HasPrefix(text, []byte("<")):
		return maskXML(string(body), bytes.Contains(bytes.ToLower(text[:min(300, len(text))]), []byte("<html")))
	}
	return hide(string(body))
}

func maskXML(text string, page bool) string {
	var out strings.Builder
	element, at := "", 0
	persons := 0 // elements that are open and are about somebody
	put := func(content string) {
		if told[element] && persons == 0 && (page || element != "title") {
			out.WriteString(content)
			return
		}
		out.WriteString(hide(content))
	}
	for _, span := range piece.FindAllStringIndex(text, -1) {
		put(text[at:span[0]])
		tag := text[span[0]:span[1]]
		at = span[1]
		name := tagName.FindStringSubmatch(tag)
		switch {
		case name == nil || strings.HasPrefix(tag, "<!["): // CDATA or a comment
			put(tag)
			continue
		case name[1] == "?" || name[1] == "!":
			out.WriteString(tag) // a declaration
			continue
		}
		if lower := strings.ToLower(name[2]); strings.Contains(lower, "address") || lower == "buyer" {
			if name[1] == "/" {
				persons--
			} else if !strings.HasSuffix(tag, "/>") {
				persons++
			}
		}
		element = ""
		if name[1] == "" && !strings.HasSuffix(tag, "/>") {
			element = strings.ToLower(name[2])
		}
		out.WriteString(name[0] + hideBut(keyName, tag[len(name[0]):]))
	}
	put(text[at:])
	return out.String()
}

func maskJSON(text string) string {
	var out strings.Builder
	key, at := "", 0
	for _, m := range member.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(hide(text[at:m[0]]))
		found := text[m[0]:m[1]]
		at = m[1]
		switch {
		case m[4] >= 0:
			key = strings.ToLower(strings.Trim(text[m[2]:m[3]], `"`))
			out.WriteString(found)
		case told[key] && key != "title", found == "true", found == "false", found == "null":
			out.WriteString(found)
		default:
			out.WriteString(hide(found))
		}
	}
	out.WriteString(hide(text[at:]))
	return out.String()
}

// hideBut hides what lies between the matches.
func hideBut(keep *regexp.Regexp, text string) string {
	var out strings.Builder
	at := 0
	for _, span := range keep.FindAllStringIndex(text, -1) {
		out.WriteString(hide(text[at:span[0]]) + text[span[0]:span[1]])
		at = span[1]
	}
	out.WriteString(hide(text[at:]))
	return out.String()
}

func hide(text string) string {
	hidden := []byte(text)
	for i, c := range hidden {
		switch {
		case c >= '0' && c <= '9':
			hidden[i] = '0'
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			hidden[i] = 'x'
		case c >= 0x80:
			hidden[i] = '~'
		}
	}
	return string(hidden)
}
