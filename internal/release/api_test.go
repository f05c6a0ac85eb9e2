package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const recorded = `package example.com/m
	const A Code = "a"
	const Version = "0.1.0"
	func (c *Client) Get(ctx context.Context, id string, opts ...Option) (Item, error)
	func New(url, key string) (*Client, error)
	type Client struct
	type Code string
	type Item struct
	type Item.Name string
	type Option interface { apply(*options) }
	type Seq[T any] func(yield func(T) bool)
`

func TestChangesThatBreakAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		was, is string
		symbol  string // empty if callers do not notice
		breaks  bool
	}{
		"nothing":                      {"", "", "", false},
		"a parameter has another name": {"New(url, key string)", "New(base, token string)", "", false},
		"a receiver has another name":  {"(c *Client) Get", "(client *Client) Get", "", false},
		"names given to results":       {"(*Client, error)", "(client *Client, err error)", "", false},
		"the version":                  {`"0.1.0"`, `"0.2.0"`, "", false},
		"a function is gone":           {"	func New(url, key string) (*Client, error)\n", "", "New", true},
		"a method is gone": {"	func (c *Client) Get(ctx context.Context, id string, opts ...Option) (Item, error)\n",
			"", "Client.Get", true},
		"a field is gone":             {"	type Item.Name string\n", "", "Item.Name", true},
		"a parameter more":            {"key string)", "key string, n int)", "New", true},
		"a parameter less":            {"New(url, key string)", "New(url string)", "New", true},
		"another type of a parameter": {"id string", "id int", "Client.Get", true},
		"another type of a field":     {"Name string", "Name []string", "Item.Name", true},
		"another value of a constant": {`"a"`, `"b"`, "A", true},
		"an interface grows":          {"apply(*options)", "apply(*options); more()", "Option", true},
		"a method on the pointer":     {"(c *Client)", "(c Client)", "Client.Get", true},
		"another type parameter":      {"Seq[T any]", "Seq[T comparable]", "Seq", true},
		"a field comes": {"	type Item.Name string\n",
			"	type Item.Name string\n	type Item.Size int\n", "Item.Size", false},
		"a constant comes": {`	const A Code = "a"`, "	const A Code = \"a\"\n	const B Code = \"b\"", "B", false},
		"a generic type's method comes": {"	type Client struct\n",
			"	type Client struct\n	func (w *Writer[T]) Write(row T) error\n", "Writer.Write", false},
		"an embedded type comes": {"	type Item struct\n",
			"	type Item struct\n	type Item embeds Base\n", "Item.Base", false},
		"a struct is a map now":               {"type Item struct", "type Item map[string]string", "Item", true},
		"a package is gone, all its names":    {"package example.com/m", "package example.com/n", "A", true},
		"a variadic parameter is one no more": {"opts ...Option", "opts []Option", "Client.Get", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, recorded, c.was)
			changes := compare(recorded, replaceOnce(recorded, c.was, c.is))
			if c.symbol == "" {
				assert.Empty(t, changes)
				return
			}
			require.NotEmpty(t, changes)
			assert.Equal(t, c.symbol, changes[0].symbol)
			assert.Equal(t, c.breaks, changes[0].breaks)
			assert.Contains(t, changes[0].String(), "example.com/m: "+c.symbol)
		})
	}
}

// Every line of the recorded API is read as one symbol of its own.
func TestTheRecordedAPIIsReadWhole(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.txt"))
	require.NoError(t, err)
	all := symbols(string(content))
	lines := 0
	for _, line := range splitLines(string(content)) {
		if len(line) > 0 && line[0] == '\t' {
			lines++
			assert.NotEmpty(t, symbolOf(line[1:]), line)
		}
	}
	assert.Len(t, all, lines)
	assert.Empty(t, compare(string(content), string(content)))
}
