package twdtest

import (
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// maxBody is the largest body that is read; the pairs of a larger one are
// lost, as they are to a script that limits its posts.
const maxBody = 1 << 20

const formType = "application/x-www-form-urlencoded"

// pairs are the parameters of a request, their values as text.
type pairs map[string]string

// requestPairs reads the parameters from the one place where the method has
// them.
func (e *Emulator) requestPairs(w http.ResponseWriter, r *http.Request) pairs {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return e.parsePairs(r.URL.RawQuery)
	case http.MethodPost:
		if !isForm(r.Header.Get("Content-Type")) {
			return nil
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			return nil
		}
		return e.parsePairs(string(body))
	default:
		return nil
	}
}

func isForm(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(mediaType), formType)
}

// parsePairs does not use net/url, which refuses ';' and broken escapes.
func (e *Emulator) parsePairs(raw string) pairs {
	p := make(pairs)
	isSeparator := func(r rune) bool { return r == '&' || r == ';' }
	for pair := range strings.FieldsFuncSeq(raw, isSeparator) {
		key, value, _ := strings.Cut(pair, "=")
		key = e.requestText(unescape(key))
		if _, repeated := p[key]; !repeated {
			p[key] = e.requestText(unescape(value))
		}
	}
	return p
}

// requestText makes text of a value's bytes.
func (e *Emulator) requestText(raw string) string {
	if e.opts.RequestText == DecodeUTF8 && utf8.ValidString(raw) {
		return raw
	}
	return decodeLatin1(raw)
}

// unescape undoes the URL encoding; what is no escape stays as it is.
func unescape(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			out = append(out, ' ')
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, nibble(s[i+1])<<4|nibble(s[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func nibble(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&0x0F + 9
}
