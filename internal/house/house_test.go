// Package house holds the module's rules about itself: which package may
// import which, and what no file may contain. CONTRIBUTING.md states them in
// words.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/sellerwire/sellerwire"

// services are the packages a user of one service imports.
var services = []string{"abebooks", "abebooks/orders", "purchase", "aim", "twd", "invapi"}

// serviceOf is the service that a package belongs to, the longest that fits; for any
// other package its first element.
func serviceOf(pkg string) string {
	own, _, _ := strings.Cut(pkg, "/")
	for _, service := range services {
		if (pkg == service || strings.HasPrefix(pkg, service+"/")) && len(service) > len(own) {
			own = service
		}
	}
	return own
}

// Third-party modules, and where they may be imported.
var (
	runtimeDependencies = []string{
		"github.com/hashicorp/go-retryablehttp",
		"github.com/google/uuid",
		"github.com/shopspring/decimal",
		"golang.org/x/text/encoding",
	}
	testDependencies = []string{
		"github.com/stretchr/testify",
		"github.com/jarcoal/httpmock",
	}
)

// leaves import the standard library only.
var leaves = []string{"internal/settings", "internal/emulator", "internal/durable", "internal/inflight"}

// onceUses is what package once may use of this module besides the root.
var onceUses = []string{"internal/durable", "internal/identifier", "internal/inflight"}

// imported is one import in one file.
type imported struct {
	pkg    string // of the importing file, relative to the module
	file   string
	test   bool
	target string
}

func TestImportsKeepToTheHouseRules(t *testing.T) {
	t.Parallel()
	files := parse(t, parser.ImportsOnly)
	require.NotEmpty(t, files)
	for _, f := range files {
		for _, spec := range f.syntax.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			in := imported{f.pkg, f.name, strings.HasSuffix(f.name, "_test.go"), target}
			if fault := breach(in); fault != "" {
				t.Errorf("%s imports %s: %s", f.name, target, fault)
			}
		}
	}
}

// The rules themselves must bite: each line is a breach, or is none.
func TestBreachesAreSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     imported
		breach bool
	}{
		{imported{"abebooks", "a.go", false, module + "/purchase"}, true},
		{imported{"abebooks", "a_test.go", true, module + "/purchase"}, true},
		{imported{"abebooks", "a.go", false, module + "/abebooks/abebookstest"}, true},
		{imported{"abebooks", "a_test.go", true, module + "/abebooks/abebookstest"}, false},
		{imported{"abebooks", "a.go", false, module + "/internal/transport"}, false},
		{imported{"abebooks", "a.go", false, module + "/abebooks/orders"}, true},
		{imported{"abebooks/orders", "a.go", false, module + "/abebooks"}, true},
		{imported{"abebooks/orders", "a_test.go", true, module + "/abebooks/abebookstest"}, true},
		{imported{"abebooks/orders", "a_test.go", true, module + "/abebooks/orders/orderstest"}, false},
		{imported{"abebooks/orders/orderstest", "a.go", false, module + "/abebooks/orders"}, true},
		{imported{"abebooks", "a.go", false, module + "/examples"}, true},
		{imported{"abebooks", "a.go", false, "github.com/stretchr/testify/require"}, true},
		{imported{"abebooks", "a.go", false, "github.com/shopspring/decimal"}, false},
		{imported{"abebooks", "a.go", false, "golang.org/x/net/html"}, true},
		{imported{"abebooks/abebookstest", "a.go", false, module + "/abebooks"}, true},
		{imported{"abebooks/abebookstest", "a.go", false, module + "/internal/charset"}, true},
		{imported{"abebooks/abebookstest", "a.go", false, module + "/internal/emulator"}, false},
		{imported{"abebooks/abebookstest", "a.go", false, "github.com/shopspring/decimal"}, true},
		{imported{"", "a.go", false, module + "/internal/settings"}, false},
		{imported{"", "a.go", false, module + "/internal/transport"}, true},
		{imported{"", "a.go", false, "github.com/google/uuid"}, true},
		{imported{"", "a_test.go", true, module + "/abebooks"}, false}, // an example of the front page
		{imported{"aim", "a.go", false, module + "/aim/flatfile"}, false},
		{imported{"aim/flatfile", "a.go", false, module + "/internal/money"}, false},
		{imported{"aim/flatfile", "a.go", false, module + "/internal/transport"}, true},
		{imported{"aim/flatfile", "a.go", false, module + "/aim"}, true},
		{imported{"twd", "a.go", false, module + "/aim/flatfile"}, true},
		{imported{"once", "a.go", false, module}, false},
		{imported{"once", "a.go", false, module + "/twd"}, true},
		{imported{"once", "a.go", false, module + "/internal/identifier"}, false},
		{imported{"once", "a.go", false, module + "/internal/durable"}, false},
		{imported{"once", "a.go", false, module + "/internal/transport"}, true},
		{imported{"internal/durable", "a.go", false, module}, true},
		{imported{"internal/inflight", "a.go", false, "github.com/google/uuid"}, true},
		{imported{"internal/durable", "a_test.go", true, "github.com/stretchr/testify/require"}, false},
		{imported{"once", "a.go", false, "github.com/google/uuid"}, true},
		{imported{"once", "a_test.go", true, module + "/twd/twdtest"}, false},
		{imported{"twd", "a.go", false, module + "/once"}, true},
		{imported{"internal/settings", "a.go", false, module}, true},
		{imported{"internal/transport", "a.go", false, module}, false},
		{imported{"internal/transport", "a.go", false, module + "/abebooks"}, true},
		{imported{"internal/benchmarks", "a.go", false, module + "/abebooks/abebookstest"}, false},
		{imported{"examples/abebooks", "a.go", false, module + "/abebooks/abebookstest"}, false},
		{imported{"examples/abebooks", "a.go", false, "log"}, false},
	} {
		if got := breach(c.in) != ""; got != c.breach {
			t.Errorf("%+v: breach %v, want %v (%s)", c.in, got, c.breach, breach(c.in))
		}
	}
}

// breach says which rule an import breaks; "" if none.
func breach(in imported) string {
	local, isLocal := strings.CutPrefix(in.target, module)
	local = strings.TrimPrefix(local, "/")
	switch {
	case isLocal:
		return localBreach(in, local)
	case in.target == "C" || in.target == "unsafe":
		return "pure, safe Go only"
	case !strings.Contains(strings.Split(in.target, "/")[0], "."):
		return "" // the standard library
	case in.test && among(in.target, testDependencies):
		return ""
	case in.pkg == "" && !in.test:
		return "the root imports the standard library and leaves only"
	case isEmulator(in.pkg) && !in.test:
		return "emulators use the standard library only"
	case in.pkg == "once" && !in.test:
		return "package once uses the standard library and the root only"
	case slices.Contains(leaves, in.pkg) || in.pkg == "internal/abesign":
		return "leaves use the standard library only"
	case among(in.target, runtimeDependencies):
		return ""
	default:
		return "this dependency is not agreed upon; see CONTRIBUTING.md"
	}
}

func localBreach(in imported, target string) string {
	own := serviceOf(in.pkg)
	free := own == "examples" || in.pkg == "" && in.test || strings.HasPrefix(in.pkg, "internal/benchmarks") ||
		strings.HasPrefix(in.pkg, "internal/faults") || in.pkg == "internal/house"
	targetService := serviceOf(target)
	switch {
	case strings.HasPrefix(target, "examples") && own != "examples" && !(in.test && free):
		return "examples are for examples"
	case free || in.pkg == "once" && in.test:
		return ""
	case in.pkg == "once" && target != "" && !slices.Contains(onceUses, target):
		return "package once uses the standard library, the root and " + strings.Join(onceUses, ", ") + " only"
	case target == "once":
		return "package once is for the programs that use the clients"
	case isEmulator(in.pkg) && !in.test:
		if target == "internal/emulator" {
			return ""
		}
		return "an emulator shares no code with the clients"
	case isEmulator(target) && !in.test:
		return "emulators are for tests, examples and benchmarks"
	case slices.Contains(services, targetService) && targetService != own:
		return "no package but a service's own imports it"
	case in.pkg == "aim/flatfile" && !in.test && (target == "aim" || target == "internal/transport"):
		return "the files of AIM are usable without a client"
	case in.pkg == "" && !in.test && target != "internal/settings":
		return "the root imports leaves only"
	case slices.Contains(leaves, in.pkg) && !in.test:
		return "a leaf imports nothing of this module"
	case target == "internal/emulator" && !in.test:
		return "the emulators' shell is for emulators"
	}
	return ""
}

func isEmulator(pkg string) bool { return strings.HasSuffix(path.Base(pkg), "test") && pkg != "" }

func among(target string, allowed []string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		return target == a || strings.HasPrefix(target, a+"/")
	})
}

// No init, no panic, and nothing that sleeps: in a synctest bubble a test waits
// for <-time.After.
func TestCodeKeepsToTheHouseRules(t *testing.T) {
	t.Parallel()
	for _, f := range parse(t, parser.SkipObjectResolution) {
		test := strings.HasSuffix(f.name, "_test.go")
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: an init function", f.name)
				}
			case *ast.CallExpr:
				if fault := forbiddenCall(n, f.pkg, test); fault != "" {
					t.Errorf("%s: %s", f.fset.Position(n.Pos()), fault)
				}
			}
			return true
		})
	}
}

func forbiddenCall(call *ast.CallExpr, pkg string, test bool) string {
	switch fn := call.Fun.(type) {
	case *ast.Ident:
		// Emulators cut connections in net/http's own way.
		if fn.Name == "panic" && !test && !isEmulator(pkg) {
			return "a panic"
		}
	case *ast.SelectorExpr:
		if x, ok := fn.X.(*ast.Ident); ok && x.Name == "time" && fn.Sel.Name == "Sleep" && !strings.HasPrefix(pkg, "examples") {
			return "time.Sleep; use synctest, a timer or a channel"
		}
	}
	return ""
}

type file struct {
	pkg, name string
	syntax    *ast.File
	fset      *token.FileSet
}

// nested tells whether a directory is a module of its own, whose dependencies are
// not those of this one.
func nested(name, rel string) bool {
	_, err := os.Stat(filepath.Join(name, "go.mod"))
	return err == nil && rel != "."
}

// parse reads every Go file of the module, without nested modules.
func parse(t *testing.T, mode parser.Mode) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []file
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && rel != "." || nested(name, rel)) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, name, nil, mode)
		if err != nil {
			return err
		}
		pkg := path.Dir(rel)
		if pkg == "." {
			pkg = ""
		}
		files = append(files, file{pkg, rel, syntax, fset})
		return nil
	})
	require.NoError(t, err)
	return files
}
