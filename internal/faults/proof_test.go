package faults_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
)

// TestTheSweepFindsEveryForm plants each secret in each form, whole and in
// part, in the midst of other text. A sweep that could not fail would prove
// nothing.
func TestTheSweepFindsEveryForm(t *testing.T) {
	t.Parallel()
	for _, service := range services() {
		for _, secret := range service.secrets {
			for _, f := range forms {
				planted := f.encode(secret)
				assert.NotEmpty(t, service.sweep("before "+planted+" behind"), "%s: %s", service.name, f.name)
				assert.NotEmpty(t, service.sweep("before "+planted[:len(planted)*2/3]), "%s: %s, cut off", service.name, f.name)
			}
		}
		assert.Empty(t, service.sweep("nothing to be seen here, not even of seller@example.org"))
	}
}

// TestTheSecretsLookDifferentInEveryForm: of a secret that looks the same in
// two forms, finding one would prove nothing about the other.
func TestTheSecretsLookDifferentInEveryForm(t *testing.T) {
	t.Parallel()
	must := []string{"plain", "URL-encoded as a query", "base64", "XML-escaped by encoding/xml", "JSON"}
	for _, service := range services() {
		for _, secret := range service.secrets[:min(2, len(service.secrets))] {
			looks := map[string]string{}
			for _, f := range forms {
				for _, name := range must {
					if f.name == name {
						looks[f.encode(secret)] = f.name
					}
				}
			}
			assert.Len(t, looks, len(must), "%s: %v", service.name, looks)
		}
	}
}

// TestTheSweepLooksEverywhere plants a secret in each thing that the matrix
// shows to the sweep.
func TestTheSweepLooksEverywhere(t *testing.T) {
	t.Parallel()
	const secret = invToken
	leaky := errors.New("said " + secret)
	request, _ := http.NewRequest(http.MethodPost,
		"http://127.0.0.1/?key="+inventoryAPI.needlesOf("URL-encoded as a query")[0], strings.NewReader(secret))
	places := map[string]func(*shown){
		"an error's text":       func(s *shown) { s.value("", leaky) },
		"a wrapped error":       func(s *shown) { s.value("", opaque{leaky}) },
		"one of several errors": func(s *shown) { s.value("", &sellerwire.Error{Service: "s", Err: errors.Join(errors.New("x"), leaky)}) },
		"an error's body":       func(s *shown) { s.value("", &sellerwire.Error{Body: []byte(secret)}) },
		"an error's messages":   func(s *shown) { s.value("", &sellerwire.Error{Messages: []string{secret}}) },
		"an error's codes":      func(s *shown) { s.value("", &sellerwire.Error{Codes: []string{secret}}) },
		"an error's server ID":  func(s *shown) { s.value("", &sellerwire.Error{ServerRequestID: secret}) },
		"a field error": func(s *shown) {
			s.value("", &sellerwire.InvalidError{Fields: []sellerwire.FieldError{{Reason: secret}}})
		},
		"%#v alone":                  func(s *shown) { s.value("", goStringer{secret}) },
		"JSON alone":                 func(s *shown) { s.value("", jsoner{secret}) },
		"slog alone":                 func(s *shown) { s.value("", logValuer{secret}) },
		"a ResponseInfo's server ID": func(s *shown) { s.info(sellerwire.ResponseInfo{ServerRequestID: secret}) },
		"a request's URL and body":   func(s *shown) { s.request(request) },
		"a log record":               logged(secret),
	}
	for name, show := range places {
		var out shown
		show(&out)
		assert.NotEmpty(t, inventoryAPI.sweep(out.String()), name)
	}
	var out shown
	out.info(sellerwire.ResponseInfo{Header: http.Header{"Echo": {secret}}, Body: []byte(secret)})
	assert.Empty(t, inventoryAPI.sweep(out.String()), "these two fields are documented to hold what the service said")
}

// needlesOf are the secrets of the service in one form.
func (s *service) needlesOf(name string) (texts []string) {
	for _, f := range forms {
		if f.name == name {
			for _, secret := range s.secrets {
				texts = append(texts, f.encode(secret))
			}
		}
	}
	return texts
}

func logged(secret string) func(*shown) {
	return func(s *shown) {
		logs := newLogbook()
		slog.New(logs).With("a", 1).WithGroup("g").Debug("m", "error", errors.New("said "+secret))
		s.add("the log", logs.String())
	}
}

// Values that show a secret in one way only.
type (
	opaque     struct{ err error }
	goStringer struct{ secret string }
	jsoner     struct{ secret string }
	logValuer  struct{ secret string }
)

func (o opaque) Error() string { return "opaque" }
func (o opaque) Unwrap() error { return o.err }

func (goStringer) Format(f fmt.State, verb rune)  {}
func (g goStringer) MarshalText() ([]byte, error) { return []byte(g.secret), nil }

func (jsoner) String() string                 { return "" }
func (jsoner) Format(fmt.State, rune)         {}
func (j jsoner) MarshalJSON() ([]byte, error) { return json.Marshal(j.secret) }

func (logValuer) Format(fmt.State, rune)       {}
func (logValuer) MarshalJSON() ([]byte, error) { return []byte("null"), nil }
func (l logValuer) LogValue() slog.Value       { return slog.StringValue(l.secret) }
