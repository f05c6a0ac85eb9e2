package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadmeCodeCompiles builds every Go block of the README and of docs/recipes.md:
// programs as they are, declarations and statements in a package that imports what they
// use. They stand in a module of their own, so that this works in the module cache too.
func TestReadmeCodeCompiles(t *testing.T) {
	t.Parallel()
	blocks := goBlocks(page(t, "README.md"))
	require.GreaterOrEqual(t, len(blocks), 10, "the README has lost its examples")
	blocks = append(blocks, goBlocks(page(t, "docs/recipes.md"))...)
	dir := t.TempDir()
	useModule(t, dir)
	for i, block := range blocks {
		source := block
		switch {
		case strings.HasPrefix(block, "package "):
		case strings.HasPrefix(block, "func "), strings.HasPrefix(block, "type "):
			source = snippetImports + block
		default:
			source = fmt.Sprintf(snippetImports+snippetFunc, block)
		}
		pkg := filepath.Join(dir, fmt.Sprintf("block%d", i))
		require.NoError(t, os.Mkdir(pkg, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(pkg, "block.go"), []byte(source), 0o600))
	}
	build := exec.CommandContext(t.Context(), "go", "vet", "./...")
	build.Dir = dir
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// useModule makes a module in dir that uses this one where it stands.
func useModule(t *testing.T, dir string) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	mod := page(t, "go.mod")
	mod = strings.Replace(mod, "module "+module, "module example.com/readme", 1)
	mod += fmt.Sprintf("\nrequire %s v0.0.0\nreplace %[1]s => %s\n", module, strconv.Quote(root))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.sum"), []byte(page(t, "go.sum")), 0o600))
}

// snippetImports is the head of a block that is no whole file.
const snippetImports = `package readme

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

var (
	_ context.Context
	_ = errors.Is
	_ = fmt.Sprint
	_ iter.Seq[int]
	_ = log.Print
	_ http.RoundTripper
	_ = os.Getenv
	_ atomic.Bool
	_ testing.TB
	_ time.Time
	_ uuid.UUID
	_ decimal.Decimal
	_ = sellerwire.OutcomeOf
	_ abebooks.Book
	_ aim.Batch
	_ flatfile.Row
	_ invapi.Update
	_ once.Change
	_ purchase.Order
	_ twd.Item
	_ twdtest.Item
)

`

// snippetFunc is what statements may take for granted.
const snippetFunc = `func snippet(
	ctx context.Context, url, token string,
	client *abebooks.Client, book abebooks.Book,
	orders *purchase.Client, seller *aim.Client,
	till *twd.Client, shop *invapi.Client, update invapi.Update,
	username, apiKey string, books iter.Seq[abebooks.Transaction],
) error {
	{
%s
	}
	return nil
}
`

// page reads a file of the module.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(text)
}

// goBlocks returns the Go blocks of a Markdown text, without those marked as
// not compiled.
func goBlocks(text string) []string {
	var blocks []string
	for {
		before, after, found := strings.Cut(text, "```go\n")
		if !found {
			return blocks
		}
		block, rest, _ := strings.Cut(after, "```")
		if !strings.HasSuffix(strings.TrimSpace(before), "-->") {
			blocks = append(blocks, block)
		}
		text = rest
	}
}

// The shell blocks of README and docs/emulator.md work against the emulator.
func TestShellOfTheDocsWorks(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	var script string
	for _, document := range []string{"README.md", "docs/emulator.md"} {
		_, after, found := strings.Cut(page(t, document), "```sh\n")
		require.True(t, found)
		block, _, _ := strings.Cut(after, "```")
		script += block
	}

	dir := t.TempDir()
	bin := filepath.Join(dir, "emulator")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../../examples/emulator")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	server := exec.CommandContext(t.Context(), bin, "-env", filepath.Join(dir, "emulator.env"))
	stdout, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() { _ = server.Wait() }) // ended by the test's context
	_, err = stdout.Read(make([]byte, 1))   // the environment is written before the line
	require.NoError(t, err)

	shell := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
	shell.Dir = dir
	shell.Env = append(os.Environ(), "no_proxy=127.0.0.1")
	out, err = shell.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, want := range []string{
		"<vendorBookID>C-0</vendorBookID>", "<code>600</code>", "<PendingUploadsCount>", `"orders":`,
		"SUCCESS", "Captains Bed, White", `"success": true`,
		`"C-1"`, `"quantity":12`, "<purchaseOrder", `"domain_name":"abebooks.co.uk"`, "<stock_no>884</stock_no>", `"quantity":3`,
	} {
		require.Contains(t, string(out), want)
	}
}
