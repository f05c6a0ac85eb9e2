package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func replaceOnce(text, was, is string) string {
	if was == "" {
		return text
	}
	return strings.Replace(text, was, is, 1)
}

func splitLines(text string) []string { return strings.Split(text, "\n") }

const changelog = `# Changelog

## [Unreleased]

- Something new.

## [0.2.0] - 2026-12-01

### Changed

- ` + "`twd.WithPostReads` is gone: " + `everything is sent by POST.

## [0.1.0] - 2026-11-29
`

func TestReleaseNotesAreASectionOfTheChangelog(t *testing.T) {
	t.Parallel()
	notes, err := section(changelog, "v0.2.0")
	require.NoError(t, err)
	assert.Equal(t, "### Changed\n\n- `twd.WithPostReads` is gone: everything is sent by POST.", notes)
	notes, err = section(changelog, "Unreleased")
	require.NoError(t, err)
	assert.Equal(t, "- Something new.", notes)
	for _, version := range []string{"v0.1.0", "v0.2", "v0.20.0", "v0.2.0-rc.1", ""} {
		_, err := section(changelog, version)
		assert.ErrorContains(t, err, "no section", version)
	}
}

// What is in the tree can be released: it has notes, and the API can be compared.
func TestTheChangelogOfTheModuleHasASectionToRelease(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("..", "..", "CHANGELOG.md"))
	require.NoError(t, err)
	notes, err := section(string(content), "Unreleased")
	require.NoError(t, err)
	assert.NotContains(t, notes, "\n## ")
}

func TestAReleaseNeedsAVersionNotesAndWordsAboutWhatBreaks(t *testing.T) {
	t.Parallel()
	good := candidate{tag: "v0.2.0", version: "0.2.0", changelog: changelog, last: "v0.1.3"}
	gone := change{"example.com/m/twd", "WithPostReads", "func WithPostReads() Option", "", true}
	secret := change{"example.com/m/twd", "Client.Hold", "func (c *Client) Hold()", "", true}
	added := change{"example.com/m/twd", "WithMore", "", "func WithMore() Option", false}
	for name, c := range map[string]struct {
		change func(*candidate)
		fault  string // empty: may be released
	}{
		"as it should be":            {func(*candidate) {}, ""},
		"the first release":          {func(c *candidate) { c.last = "" }, ""},
		"the constant was forgotten": {func(c *candidate) { c.version = "0.1.3" }, "sellerwire.Version is 0.1.3"},
		"no notes":                   {func(c *candidate) { c.changelog = "# Changelog\n" }, "no section [0.2.0]"},
		"not a version":              {func(c *candidate) { c.tag = "0.2.0" }, "no version"},
		"older than the last":        {func(c *candidate) { c.last = "v0.3.0" }, "not newer than v0.3.0"},
		"the last once more":         {func(c *candidate) { c.last = "v0.2.0" }, "not newer than v0.2.0"},
		"breaks, and says so":        {func(c *candidate) { c.changes = []change{gone} }, ""},
		"breaks in silence": {func(c *candidate) { c.changes = []change{gone, secret} },
			"does not name gone     example.com/m/twd: Client.Hold"},
		"adds": {func(c *candidate) { c.changes = []change{added} }, ""},
		"breaks in a patch release": {
			func(c *candidate) { c.changes, c.last = []change{gone}, "v0.2.0"; c.tag, c.version = "v0.2.1", "0.2.1" }, "at least v0.3.0"},
		"adds in a patch release": {func(c *candidate) {
			c.changes, c.last = []change{added}, "v0.2.0"
			c.tag, c.version = "v0.2.1", "0.2.1"
		}, "at least v0.3.0"},
		"breaks a version 1 in a minor": {
			func(c *candidate) { c.changes, c.last = []change{gone}, "v1.4.0"; c.tag, c.version = "v1.5.0", "1.5.0" }, "at least v2.0.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			candidate := good
			c.change(&candidate)
			err := check(candidate)
			if c.fault == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, c.fault)
			}
		})
	}
}

func TestTheLastReleaseIsTheHighestThatIsWhole(t *testing.T) {
	t.Parallel()
	tags := []string{"v0.9.0", "v0.10.0", "v0.11.0-rc.1", "v0.2.0", "video", "v1", "v0.11.0"}
	assert.Equal(t, "v0.11.0", newest(tags, ""))
	assert.Equal(t, "v0.10.0", newest(tags, "v0.11.0"))
	assert.Empty(t, newest([]string{"v1.0.0-rc.1"}, ""))
}
