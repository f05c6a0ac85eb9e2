package sellerwire_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

const hunter2 = "hunter2-very-secret"

// holder hides a secret as callers' own types would.
type holder struct {
	Open   sellerwire.Secret
	hidden sellerwire.Secret
	ptr    *sellerwire.Secret
	list   []sellerwire.Secret
	byName map[string]sellerwire.Secret
	any    any
}

func newHolder() holder {
	s := sellerwire.NewSecret(hunter2)
	return holder{s, s, &s, []sellerwire.Secret{s}, map[string]sellerwire.Secret{"a": s}, s}
}

// assertHidden also looks for the secret in hexadecimal, which %x and %X make,
// and in decimal bytes.
func assertHidden(t *testing.T, text string) {
	t.Helper()
	assert.NotContains(t, text, hunter2)
	assert.NotContains(t, strings.ToLower(text), fmt.Sprintf("%x", hunter2))
	assert.NotContains(t, strings.ToLower(text), fmt.Sprintf("% x", hunter2))
	assert.NotContains(t, text, strings.Trim(fmt.Sprint([]byte(hunter2)), "[]"))
}

func TestSecretPrintsRedactedUnderEveryVerb(t *testing.T) {
	t.Parallel()
	s := sellerwire.NewSecret(hunter2)
	for verb := range strings.FieldsSeq("%v %+v %#v %s %q %x %X %d %o %b %c %U %e %t %10s %-30v %.3s") {
		assert.Equal(t, "[redacted]", fmt.Sprintf(verb, s), verb)
		assert.Equal(t, "[redacted]", fmt.Sprintf(verb, &s), verb)
	}
	for verb := range strings.FieldsSeq("%v %+v %#v %s %q %x %X %d %p %T %w") {
		assertHidden(t, fmt.Sprintf(verb, s))
		assertHidden(t, fmt.Sprintf(verb, newHolder()))
		h := newHolder()
		assertHidden(t, fmt.Sprintf(verb, &h))
		assertHidden(t, fmt.Sprintf(verb, []any{h, &h, map[string]holder{"h": h}}))
	}
	assert.Equal(t, "[redacted]", fmt.Sprint(s))
	assert.Equal(t, "[redacted]", s.String())
	assertHidden(t, errors.Join(fmt.Errorf("with %v", s), fmt.Errorf("and %+v", newHolder())).Error())
}

func TestSecretIsHiddenInEveryEncoding(t *testing.T) {
	t.Parallel()
	s := sellerwire.NewSecret(hunter2)

	asJSON, err := json.Marshal(map[string]any{"s": s, "p": &s, "h": newHolder()})
	require.NoError(t, err)
	assertHidden(t, string(asJSON))
	assert.Contains(t, string(asJSON), `"s":"[redacted]"`)
	keys, err := json.Marshal(map[sellerwire.Secret]int{s: 1})
	require.NoError(t, err)
	assert.JSONEq(t, `{"[redacted]":1}`, string(keys))

	asXML, err := xml.Marshal(struct {
		XMLName xml.Name          `xml:"user"`
		Key     sellerwire.Secret `xml:"key,attr"`
		Pass    sellerwire.Secret `xml:"pass"`
	}{Key: s, Pass: s})
	require.NoError(t, err)
	assert.Equal(t, `<user key="[redacted]"><pass>[redacted]</pass></user>`, string(asXML))

	var page strings.Builder
	require.NoError(t, template.Must(template.New("").Parse("{{.}} {{.Open}} {{printf \"%q\" .Open}}")).Execute(&page, newHolder()))
	assertHidden(t, page.String())
}

func TestSecretIsHiddenInLogs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		s := sellerwire.NewSecret(hunter2)
		slog.New(handler).Info("m", "secret", s, "pointer", &s, "holder", newHolder(), slog.Group("g", "s", s))
	}
	assertHidden(t, out.String())
	assert.Contains(t, out.String(), `secret=[redacted]`)
	assert.Contains(t, out.String(), `"secret":"[redacted]"`)
}

func TestSecretGivesItselfAwayOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	assert.Equal(t, " "+hunter2+" ", sellerwire.NewSecret(" "+hunter2+" ").Reveal(), "nothing is trimmed")
}

func TestEmptySecret(t *testing.T) {
	t.Parallel()
	for _, s := range []sellerwire.Secret{{}, sellerwire.NewSecret("")} {
		assert.True(t, s.IsZero())
		assert.Empty(t, s.Reveal())
		assert.Empty(t, fmt.Sprintf("%v%s%+v", s, s, s))
		asJSON, err := json.Marshal(s)
		require.NoError(t, err)
		assert.Equal(t, `""`, string(asJSON))
		assert.Empty(t, s.LogValue().String())
	}
	assert.False(t, sellerwire.NewSecret("x").IsZero())
}

// What was stored without its secret can be read back, and lacks it.
func TestASecretThatWasPrintedIsReadBackEmpty(t *testing.T) {
	t.Parallel()
	type stored struct {
		Name  string
		Token sellerwire.Secret
	}
	for text, want := range map[string]string{
		`{"Name":"a","Token":"[redacted]"}`: "", `{"Name":"a","Token":""}`: "", `{"Name":"a","Token":null}`: "", `{"Name":"a"}`: "",
		`{"Name":"a","Token":"from a file"}`: "from a file",
	} {
		var got stored
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got.Token.Reveal(), text)
		assert.Equal(t, "a", got.Name)
	}
	written, err := json.Marshal(stored{"a", sellerwire.NewSecret("a-card-token")})
	require.NoError(t, err)
	var again stored
	require.NoError(t, json.Unmarshal(written, &again))
	assert.True(t, again.Token.IsZero())
}
