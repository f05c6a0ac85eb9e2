package examples_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// endpoints is what examples/emulator prints, as a program in another language
// would read it.
type endpoints struct {
	AbeBooks struct {
		URL, Username string
		APIKey        string `json:"api_key"`
		AccessKey     string `json:"access_key"`
		SecretKey     string `json:"secret_key"`
	}
	Orders   struct{ URL string }
	Purchase struct {
		URL       string
		AccessKey string `json:"access_key"`
		SecretKey string `json:"secret_key"`
		CCToken   string `json:"cc_token"`
	}
	AIM struct{ URL, Email, Password string }
	TWD struct {
		URL    string
		APIKey string `json:"api_key"`
	}
	InvAPI  struct{ URL, Token string }
	State   string
	Control string
}

// TestExamplesAgainstTheEmulator builds every example and runs it as a user
// would: against examples/emulator, by its environment.
func TestExamplesAgainstTheEmulator(t *testing.T) {
	t.Parallel()
	seeSources(t)
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "./...")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	e := startEmulator(t, bin)
	env := append(os.Environ(),
		"ABEBOOKS_URL="+e.AbeBooks.URL, "ABEBOOKS_USERNAME="+e.AbeBooks.Username, "ABEBOOKS_API_KEY="+e.AbeBooks.APIKey,
		"ABEBOOKS_ORDERS_URL="+e.Orders.URL,
		"PURCHASE_URL="+e.Purchase.URL, "PURCHASE_ACCESS_KEY="+e.Purchase.AccessKey,
		"PURCHASE_SECRET_KEY="+e.Purchase.SecretKey, "PURCHASE_CC_TOKEN="+e.Purchase.CCToken,
		"AIM_URL="+e.AIM.URL, "AIM_EMAIL="+e.AIM.Email, "AIM_PASSWORD="+e.AIM.Password,
		"TWD_URL="+e.TWD.URL, "TWD_API_KEY="+e.TWD.APIKey,
		"INVAPI_URL="+e.InvAPI.URL, "INVAPI_TOKEN="+e.InvAPI.Token,
	)
	with := func(another string) []string { return slices.Concat(env, []string{another}) }
	signed := append(os.Environ(), "ABEBOOKS_URL="+e.AbeBooks.URL,
		"ABEBOOKS_ACCESS_KEY="+e.AbeBooks.AccessKey, "ABEBOOKS_SECRET_KEY="+e.AbeBooks.SecretKey)
	// Names that do not exist: whatever is sent there fails, and is not what the tests want.
	real := append(os.Environ(), "ABEBOOKS_URL=https://abebooks.invalid/", "ABEBOOKS_USERNAME=user", "ABEBOOKS_API_KEY=key",
		"AIM_URL=https://aim.invalid/", "AIM_EMAIL=a@example.com", "AIM_PASSWORD=password",
		"INVAPI_URL=https://invapi.invalid", "INVAPI_TOKEN=token")
	bad := filepath.Join(t.TempDir(), "bad.tsv")
	header, rows, _ := strings.Cut(inventoryText(t), "\n")
	require.NoError(t, os.WriteFile(bad, []byte(header+"\nno columns\n"+rows), 0o600))
	// What no emulator has heard of.
	others := filepath.Join(t.TempDir(), "others.tsv")
	require.NoError(t, os.WriteFile(others, []byte(header+"\nX-1\tA title\tA. Author\tPress\t1999\t9780306406157\tHardcover\tGood\t"+
		"9.50\tUSD\t2\tA note\tfor-sale\n"), 0o600))
	nowhere := []string{"PATH=" + os.Getenv("PATH")}
	transcript := filepath.Join(t.TempDir(), "transcript")
	journal := filepath.Join(t.TempDir(), "journal")
	stock := filepath.Join(t.TempDir(), "stock.tsv")

	placed := control(t, e, `{"place": {"domain_id": "47", "items": [{"vendor_book_id": "SW-0004"}, {"vendor_book_id": "SW-0004"}]}}`)
	require.Contains(t, placed, `"abebooks.de"`)
	sold := []string{"-sold", "-stock", stock}

	for _, c := range []struct {
		name string
		env  []string
		args []string
		fail bool
		want string
	}{
		// That 134 books are listed then, the state shows.
		{"quickstart", env, nil, false, "sold on abebooks.de: SW-0004, 1 left"},
		{"abebooks", env, nil, false, "143 of 146 transactions accepted"},
		{"abebooks", signed, []string{"-batch", "7", "-concurrency", "3"}, false, "143 of 146 transactions accepted"},
		{"quickstart", nowhere, []string{"-file", others}, false, "nothing bought, because"},
		{"abebooks", env, []string{"-batch", "101"}, true, "abebooks: -batch must be 1 to 100, not 101"},
		{"abebooks", env, []string{"-concurrency", "99"}, true, "abebooks: -concurrency must be 1 to 64, not 99"},
		{"abebooks", env, []string{"-file", "absent.tsv"}, true, "abebooks: inventory: open absent.tsv"},
		{"abebooks", env, sold, false, "copies taken out: 2, taken out before: 0"},
		{"abebooks", env, sold, false, "copies taken out: 0, taken out before: 2"},
		{"abebooks", signed, sold, true, "-sold needs ABEBOOKS_URL and ABEBOOKS_ORDERS_URL"},
		{"twd", env, []string{"-rows", "-1"}, true, "twd: -rows must be 0 to 1000, not -1"},
		{"aim", env, []string{"-days", "7"}, true, "aim: -days must be 15, 30 or 60, not 7"},
		{"purchase", env, []string{"-listing", "12345", "-quantity", "2", "-max-price", "50", "-follow", "1ms"}, false, "placed"},
		{"purchase", env, []string{"-max-price", "1", "-follow", "1ms"}, true, "purchase: not one copy was bought: "},
		{"aim", env, nil, false, "1.00 refunded"},
		{"aim", env, []string{"-convert", "aim/books.uiee"}, false, "UI-0002"},
		{"twd", env, nil, false, "is sold"},
		{"invapi", env, nil, false, "146 of 146 quantities accepted"},
		// Nine are sold; of one of them the quickstart has taken the last copy.
		{"invapi", env, []string{"-bridge", "-journal", journal}, false, "8 sales recorded back"},
		{"invapi", env, []string{"-bridge", "-journal", journal}, false, "0 sales recorded back"},
		{"twd", env, []string{"unexpected"}, true, "twd: unexpected argument \"unexpected\"; see -h\n"},
		{"twd", env, []string{"-nothing"}, true, "twd: flag provided but not defined: -nothing; see -h\n"},
		{"purchase", env, []string{"-quantity", "two"}, true, "-quantity: parse error; see -h\n"},
		{"abebooks", real, nil, true, "would add or update 137 books, and delete 9 that are sold\nabebooks: nothing was changed; say -yes"},
		{"abebooks", real, []string{"-file", bad}, true, "row 1, passed over: 1 columns"},
		{"aim", real, nil, true, "would upload 146 rows\naim: nothing was changed; say -yes for AIM_URL"},
		{"invapi", real, nil, true, "nothing was changed; say -yes for INVAPI_URL"},
		{"quickstart", real, nil, true, "nothing was changed; say -yes for ABEBOOKS_URL, AIM_URL, INVAPI_URL"},
		{"check", env, []string{"-transcript", transcript}, false, "abebooks/orders: ok: 1 orders wait; the clocks agree"},
		{"check", with("TWD_API_KEY=wrong"), nil, true, "check: 1 of 6 services failed"},
		{"abebooks", with("ABEBOOKS_API_KEY=wrong"), nil, true, "abebooks: not one book was accepted: 110: User is invalid\n"},
		{"abebooks", with("ABEBOOKS_URL=http://127.0.0.1:1/"), nil, true, "abebooks: not one book was accepted: Post"},
		{"quickstart", with("ABEBOOKS_API_KEY=wrong"), nil, true, "quickstart: AbeBooks accepted not one book: 110: User is invalid\n"},
		{"invapi", with("INVAPI_TOKEN=wrong"), nil, true, "Invalid token (HTTP 401)\n"},
		{"invapi", with("INVAPI_URL=http://127.0.0.1:1"), nil, true, "invapi: not one quantity was accepted: Post"},
		{"aim", with("AIM_PASSWORD=wrong"), nil, true, "CUSTOMER_UNAUTHORIZED"},
		{"purchase", with("PURCHASE_SECRET_KEY=wrong"), nil, true, "purchase: search: unauthorized: Invalid request signature"},
		{"twd", with("TWD_API_KEY=wrong"), nil, true, "twd: list: unauthorized: The supplied API key is not valid!"},
		{"twd", with("TWD_URL=http://127.0.0.1:1/api.pl"), nil, true, "connection refused"},
		{"check", nowhere, nil, true, "check: the environment names no service"},
		{"check", env, []string{"-h"}, false, "ABEBOOKS_ORDERS_URL"},
		{"quickstart", env, []string{"-h"}, false, "TWD_API_KEY"},
		{"abebooks", env, []string{"-h"}, false, "ABEBOOKS_ACCESS_KEY"},
		{"purchase", env, []string{"-h"}, false, "PURCHASE_CC_TOKEN"},
		{"aim", env, []string{"-h"}, false, "AIM_PASSWORD"},
		{"twd", env, []string{"-h"}, false, "TWD_API_KEY"},
		{"invapi", env, []string{"-h"}, false, "INVAPI_TOKEN"},
		{"emulator", env, []string{"-set", "aim.x=1"}, true, `emulator: there is no switch "aim.x"; -h lists them`},
		{"emulator", env, []string{"-h"}, false, "-listen"},
		{"abebooks", []string{"ABEBOOKS_ACCESS_KEY=half-of-it"}, nil, true, "the environment lacks ABEBOOKS_URL, ABEBOOKS_SECRET_KEY"},
	} {
		cmd := exec.CommandContext(t.Context(), filepath.Join(bin, c.name), c.args...)
		cmd.Env = c.env
		out, err := cmd.CombinedOutput()
		name := c.name + " " + strings.Join(c.args, " ")
		require.Equal(t, c.fail, err != nil, "%s: %v\n%s", name, err, out)
		require.Contains(t, string(out), c.want, name)
		if c.fail { // the reason is the last line
			require.Regexp(t, "(^|\n)"+c.name+": [^\n]+\n$", string(out), name)
		}
		requireNarrow(t, name, out)
	}
	requireState(t, e.State)
	said, err := os.ReadFile(transcript)
	require.NoError(t, err)
	require.Contains(t, string(said), "<statusmessage>OK</statusmessage>")
	for _, secret := range []string{e.AbeBooks.APIKey, e.Purchase.SecretKey, e.AIM.Password, e.TWD.APIKey} {
		require.NotContains(t, string(said), secret)
	}
}

func inventoryText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("inventory.tsv")
	require.NoError(t, err)
	return string(text)
}

// seeSources looks at every directory of the module. The programs are built by
// a child process, of whose sources go test knows nothing: it would take the
// result of an earlier run for that of this one.
func seeSources(t *testing.T) {
	t.Helper()
	require.NoError(t, filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && name != ".." {
			return fs.SkipDir
		}
		return err
	}))
}

// startEmulator runs examples/emulator until the test ends.
func startEmulator(t *testing.T, bin string) endpoints {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "emulator"), "-listen", "127.0.0.1:0", "-aim-delay", "20ms")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		require.NoError(t, cmd.Wait(), "an interrupt ends the emulator in good order")
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NoError(t, err)
	var e endpoints
	require.NoError(t, json.Unmarshal(line, &e))
	return e
}

// control sends a command to the emulator.
func control(t *testing.T, e endpoints, command string) string {
	t.Helper()
	resp, err := http.Post(e.Control, "application/json", strings.NewReader(command))
	require.NoError(t, err)
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s", reply)
	return string(reply)
}

// requireNarrow holds the output to 80 columns.
func requireNarrow(t *testing.T, name string, out []byte) {
	t.Helper()
	if strings.Contains(name, "-convert") {
		return // a file, not a page
	}
	program, _, _ := strings.Cut(name, " ")
	for line := range bytes.Lines(out) {
		text := strings.ReplaceAll(strings.TrimRight(string(line), "\n"), "    \t", "        ") // as flag indents
		n := utf8.RuneCountInString(text)
		if n > 80 && !strings.HasPrefix(text, program+": ") { // the reason is one line, whatever its length
			t.Errorf("%s: a line of %d columns: %s", name, n, line)
		}
	}
}

// requireState holds what the emulators store against what the examples did.
func requireState(t *testing.T, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var state struct {
		AbeBooks struct{ Books map[string]any }
		Purchase struct{ Orders map[string]any }
		AIM      struct {
			Batches, Refunds []any
			Inventory        map[string]any
		}
		TWD    struct{ Items map[string]any }
		InvAPI struct{ Quantities []any }
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&state))
	require.Len(t, state.AbeBooks.Books, 134)
	require.Len(t, state.Purchase.Orders, 5, "three of the quickstart, two of the example, one of them not bought")
	require.Len(t, state.AIM.Batches, 2)
	require.Len(t, state.AIM.Refunds, 1)
	require.NotEmpty(t, state.AIM.Inventory)
	require.NotEmpty(t, state.TWD.Items)
	require.NotEmpty(t, state.InvAPI.Quantities)
}
