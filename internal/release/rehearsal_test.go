package main

import (
	"archive/zip"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

const module = "github.com/sellerwire/sellerwire"

var full = flag.Bool("full", false, "rehearse a release")

// TestAFreshModuleUsesTheRelease packs the module as a module proxy would, and uses it
// from a module that knows nothing else of it: go get, a program for each package, and
// the house tests from within the module cache.
func TestAFreshModuleUsesTheRelease(t *testing.T) {
	t.Parallel()
	if !*full {
		t.Skip("compiles the module anew; run it with -args -full")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("needs a checkout: a release is made of what git tracks")
	}
	proxy := t.TempDir()
	files := moduleFiles(t, root)
	size := publish(t, root, proxy, files)
	t.Logf("the zip has %d files and %d KiB", len(files), size/1024)
	assert.Less(t, size, int64(2<<20), "a module that everybody downloads")

	shop := fresh{t: t, dir: t.TempDir(), env: rehearsalEnv(t, proxy)}
	shop.write("go.mod", "module example.com/shop\n\ngo 1.26.0\n")
	shop.run("go", "get", module+"@v"+sellerwire.Version)
	for _, pkg := range publicPackages(t, root) {
		name := strings.ReplaceAll(strings.TrimPrefix(pkg, module), "/", "_")
		shop.write("program"+name+"/main.go", fmt.Sprintf("package main\n\nimport _ %q\n\nfunc main() {}\n", pkg))
	}
	shop.run("go", "build", "-o", os.DevNull, "./...")
	shop.run("go", "test", module+"/internal/house")
}

// A file that is not needed to build, test or understand the module stays out of it, and
// so does every nested module.
func TestTheZipHoldsTheModuleAndNothingElse(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("needs a checkout")
	}
	files := moduleFiles(t, root)
	for _, name := range []string{"go.mod", "go.sum", "LICENSE", "README.md", "docs/api.txt", "examples/inventory.tsv", "twd/client.go"} {
		assert.Contains(t, files, name)
	}
	for _, name := range files {
		assert.False(t, strings.HasPrefix(name, "examples/otel/") ||
			strings.HasPrefix(name, "examples/sql/"), "%s is of another module", name)
		assert.NotRegexp(t, unwanted, name)
	}
}

// unwanted are the names of what programs leave behind.
var unwanted = regexp.MustCompile(`\.(test|out|prof|exe|db|db-\w+|env|orig|rej|swp)$|(^|/)(vendor|node_modules|\.DS_Store)(/|$)|~$`)

// moduleFiles lists what git tracks, or would if it were added, without nested modules.
func moduleFiles(t *testing.T, root string) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	require.NoError(t, err)
	all := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	var nested []string
	for _, name := range all {
		if dir, ok := strings.CutSuffix(name, "/go.mod"); ok {
			nested = append(nested, dir+"/")
		}
	}
	return slices.DeleteFunc(all, func(name string) bool {
		info, err := os.Lstat(filepath.Join(root, name))
		return err != nil || !info.Mode().IsRegular() ||
			slices.ContainsFunc(nested, func(dir string) bool { return strings.HasPrefix(name, dir) })
	})
}

// publish writes the module into a directory that serves as a module proxy, and returns
// the size of its zip.
func publish(t *testing.T, root, proxy string, files []string) int64 {
	t.Helper()
	version := "v" + sellerwire.Version
	dir := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	for name, content := range map[string]string{
		"list":            version + "\n",
		version + ".info": fmt.Sprintf(`{"Version":%q,"Time":"2026-01-01T00:00:00Z"}`, version),
		version + ".mod":  string(mod),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	out, err := os.Create(filepath.Join(dir, version+".zip"))
	require.NoError(t, err)
	defer out.Close()
	packed := zip.NewWriter(out)
	for _, name := range files {
		w, err := packed.Create(module + "@" + version + "/" + name)
		require.NoError(t, err)
		in, err := os.Open(filepath.Join(root, filepath.FromSlash(name)))
		require.NoError(t, err)
		_, err = io.Copy(w, in)
		require.NoError(t, err)
		require.NoError(t, in.Close())
	}
	require.NoError(t, packed.Close())
	info, err := out.Stat()
	require.NoError(t, err)
	return info.Size()
}

// rehearsalEnv has a module cache of its own, and asks the rehearsal's proxy first, then
// the modules that are here already, then whatever this machine asks.
func rehearsalEnv(t *testing.T, proxy string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMODCACHE", "GOPROXY").Output()
	require.NoError(t, err)
	cache, others, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return append(os.Environ(),
		"GOMODCACHE="+filepath.Join(t.TempDir(), "mod"),
		"GOPROXY="+fileURL(proxy)+","+fileURL(filepath.Join(strings.TrimSpace(cache), "cache", "download"))+","+strings.TrimSpace(others),
		"GONOSUMDB="+module, "GOFLAGS=-mod=mod -modcacherw -trimpath", "GOWORK=off")
}

func fileURL(dir string) string {
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/")
}

// publicPackages lists the packages that the recorded API names.
func publicPackages(t *testing.T, root string) []string {
	t.Helper()
	recorded, err := fs.ReadFile(os.DirFS(root), "docs/api.txt")
	require.NoError(t, err)
	var packages []string
	for line := range strings.Lines(string(recorded)) {
		if name, ok := strings.CutPrefix(line, "package "); ok {
			packages = append(packages, strings.TrimSpace(name))
		}
	}
	return packages
}

// fresh is a module that is made in the test.
type fresh struct {
	t   *testing.T
	dir string
	env []string
}

func (f fresh) write(name, content string) {
	f.t.Helper()
	name = filepath.Join(f.dir, filepath.FromSlash(name))
	require.NoError(f.t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(f.t, os.WriteFile(name, []byte(content), 0o600))
}

func (f fresh) run(name string, args ...string) {
	f.t.Helper()
	cmd := exec.CommandContext(f.t.Context(), name, args...)
	cmd.Dir, cmd.Env = f.dir, f.env
	out, err := cmd.CombinedOutput()
	require.NoError(f.t, err, "%s %s:\n%s", name, strings.Join(args, " "), out)
}
