package transport_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// A gzip that net/http left alone is undone for downloads too; a damaged one
// is told from a network that failed.
func TestStreamOfGzip(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("row\n"), 5000)
	whole := zip(t, content)
	damaged := bytes.Clone(whole)
	damaged[len(damaged)-5] ^= 0xff // the checksum
	tests := []struct {
		name   string
		body   []byte
		opened bool
		kind   error
	}{
		{"whole", whole, true, nil},
		{"cut", whole[:len(whole)-9], true, sellerwire.ErrUnexpectedContent},
		{"with a wrong checksum", damaged, true, sellerwire.ErrUnexpectedContent},
		{"none at all", []byte("<html>no gzip</html>"), false, sellerwire.ErrUnexpectedContent},
		{"cut in its header", whole[:5], false, sellerwire.ErrUnexpectedContent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, opt := play(reply(200, string(tt.body), "Content-Encoding", "gzip"))
			client := newClient(t, memoryURL, opt, quick)

			stream, err := client.Stream(t.Context(), read())

			require.Equal(t, tt.opened, err == nil, "%v", err)
			if err == nil {
				var got []byte
				got, err = io.ReadAll(stream)
				require.NoError(t, stream.Close())
				if tt.kind == nil {
					assert.Equal(t, content, got)
				}
			}
			if tt.kind == nil {
				require.NoError(t, err)
				return
			}
			failed(t, err, tt.kind)
			assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
		})
	}
}

func zip(t testing.TB, content []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, err := w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return buf.Bytes()
}

// zipped answers with gzip, asked or not.
func zipped(status int, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// Not parallel: it measures what the whole process allocates.
func TestGzipBombsAreNotUnfolded(t *testing.T) {
	const limit = 1 << 20
	bomb := bytes.Repeat(zip(t, make([]byte, limit)), 64)
	require.Less(t, len(bomb), limit)
	for name, opt := range map[string]sellerwire.Option{"undone by net/http": unzipping, "undone here": leaving} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, zipped(200, bomb))
			client := newClient(t, s.URL, opt, quick, sellerwire.WithMaxResponseBytes(limit))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)

			_, err := client.Do(t.Context(), request(transport.Safe))

			runtime.ReadMemStats(&after)
			e := failed(t, err, sellerwire.ErrResponseTooLarge, sellerwire.ErrOutcomeUnknown)
			assert.Equal(t, 1, e.Attempts, "it will not get smaller")
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16*limit))
			assert.ErrorContains(t, err, "more than 1048576 bytes")
		})
	}
}

func TestGzipThatNetHTTPLeftAlone(t *testing.T) {
	t.Parallel()
	whole := zip(t, []byte("a reply"))
	tests := []struct {
		name     string
		encoding string
		body     string
		want     string
		kind     error
	}{
		{"whole", "gzip", string(whole), "a reply", nil},
		{"named in capitals", " GZIP ", string(whole), "a reply", nil},
		{"two members", "gzip", string(whole) + string(whole), "a replya reply", nil},
		{"an empty reply", "gzip", "", "", nil},
		{"another encoding is not ours to undo", "br", "raw", "raw", nil},
		{"none", "identity", "raw", "raw", nil},
		{"cut", "gzip", string(whole[:len(whole)-6]), "", sellerwire.ErrUnexpectedContent},
		{"not gzip", "gzip", "<html>not gzip at all</html>", "", sellerwire.ErrUnexpectedContent},
		{"damaged", "gzip", string(whole[:12]) + "\xff\xff\xff" + string(whole[15:]), "", sellerwire.ErrUnexpectedContent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, opt := play(reply(200, tt.body, "Content-Encoding", tt.encoding))
			client := newClient(t, memoryURL, opt, quick)

			reply, err := client.Do(t.Context(), read())

			if tt.kind != nil {
				failed(t, err, tt.kind)
				assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(reply.Body))
		})
	}
}
