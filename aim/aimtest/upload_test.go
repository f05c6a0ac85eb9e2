package aimtest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUploadsAreAcceptedOrRefusedAtOnce(t *testing.T) {
	t.Parallel()
	const (
		format  = "<BusinessLogicError>INVALID_FILE_FORMAT</BusinessLogicError>"
		program = "<BusinessLogicError>INVALID_LISTING_PROGRAM</BusinessLogicError>"
	)
	tests := map[string]struct {
		body   string
		params []string
		want   string
	}{
		"defaults": {emptyFile, nil, success},
		"every header": {emptyFile, []string{"UploadFor", "Marketplace", "FileFormat", "TabDelimited", "ASINMatchCreate",
			"Y", "Asinate", "Y", "email", "Y", "enable-expedited-shipping", "N"}, success},
		"MarketplaceOnly":                 {emptyFile, []string{"UploadFor", "MarketplaceOnly"}, success},
		"ZShop":                           {emptyFile, []string{"UploadFor", "ZShop"}, success},
		"books":                           {emptyFile, []string{"FileFormat", "TabDelimitedBooks"}, success},
		"batch id":                        {emptyFile, []string{"BatchID", "Y"}, "<BatchID>2585199251</BatchID>"},
		"batch id in another case":        {emptyFile, []string{"BatchID", "y"}, success},
		"columns in another order":        {"quantity\tsku\r\n", nil, success},
		"LF line ends":                    {"quantity\tsku\n", nil, success},
		"no line end":                     {"quantity\tsku", nil, success},
		"unknown format":                  {emptyFile, []string{"FileFormat", "XML"}, format},
		"format in another case":          {emptyFile, []string{"FileFormat", "tabdelimited"}, format},
		"unknown program":                 {emptyFile, []string{"UploadFor", "Auctions"}, program},
		"empty file":                      {"", nil, format},
		"no sku column":                   {"product-id\tprice\r\n", nil, format},
		"a column twice":                  {"sku\tprice\tprice\r\n", nil, format},
		"a byte order mark before sku":    {"\ufeffsku\tprice\r\n", nil, format},
		"quoted column names":             {"\"sku\"\tprice\r\n", nil, format},
		"UIEE":                            {"UR|1\r\n", []string{"FileFormat", "UIEE"}, success},
		"UIEE after blank lines":          {"\r\n\r\nUR|1\r\n", []string{"FileFormat", "UIEE"}, success},
		"a tab file said to be UIEE":      {emptyFile, []string{"FileFormat", "UIEE"}, format},
		"an empty file said to be UIEE":   {"", []string{"FileFormat", "UIEE"}, format},
		"UIEE said to be tab-delimited":   {"UR|1\r\n", nil, format},
		"UIEE with the header of generic": {"seller\r\nBOOKS\r\n\r\nUR|1\r\n", []string{"FileFormat", "UIEE"}, format},
	}
	for name, tt := range tests {
		for _, mode := range []string{"add-modify-delete", "modify-only", "purge-replace"} {
			t.Run(name+" by "+mode, func(t *testing.T) {
				t.Parallel()
				s := instantly(t)
				got := s.post("catalog-upload/"+mode, tt.body, tt.params...)
				assert.Equal(t, 200, got.status)
				assert.Equal(t, "text/xml", got.header.Get("Content-Type"))
				assert.Equal(t, tt.want, got.body)
				assert.Equal(t, strings.Contains(tt.want, "INVALID"), len(s.Batches()) == 0)
			})
		}
	}
}

func TestBatchKeepsTheUploadByteForByte(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	file := "sku\titem-note\r\nA\tbell\x94 \xff\"\r\n\r\n"
	id := s.upload("add-modify-delete", file, "FileFormat", "TabDelimited", "UploadFor", "Marketplace")
	b, ok := s.Batch(id)
	require.True(t, ok)
	sum := sha256.Sum256([]byte(file))
	assert.Equal(t, file, string(b.Body))
	assert.EqualValues(t, len(file), b.Size)
	assert.Equal(t, hex.EncodeToString(sum[:]), b.SHA256)
	assert.Equal(t, "add-modify-delete", b.Mode)
	assert.Equal(t, "TabDelimited", b.Format)
	assert.Equal(t, "Marketplace", b.Header.Get("UploadFor"))
	assert.False(t, b.Received.IsZero())
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestDiscardedUploadsAreCountedAndHashed(t *testing.T) {
	t.Parallel()
	srv := aimtest.NewServer(aimtest.Options{DiscardUploads: true, ProcessingDelay: -1})
	t.Cleanup(srv.Close)
	s := seller{srv.Emulator, t}
	const size = 32 << 20

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		srv.URL+"catalog-upload/add-modify-delete", io.LimitReader(zeros{}, size))
	require.NoError(t, err)
	req.Header = s.request("", "").Header
	req.ContentLength = size
	assert.Equal(t, success, roundTrip(t, http.DefaultTransport, req).body)

	digest := sha256.New()
	_, err = io.Copy(digest, io.LimitReader(zeros{}, size))
	require.NoError(t, err)
	b := srv.Batches()[0]
	assert.EqualValues(t, size, b.Size)
	assert.Equal(t, hex.EncodeToString(digest.Sum(nil)), b.SHA256)
	assert.Nil(t, b.Body)
	assert.Equal(t, "Done", b.Status)
	assert.Equal(t, "<FileError>FILE_NOT_FOUND</FileError>", s.call("download/quickfix", "BatchID", b.ID))

	assert.Equal(t, success, s.post("catalog-upload/batch-refund", rows(refundHeader, "1 2 3 x y")).body)
	assert.Len(t, srv.Refunds(), 1, "refunds are never discarded")
}

func TestUploadsThatEndEarlyLeaveNoTrace(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	req := s.request("catalog-upload/batch-refund", "")
	recorder := &recorder{header: http.Header{}}
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader(rows(refundHeader, "1 2 3 x y")), broken{}))
	req.ContentLength = 1000
	s.ServeHTTP(recorder, req)
	assert.Equal(t, 400, recorder.status)
	assert.Empty(t, s.Refunds())
	assert.Empty(t, s.Reports())
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return len(p), nil }
