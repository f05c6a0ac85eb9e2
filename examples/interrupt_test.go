package examples_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// A program is interrupted while its second sale is in flight, of which it gets no
// answer. Its last words must not hide that.
func TestAnInterruptLeavesATrueSummary(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted")
	}
	seeSources(t)
	bin := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "./quickstart", "./invapi").CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"quickstart": {nil, []string{
			"  1 sales recorded\n", "\nquickstart: interrupted; ", "record sale", "outcome unknown",
		}},
		"invapi": {[]string{"-bridge", "-journal", filepath.Join(t.TempDir(), "journal")}, []string{
			"146 items paired, 1 sales recorded back, 0 had been before\n",
			": not sent: interrupt signal received\n", " and 6 more: ", "\nunclear: {", "\ninvapi: interrupted",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := twdtest.NewServer(twdtest.Options{})
			defer shop.Close()
			shop.SeedDocumented()
			cmd := exec.CommandContext(t.Context(), filepath.Join(bin, name), c.args...)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TWD_URL=" + shop.URL, "TWD_API_KEY=" + shop.APIKey()}
			var said bytes.Buffer
			cmd.Stdout, cmd.Stderr = &said, &said
			selling := make(chan struct{})
			var sales atomic.Int64
			shop.Intercept(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					body, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(bytes.NewReader(body))
					if bytes.Contains(body, []byte("qtyadj")) && sales.Add(1) == 2 {
						close(selling)
						<-r.Context().Done()
						return
					}
					next.ServeHTTP(w, r)
				})
			})
			require.NoError(t, cmd.Start())
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			select {
			case <-selling:
				require.NoError(t, cmd.Process.Signal(os.Interrupt))
				require.Error(t, <-ended)
			case err := <-ended:
				t.Fatalf("it ended before its second sale: %v\n%s", err, said.String())
			}
			for _, want := range c.want {
				require.Contains(t, said.String(), want)
			}
			requireNarrow(t, name, said.Bytes())
		})
	}
}
