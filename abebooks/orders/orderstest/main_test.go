package orderstest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
)

var placed = time.Date(2026, time.March, 7, 6, 5, 2, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// request is one as programs send it.
func request(e *orderstest.Emulator, action, content string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?><orderUpdateRequest version="1.1"><action name="` + action + `"><username>` +
		e.Username() + `</username><password>` + e.APIKey() + `</password></action>` + content + `</orderUpdateRequest>`
}

// send asks the emulator.
func send(t *testing.T, e *orderstest.Emulator, method, body string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(method, "/", strings.NewReader(body)))
	return w.Result()
}

func ask(t *testing.T, e *orderstest.Emulator, body string) string {
	t.Helper()
	resp := send(t, e, http.MethodPost, body)
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(text)
}

func list(t *testing.T, e *orderstest.Emulator) string {
	t.Helper()
	return ask(t, e, request(e, "getAllNewOrders", ""))
}

func get(t *testing.T, e *orderstest.Emulator, id string) string {
	t.Helper()
	return ask(t, e, request(e, "getOrder", `<purchaseOrder id="`+id+`"/>`))
}

// listed are the IDs in a list.
func listed(t *testing.T, e *orderstest.Emulator) (ids []string) {
	t.Helper()
	for line := range strings.Lines(list(t, e)) {
		if id, found := strings.CutPrefix(line, `  <purchaseOrder id="`); found {
			ids = append(ids, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(id), `">`)))
		}
	}
	return ids
}

func code(reply string) string {
	_, rest, _ := strings.Cut(reply, "<code>")
	number, _, _ := strings.Cut(rest, "</code>")
	if !strings.Contains(reply, "<requestError>") {
		return ""
	}
	return number
}
