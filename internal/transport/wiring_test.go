package transport_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// engineUse is what our source does with go-retryablehttp.
type engineUse struct {
	literals []*ast.CompositeLit // of its Client
	parents  []string            // the functions they stand in
	names    map[string]bool     // every name of the package that is used
}

func readEngineUse(t *testing.T) engineUse {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	use := engineUse{names: map[string]bool{}}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			function := ""
			if f, ok := decl.(*ast.FuncDecl); ok {
				function = f.Name.Name
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if lit, ok := n.(*ast.CompositeLit); ok && engineName(lit.Type) == "Client" {
					use.literals, use.parents = append(use.literals, lit), append(use.parents, function)
				}
				if name := engineName(n); name != "" {
					use.names[name] = true
				}
				return true
			})
		}
	}
	return use
}

// engineName is X of retryablehttp.X.
func engineName(n ast.Node) string {
	if sel, ok := n.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "retryablehttp" {
			return sel.Sel.Name
		}
	}
	return ""
}

// The engine is used through these names only; among those that are missing
// are DefaultRetryPolicy, StandardClient, FromRequest and NewClient.
func TestEngineIsUsedThroughFewNames(t *testing.T) {
	t.Parallel()
	used := slices.Sorted(maps.Keys(readEngineUse(t).names))

	for _, trap := range []string{
		"Trap15 no io.Reader is given to it", "Trap16 no io.ReadSeeker is given to it", "Trap19 neither StandardClient nor FromRequest",
	} {
		t.Run(trap, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []string{
				"Client", "Logger", "PassthroughErrorHandler", "ReaderFunc", "Request",
			}, used)
		})
	}
}

// One literal per call, with these fields.
func TestEngineIsALiteralPerCall(t *testing.T) {
	t.Parallel()
	use := readEngineUse(t)
	require.Len(t, use.literals, 1)
	fields := map[string]string{}
	for _, element := range use.literals[0].Elts {
		pair := element.(*ast.KeyValueExpr)
		value := ""
		if ident, ok := pair.Value.(*ast.Ident); ok {
			value = ident.Name
		}
		fields[pair.Key.(*ast.Ident).Name] = value
	}

	t.Run("Trap01 its logger is nil", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, "nil", fields["Logger"])
	})
	for _, trap := range []string{"Trap13 no PrepareRetry that sees no body", "Trap14 no PrepareRetry that closes the reply"} {
		t.Run(trap, func(t *testing.T) {
			t.Parallel()
			assert.NotContains(t, fields, "PrepareRetry")
			assert.NotContains(t, fields, "ResponseLogHook")
		})
	}
	for _, trap := range []string{"Trap28 the client is never copied", "Trap29 the request is built with it"} {
		t.Run(trap, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []string{"run"}, use.parents)
		})
	}
}
