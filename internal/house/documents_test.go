package house

import (
	"go/doc"
	"go/parser"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// documents are the pages whose names, files and links are checked.
var documents = []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/recipes.md", "docs/emulator.md"}

// Every file that the documents name is there.
func TestFilesThatTheDocumentsNameExist(t *testing.T) {
	t.Parallel()
	var names []string
	for _, f := range parse(t, parser.PackageClauseOnly) {
		names = append(names, f.name)
	}
	for _, document := range documents {
		text := page(t, document)
		for _, name := range goFile.FindAllStringSubmatch(text, -1) {
			assert.True(t, slices.ContainsFunc(names, func(file string) bool {
				return file == name[1] || !strings.Contains(name[1], "/") && path.Base(file) == name[1]
			}), "%s names %s", document, name[1])
		}
		for _, link := range localLink.FindAllStringSubmatch(text, -1) {
			if inNestedModule.MatchString(link[1]) {
				continue // not there in the module cache
			}
			_, err := os.Stat(filepath.Join("..", "..", filepath.Dir(document), link[1]))
			assert.NoError(t, err, "%s links %s", document, link[1])
		}
	}
}

var (
	goFile         = regexp.MustCompile("`([\\w/]+\\.go)`")
	localLink      = regexp.MustCompile(`\]\(([\w./-]+)(?:#[\w-]+)?\)`)
	inNestedModule = regexp.MustCompile(`^examples/(otel|sql)/`)
)

// On pkg.go.dev an example that uses what stands in another file is shown without it:
// nobody can see what a helper does, nor run the example.
func TestExamplesAreWholeOnTheSite(t *testing.T) {
	t.Parallel()
	found := 0
	for _, f := range parse(t, parser.ParseComments) {
		if !slices.Contains(public, f.pkg) || !strings.HasSuffix(f.name, "_test.go") {
			continue
		}
		for _, example := range doc.Examples(f.syntax) {
			found++
			assert.NotNil(t, example.Play, "%s: the example %s uses something of another file", f.name, example.Name)
		}
	}
	assert.Greater(t, found, 100)
}

// A link of a type with its field outside of the brackets leads to half of what it names.
func TestLinksInCommentsAreWhole(t *testing.T) {
	t.Parallel()
	for _, f := range parse(t, parser.ParseComments) {
		for _, group := range f.syntax.Comments {
			for _, half := range halfLink.FindAllString(group.Text(), -1) {
				t.Errorf("%s: %s", f.fset.Position(group.Pos()), half)
			}
		}
	}
}

// The first program in the documentation of a service closes its client.
func TestFirstProgramsCloseTheirClient(t *testing.T) {
	t.Parallel()
	for _, service := range services {
		text := page(t, service+"/doc.go")
		_, program, found := strings.Cut(text, "// # A first program\n")
		require.True(t, found, service)
		program, _, _ = strings.Cut(program, "// # ")
		assert.Contains(t, program, "//\tdefer client.Close()\n", service)
	}
}

// The table of CONTRIBUTING names what is there: everything in it that looks like code is
// in the recorded API of the package at the head of its column.
func TestThePackagesSideBySideAreAsRecorded(t *testing.T) {
	t.Parallel()
	_, table, found := strings.Cut(page(t, "CONTRIBUTING.md"), "## The packages side by side\n\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	api := qualified(page(t, "docs/api.txt"))
	var columns []string
	for row := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
		if columns == nil {
			columns = cells
			continue
		}
		require.Len(t, cells, len(columns), row)
		for i, cell := range cells[1:] {
			pkg := strings.TrimSpace(columns[i+1])
			for _, name := range exportedName.FindAllStringSubmatch(cell, -1) {
				assert.True(t, slices.ContainsFunc(api, func(line string) bool {
					of, rest, _ := strings.Cut(line, ": ")
					of = strings.TrimPrefix(of, module+"/")
					return (of == pkg || path.Dir(of) == pkg || of == module) &&
						slices.Contains(identifier.FindAllString(rest, -1), name[1])
				}), "%s: %s is not in the API", pkg, name[1])
			}
		}
	}
}

// Every package under internal is on the map of CONTRIBUTING.
func TestTheMapNamesEveryInternalPackage(t *testing.T) {
	t.Parallel()
	dirs, err := os.ReadDir("..")
	require.NoError(t, err)
	contributing := page(t, "CONTRIBUTING.md")
	for _, dir := range dirs {
		assert.Contains(t, contributing, "\n    internal/"+dir.Name()+" ", "not on the map")
	}
}

var (
	// exportedName is an exported name between backticks or alone, not the beginning of several.
	exportedName = regexp.MustCompile("`(?:[a-z]+\\.|[A-Z]\\w*\\.)?([A-Z]\\w*)`")
	halfLink     = regexp.MustCompile(`\[[A-Za-z]\w*(?:\.[A-Z]\w*)?\]\.[A-Z]\w*`)
	identifier   = regexp.MustCompile(`\w+`)
)
