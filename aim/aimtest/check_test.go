package aimtest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const unauthorized = "<BusinessLogicError>CUSTOMER_UNAUTHORIZED</BusinessLogicError>"

func TestWrongCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*http.Request){
		"none":             func(r *http.Request) { r.Header.Del("Authorization") },
		"another password": func(r *http.Request) { r.SetBasicAuth(aimtest.DefaultEmail, "guess") },
		"another email":    func(r *http.Request) { r.SetBasicAuth("b@example.com", aimtest.DefaultPassword) },
		"another scheme":   func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			for _, path := range allPaths {
				req := s.request(path, "sku\r\n")
				spoil(req)
				got := s.send(req)
				assert.Equal(t, unauthorized, got.body, path)
				assert.Equal(t, http.StatusOK, got.status)
			}
			assert.Empty(t, s.Batches())
		})
	}
}

var allPaths = []string{
	"catalog-upload/add-modify-delete", "catalog-upload/modify-only", "catalog-upload/purge-replace",
	"catalog-upload/batch-refund", "catalog-upload/get-batches", "manual-reports/get-pending-uploads-count",
	"manual-reports/generate-report-now", "manual-reports/get-report-status",
	"download/errorlog", "download/quickfix", "download/report",
}

func TestRefusalOfCredentialsTakesTheFormOfTheOptions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		form        aimtest.UnauthorizedForm
		status      int
		contentType string
		contains    string
	}{
		"element":      {aimtest.UnauthorizedElement, 200, "text/xml", unauthorized},
		"status 401":   {aimtest.Unauthorized401, 401, "text/xml", unauthorized},
		"sign-in page": {aimtest.UnauthorizedPage, 200, "text/html", "<title>Seller Account Login</title>"},
		"redirect":     {aimtest.UnauthorizedRedirect, 302, "text/plain", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSeller(t, aimtest.Options{Unauthorized: tt.form})
			req := s.request("download/report", "")
			req.SetBasicAuth("x", "y")
			got := s.send(req)
			assert.Equal(t, tt.status, got.status)
			assert.Equal(t, tt.contentType, got.header.Get("Content-Type"))
			assert.Contains(t, got.body, tt.contains)
			assert.Equal(t, tt.status == 302, got.header.Get("Location") != "")
			assert.Equal(t, tt.status == 401, got.header.Get("WWW-Authenticate") != "")
		})
	}
}

func TestCredentialsOfTheOptionsAreAccepted(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{Email: "Aladdin", Password: "open sesame"})
	req := s.request("catalog-upload/get-batches", "")
	req.Header.Set("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
	assert.Equal(t, "<Batches> </Batches>", s.send(req).body)
}

func TestContentTypeMustBeXML(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		contentType string
		lax         bool
		query       int
		upload      int
	}{
		"plain":             {"text/xml", false, 200, 200},
		"with a charset":    {"text/xml;charset=utf-8", false, 200, 200},
		"in capitals":       {"TEXT/XML; Charset=UTF-8", false, 200, 200},
		"missing":           {"", false, 415, 415},
		"another":           {"text/tab-separated-values", false, 415, 415},
		"missing but lax":   {"", true, 200, 415},
		"another but lax":   {"application/x-www-form-urlencoded", true, 200, 415},
		"only almost right": {"text/xmlx", false, 415, 415},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSeller(t, aimtest.Options{StrictContentType: !tt.lax})
			for path, want := range map[string]int{
				"catalog-upload/get-batches": tt.query,
				"catalog-upload/modify-only": tt.upload,
			} {
				req := s.request(path, "sku\tprice\r\n")
				req.Header.Set("Content-Type", tt.contentType)
				assert.Equal(t, want, s.send(req).status, path)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	for _, path := range allPaths {
		isUpload := strings.HasPrefix(path, "catalog-upload/") && path != "catalog-upload/get-batches"
		for method, want := range map[string]bool{"POST": true, "GET": !isUpload, "PUT": false, "HEAD": false} {
			req := s.request(path, "")
			req.Method = method
			if method == http.MethodGet {
				req.Header.Del("Content-Type")
			}
			got := s.send(req)
			assert.Equal(t, want, got.status != http.StatusMethodNotAllowed, "%s %s", method, path)
			if !want {
				assert.Contains(t, got.header.Get("Allow"), "POST")
			}
		}
	}
}

func TestPathsMayEndInASlash(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	for _, path := range allPaths {
		assert.Less(t, s.post(path+"/", "").status, 300, path)
	}
	assert.Equal(t, 404, s.post("catalog-upload/unknown", "").status)
	assert.Equal(t, 404, s.post("catalog-upload/get-batches//", "").status)
}

func TestBasePathIsOptionalForAHandlerAndRequiredByAServer(t *testing.T) {
	t.Parallel()
	srv := aimtest.NewServer(aimtest.Options{})
	t.Cleanup(srv.Close)
	s := seller{srv.Emulator, t}
	require.True(t, strings.HasPrefix(srv.URL, "http://127.0.0.1:"), srv.URL)
	require.True(t, strings.HasSuffix(srv.URL, "/exec/panama/seller-admin/"), srv.URL)

	handler := newSeller(t, aimtest.Options{})
	tests := map[string]struct{ server, handler int }{
		"/exec/panama/seller-admin/catalog-upload/get-batches":  {200, 200},
		"/catalog-upload/get-batches":                           {404, 200},
		"/exec/panama/seller-admin//catalog-upload/get-batches": {404, 404},
		"/exec/panama/seller-admin":                             {404, 404},
	}
	root := strings.TrimSuffix(srv.URL, aimtest.BasePath)
	for path, want := range tests {
		req := s.request("", "")
		var err error
		req.URL, err = req.URL.Parse(root + path)
		require.NoError(t, err)
		assert.Equal(t, want.server, roundTrip(t, http.DefaultTransport, req).status, path)
		assert.Equal(t, want.handler, handler.send(handler.requestTo(path)).status, path)
	}
	assert.EqualValues(t, len(tests), srv.Requests(), "requests that are not found count too")
}

// requestTo is a correct POST to any path.
func (s seller) requestTo(path string) *http.Request {
	req := s.request("", "")
	req.URL.Path = path
	return req
}

func TestServesTLSAndUnderAPrefix(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	mux := http.NewServeMux()
	mux.Handle("/aim/", http.StripPrefix("/aim", s.Emulator))
	srv := httptest.NewTLSServer(mux)
	t.Cleanup(srv.Close)

	req := s.request("", "sku\r\n", "bAtChId", "Y")
	var err error
	req.URL, err = req.URL.Parse(srv.URL + "/aim/catalog-upload/purge-replace")
	require.NoError(t, err)
	assert.Equal(t, "<BatchID>2585199251</BatchID>", roundTrip(t, srv.Client().Transport, req).body)
}

func TestParameterNamesHaveNoCase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UploadFor", "Uploadfor", "uploadfor", "UPLOADFOR"} {
		s := instantly(t)
		req := s.request("catalog-upload/purge-replace", "sku\r\n")
		req.Header[name] = []string{"Nobody"} // Set would make it canonical
		assert.Contains(t, s.send(req).body, "INVALID_LISTING_PROGRAM", name)
	}
	s := instantly(t)
	assert.Equal(t, success, s.post("catalog-upload/purge-replace", "sku\r\n", "upload-for", "Nobody").body,
		"nobody spells names with hyphens")
}

func TestUploadsNeedALength(t *testing.T) {
	t.Parallel()
	for name, allow := range map[string]bool{"refused": false, "allowed": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := aimtest.NewServer(aimtest.Options{AllowChunked: allow})
			t.Cleanup(srv.Close)
			s := seller{srv.Emulator, t}
			req := s.request("", "sku\r\n")
			req.ContentLength = -1
			var err error
			req.URL, err = req.URL.Parse(srv.URL + "catalog-upload/purge-replace")
			require.NoError(t, err)
			got := roundTrip(t, http.DefaultTransport, req)
			assert.Equal(t, allow, got.status == 200)
			assert.Equal(t, !allow, got.status == 411)
			assert.Equal(t, allow, len(srv.Batches()) == 1)
		})
	}
}

func TestErrorsTakeTheFormOfTheOptions(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{ErrorStatus: 404, ErrorElement: "Oops", SuccessStatus: 201, ReportStatusStatus: 203})
	got := s.post("download/report", "", "ReportID", "1")
	assert.Equal(t, 404, got.status)
	assert.Equal(t, "<Oops>FILE_NOT_FOUND</Oops>", got.body)
	assert.Equal(t, 201, s.post("catalog-upload/get-batches", "").status)
	assert.Equal(t, 203, s.post("manual-reports/get-report-status", "", "ReportName", "Order").status)
}

func TestRefuseAnswersWithACodeUntilItIsTakenBack(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.Refuse("catalog-upload/batch-refund", "NO_DEFAULT_PAYMENT")
	file := rows(refundHeader, "1-1-1 2 3.00 CouldNotShip")
	assert.Equal(t, "<BusinessLogicError>NO_DEFAULT_PAYMENT</BusinessLogicError>", s.post("catalog-upload/batch-refund", file).body)
	assert.Empty(t, s.Refunds())
	assert.Equal(t, "<Batches> </Batches>", s.call("catalog-upload/get-batches"), "others go on")

	s.Refuse("catalog-upload/batch-refund", "")
	assert.Equal(t, success, s.post("catalog-upload/batch-refund", file).body)
	assert.Len(t, s.Refunds(), 1)
}

func TestCookieIsNotRequiredAndCredentialsAreNotKept(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.upload("purge-replace", "sku\r\n", "Asinate", "Y")
	header := s.Batches()[0].Header
	assert.Equal(t, "Y", header.Get("Asinate"))
	assert.Empty(t, header.Get("Authorization"))
}
