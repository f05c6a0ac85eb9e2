package house

import (
	"bytes"
	"flag"
	"go/ast"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/api.txt")

// public are the packages whose exported names are API.
var public = []string{
	"", "abebooks", "abebooks/abebookstest", "abebooks/orders", "abebooks/orders/orderstest", "purchase", "purchase/purchasetest",
	"aim", "aim/flatfile", "aim/aimtest", "twd", "twd/twdtest", "invapi", "invapi/invapitest", "once",
}

// TestAPIIsAsRecorded compares every exported declaration with docs/api.txt. A
// line that goes away or changes breaks users; one that comes is forever.
func TestAPIIsAsRecorded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	byPackage := map[string][]string{}
	for _, f := range parse(t, 0) {
		if slices.Contains(public, f.pkg) && !strings.HasSuffix(f.name, "_test.go") {
			for _, decl := range f.syntax.Decls {
				byPackage[f.pkg] = append(byPackage[f.pkg], exported(t, f.fset, decl)...)
			}
		}
	}
	for _, pkg := range public {
		b.WriteString("package " + module + strings.TrimSuffix("/"+pkg, "/") + "\n")
		require.NotEmpty(t, byPackage[pkg], pkg)
		slices.Sort(byPackage[pkg])
		for _, line := range byPackage[pkg] {
			b.WriteString("\t" + line + "\n")
		}
		b.WriteString("\n")
	}

	name := filepath.Join("..", "..", "docs", "api.txt")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(b.String()), 0o644))
	}
	recorded, err := os.ReadFile(name)
	require.NoError(t, err)
	for _, line := range missing(string(recorded), b.String()) {
		t.Errorf("no longer API: %s", strings.TrimSpace(line))
	}
	for _, line := range missing(b.String(), string(recorded)) {
		t.Errorf("not recorded: %s", strings.TrimSpace(line))
	}
	if t.Failed() {
		t.Log("if this is wanted, run go test ./internal/house -run API -update, and read the diff")
	}
}

// missing lists the lines of a, each with its package, that b has not.
func missing(a, b string) []string {
	have := map[string]bool{}
	for _, line := range qualified(b) {
		have[line] = true
	}
	return slices.DeleteFunc(qualified(a), func(line string) bool { return have[line] })
}

// qualified puts the package before each of its lines.
func qualified(recorded string) []string {
	var lines []string
	pkg := ""
	for line := range strings.Lines(recorded) {
		if name, ok := strings.CutPrefix(line, "package "); ok {
			pkg = strings.TrimSpace(name)
			continue
		}
		lines = append(lines, pkg+": "+strings.TrimSpace(line))
	}
	return lines
}

// exported lists the exported parts of a declaration, a line each.
func exported(t *testing.T, fset *token.FileSet, decl ast.Decl) []string {
	t.Helper()
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if !decl.Name.IsExported() || decl.Recv != nil && !ast.IsExported(receiver(decl)) {
			return nil
		}
		fn := *decl
		fn.Body, fn.Doc = nil, nil
		return []string{text(t, fset, &fn)}
	case *ast.GenDecl:
		var lines []string
		for i, spec := range decl.Specs {
			lines = append(lines, exportedSpec(t, fset, decl.Tok, i, spec)...)
		}
		return lines
	}
	return nil
}

// exportedSpec lists the exported parts of the i-th line of a declaration. A constant
// without a value of its own has its place, which is its value where iota counts.
func exportedSpec(t *testing.T, fset *token.FileSet, tok token.Token, i int, spec ast.Spec) []string {
	t.Helper()
	var lines []string
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				line := tok.String() + " " + name.Name
				if spec.Type != nil {
					line += " " + text(t, fset, spec.Type)
				}
				switch {
				case tok == token.CONST && spec.Values == nil:
					line += " // " + strconv.Itoa(i)
				case tok == token.CONST && len(spec.Values) == len(spec.Names):
					line += " = " + text(t, fset, spec.Values[slices.Index(spec.Names, name)])
				}
				lines = append(lines, line)
			}
		}
	case *ast.TypeSpec:
		if !spec.Name.IsExported() {
			return nil
		}
		head := "type " + spec.Name.Name
		structure, isStruct := spec.Type.(*ast.StructType)
		if !isStruct {
			return []string{head + " " + text(t, fset, spec.Type)}
		}
		lines = append(lines, head+" struct")
		for _, field := range structure.Fields.List {
			for _, name := range field.Names {
				if name.IsExported() {
					lines = append(lines, head+"."+name.Name+" "+text(t, fset, field.Type))
				}
			}
			if field.Names == nil {
				lines = append(lines, head+" embeds "+text(t, fset, field.Type))
			}
		}
	}
	return lines
}

func receiver(fn *ast.FuncDecl) string {
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	if name, ok := typ.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// text prints a node on one line, however its source breaks it.
func text(t *testing.T, fset *token.FileSet, node any) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, printer.Fprint(&b, fset, node))
	return brokenLists.Replace(strings.Join(strings.Fields(b.String()), " "))
}

// brokenLists undoes what is left of a parameter list with one line for
// each parameter.
var brokenLists = strings.NewReplacer("( ", "(", ", )", ")")
