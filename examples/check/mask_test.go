package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAReplyIsMasked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ reply, want string }{
		"XML": {
			"<?xml version=\"1.0\"?><r a=\"Joe 1\"><code>110</code><name>Joe M\xfcller 7</name></r>",
			"<?xml version=\"1.0\"?><r a=\"xxx 0\"><code>110</code><name>xxx x~xxxx 0</name></r>",
		},
		"the postal code of an address": {
			"<mailingAddress><code>V8V8V8</code></mailingAddress><code>5</code>",
			"<mailingAddress><code>x0x0x0</code></mailingAddress><code>5</code>",
		},
		"CDATA, a comment, the end torn": {"<a><![CDATA[Joe <b>1</b>]]><!-- Ann -->Bob<na",
			"<a><![xxxxx[xxx <x>0</x>]]><!-- xxx -->xxx<xx"},
		"JSON": {
			`{"code": 4001, "name": "Joe \"7\"", "n": [12, true], "error": "no"}`,
			`{"code": 4001, "name": "xxx \"0\"", "n": [00, true], "error": "no"}`,
		},
		"torn JSON":         {`{"name": "Joe`, `{"name": "xxx`},
		"a page":            {"<html><title>Sign in</title><p>Joe</p>", "<html><title>Sign in</title><p>xxx</p>"},
		"a title of a book": {"<book><title>Momo</title></book>", "<book><title>xxxx</title></book>"},
		"text":              {"Hello Joe", "xxxxx xxx"},
		"nothing":           {"", ""},
	} {
		assert.Equal(t, c.want, mask([]byte(c.reply)), name)
	}
}

func TestTheClockIsCompared(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	at := func(d time.Duration) http.Header {
		return http.Header{"Date": {now.Add(d).Format(http.TimeFormat)}}
	}
	assert.Equal(t, "the clocks agree", clock(at(time.Second), now))
	assert.Equal(t, "this machine's clock is 5m0s ahead", clock(at(-5*time.Minute), now))
	assert.Equal(t, "this machine's clock is 1h0m0s behind", clock(at(time.Hour), now))
	assert.Contains(t, clock(nil, now), "no date")
}
