package faults_test

import (
	"encoding/xml"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

// holder is a caller's own type.
type holder struct {
	Open   any
	hidden any
	list   []any
	byName map[string]any
}

// TestNoPrintedValueShowsASecret prints what a program holds: clients,
// credentials and requests, by themselves and within other values, under all
// verbs, those included that make no sense.
func TestNoPrintedValueShowsASecret(t *testing.T) {
	t.Parallel()
	for _, service := range services() {
		client, err := service.connect("http://127.0.0.1"+service.path, nil)
		require.NoError(t, err)
		name, _, _ := strings.Cut(service.name, ",")
		require.Equal(t, "sellerwire client of "+name, fmt.Sprint(client))
		values := map[string]any{"a client": client, "a client's fields": reflect.ValueOf(client).Elem().Interface()}
		for i, c := range service.credentials {
			values[fmt.Sprintf("credentials %d", i+1)] = c
		}
		for i, s := range service.secrets {
			values[fmt.Sprintf("secret %d", i+1)] = sellerwire.NewSecret(s)
		}
		var out shown
		for name, v := range values {
			for _, value := range []any{v, &v, []any{v}, holder{v, v, []any{v}, map[string]any{"v": v}}, &holder{hidden: &v}} {
				out.value(name, value)
				for _, verb := range []string{"%d", "%t", "%X", "%o", "%U", "%e", "%c", "%p", "%T"} {
					out.add(name, fmt.Sprintf(verb, value))
				}
				if text, err := xml.Marshal(value); err == nil {
					out.add(name, string(text))
				}
			}
		}
		for _, found := range service.sweep(out.String()) {
			if !leakKnown(service.name, "", "", found) {
				t.Errorf("%s: %s", service.name, found)
			}
		}
	}
	stillLeaking(t, func(l *knownLeak) bool { return l.shapes == nil && l.form == "" })
}
