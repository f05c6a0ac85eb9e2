package emulator_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// replies are what services say, one in each form.
var replies = map[string]string{
	"XML":    `<?xml version="1.0"?><reply><code>600</code><id kind="sku">A-1</id><price>9.50</price><text>Café</text></reply>`,
	"JSON":   `{"success": true, "id": 1015, "cost": 45.11, "status": {"code": "53", "text": "Café"}}`,
	"text":   "sku\tprice\nA-1\t9.50\nA-2\t12.00\n",
	"number": "12345",
	"empty":  "",
}

// ask sends requests to a service that always says the same, and returns its
// replies and how many requests it has served.
func ask(t *testing.T, says string, rate float64, seed uint64, requests int) (got []*http.Response, bodies []string, served int) {
	t.Helper()
	shell := newShell(func(w http.ResponseWriter, _ *http.Request) {
		served++
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, says)
	})
	shell.Odd(rate, seed)
	for range requests {
		w := httptest.NewRecorder()
		shell.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		got, bodies = append(got, w.Result()), append(bodies, w.Body.String())
	}
	return got, bodies, served
}

func TestOddRepliesAreTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	for name, says := range replies {
		first, bodies, served := ask(t, says, 1, 7, 200)
		require.Equal(t, 200, served, "%s: the service does its work", name)
		again, sameBodies, _ := ask(t, says, 1, 7, 200)
		_, otherBodies, _ := ask(t, says, 1, 8, 200)
		require.Equal(t, bodies, sameBodies, name)
		require.True(t, says == "" || strings.Join(bodies, "\n") != strings.Join(otherBodies, "\n"), name)
		for i := range first {
			require.Equal(t, first[i].StatusCode, again[i].StatusCode)
			require.Equal(t, first[i].Header, again[i].Header)
			require.NotEmpty(t, first[i].Header.Get(emulator.OddHeader))
			require.True(t, bodies[i] != says || first[i].StatusCode != http.StatusOK, "%s: reply %d is as always: %s",
				name, i, first[i].Header.Get(emulator.OddHeader))
		}
	}
}

func TestEachWayToBeOddIsTaken(t *testing.T) {
	t.Parallel()
	for name, ways := range map[string]string{
		"XML": "dropped code,emptied id,doubled price,respelled price,renamed text,cut,wrapped,HTML before,HTML " +
			"around,ISO-8859-1,status 503",
		"JSON": "dropped cost,emptied id,doubled text,respelled id,renamed success,cut,wrapped,HTML before,HTML " +
			"around,ISO-8859-1,status 202",
		"text": "dropped,emptied,doubled,respelled,cut,HTML before,HTML around,UTF-16,status 404",
	} {
		got, _, _ := ask(t, replies[name], 1, 3, 2000)
		var all strings.Builder
		for _, r := range got {
			all.WriteString(r.Header.Get(emulator.OddHeader) + "\n")
		}
		for way := range strings.SplitSeq(ways, ",") {
			require.Contains(t, all.String(), way, name)
		}
	}
}

// An odd field is the field's fault: the rest can still be read.
func TestAnOddFieldLeavesTheReplyWellFormed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"XML", "JSON"} {
		got, bodies, _ := ask(t, replies[name], 1, 5, 2000)
		for i, r := range got {
			switch what, _, _ := strings.Cut(r.Header.Get(emulator.OddHeader), " "); what {
			case "dropped", "emptied", "doubled", "renamed", "wrapped":
				if name == "JSON" {
					require.True(t, json.Valid([]byte(bodies[i])), bodies[i])
				} else {
					require.NoError(t, xml.Unmarshal([]byte(bodies[i]), new(struct{})), bodies[i])
				}
			}
		}
	}
}

func TestTheRateIsTheShareOfOddReplies(t *testing.T) {
	t.Parallel()
	for rate, want := range map[float64][2]int{-1: {0, 0}, 0: {0, 0}, math.NaN(): {0, 0},
		0.25: {200, 300}, 1: {1000, 1000}, 2: {1000, 1000}} {
		got, bodies, _ := ask(t, replies["XML"], rate, 1, 1000)
		odd := 0
		for i, r := range got {
			if r.Header.Get(emulator.OddHeader) != "" {
				odd++
			} else {
				require.Equal(t, replies["XML"], bodies[i])
			}
		}
		require.True(t, want[0] <= odd && odd <= want[1], "rate %v: %d", rate, odd)
	}
}

func TestAReplyWithoutContentHasNoneAfterwards(t *testing.T) {
	t.Parallel()
	shell := newShell(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	shell.Odd(1, 1)
	for range 100 {
		w := httptest.NewRecorder()
		shell.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		require.NotEqual(t, http.StatusNoContent, w.Code)
		require.Contains(t, w.Header().Get(emulator.OddHeader), "status")
	}
}
