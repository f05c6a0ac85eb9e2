package twd

import (
	"bytes"
	"strings"
)

// tag is a start tag, an end tag, or both in one.
type tag struct {
	name         []byte // without a prefix
	from, to     int    // from '<' to after '>'
	starts, ends bool   // <name> starts, </name> ends, <name/> does both
}

func (t tag) opens() bool { return t.starts && !t.ends }

func (t tag) closes() bool { return t.ends && !t.starts }

// is compares without case.
func (t tag) is(name string) bool {
	return len(t.name) == len(name) && strings.EqualFold(string(t.name), name)
}

// next returns the first tag in b[at:limit]. It does not look into comments and
// CDATA sections. A '<' that begins no tag is text.
func (s *scanner) next(at, limit int) (tag, bool) {
	for {
		i := bytes.IndexByte(s.b[at:limit], '<')
		if i < 0 {
			return tag{}, false
		}
		at += i
		switch rest := s.b[at:limit]; {
		case bytes.HasPrefix(rest, []byte("<!--")):
			at = s.behind(&s.comment, at, limit)
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			at = s.behind(&s.cdata, at, limit)
		default:
			if t, ok := tagAt(s.b, at, limit); ok {
				return t, true
			}
			at++
		}
	}
}

// behind is the place after the comment or CDATA section that begins at at. One
// that does not end before limit, or before the item does, is text.
func (s *scanner) behind(closing *finder, at, limit int) int {
	if s.inItem {
		limit = min(limit, s.itemEnd.find(s.b, at))
	}
	if end := closing.find(s.b, at) + len(closing.text); end <= limit {
		return end
	}
	return at + 1
}

// tagAt reads the tag that begins at b[at], a '<'. Attributes are skipped; one
// that holds '>' ends the tag.
func tagAt(b []byte, at, limit int) (tag, bool) {
	t := tag{from: at, starts: true}
	at++
	if at < limit && b[at] == '/' {
		t.starts, t.ends = false, true
		at++
	}
	begin := at
	for at < limit && isNameByte(b[at]) {
		at++
	}
	t.name = b[begin:at]
	if len(t.name) == 0 || '-' <= t.name[0] && t.name[0] <= '9' { // a digit, '-' or '.'
		return tag{}, false
	}
	if at < limit && !isSpace(b[at]) && b[at] != '/' && b[at] != '>' {
		return tag{}, false
	}
	for at < limit && b[at] != '>' && b[at] != '<' {
		at++
	}
	if at == limit || b[at] == '<' {
		return tag{}, false
	}
	t.ends = t.ends || b[at-1] == '/'
	t.to = at + 1
	t.name = t.name[bytes.LastIndexByte(t.name, ':')+1:]
	return t, true
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// finder finds a text again and again in linear time: it remembers the place of
// the next one.
type finder struct {
	text     string
	from, at int // searched from here, found there; 0 and 0 before the first search
}

// find returns the first place of the text at or after from; len(b) if there is none.
func (f *finder) find(b []byte, from int) int {
	if from < f.from || from > f.at || f.at == 0 {
		f.from, f.at = from, len(b)
		if i := bytes.Index(b[from:], []byte(f.text)); i >= 0 {
			f.at = from + i
		}
	}
	return f.at
}

// documented reports whether a name is that of a field of the API, which has no
// elements in it. Case does not count.
func documented(name string) bool {
	switch strings.ToLower(name) {
	case "statuscode", "statusmessage", "totalcount", "totalstatus",
		"stock_no", "status", "deptcode", "dept", "brand", "description", "qty", "price":
		return true
	}
	return false
}

// nameOf is a name as text. Those that every item has are in memory once.
func nameOf(name []byte) string {
	switch string(name) {
	case "stock_no":
		return "stock_no"
	case "status":
		return "status"
	case "deptcode":
		return "deptcode"
	case "dept":
		return "dept"
	case "brand":
		return "brand"
	case "description":
		return "description"
	case "qty":
		return "qty"
	case "price":
		return "price"
	}
	return string(name)
}
