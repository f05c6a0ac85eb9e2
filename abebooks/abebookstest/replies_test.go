package abebookstest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

func TestRepliesAreLaidOutAsCaptured(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})

	got := push(t, server, book("Update", "SKU-0001"))
	assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>
<inventoryUpdateResponse version="1.0">
  <AbebookList>
    <Abebook>
      <code>600</code>
      <message lang="en">Book added or updated</message>
      <transactionType>update</transactionType>
      <vendorBookID>SKU-0001</vendorBookID>
    </Abebook>
  </AbebookList>
  <code>600</code>
  <message lang="en">Updates completed normally</message>
</inventoryUpdateResponse>

`, got.body)
	assert.Equal(t, "text/xml; charset=UTF-8", got.contentType)

	got = post(t, server, classic("nobody", ""))
	assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>
<requestError>
  <code>110</code>
  <message lang="en">User is invalid</message>
</requestError>

`, got.body)
	assert.Equal(t, "text/xml; charset=UTF-8", got.contentType)
}

func TestIDsAreEchoedAsSent(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	long := strings.Repeat("y", 60)
	got := push(t, server, book("add", " a&amp;b "), book("add", long), book("add", ""), book("add", "Gr&#246;&#8212;1"))
	assert.Equal(t, []string{" a&b ", long, "", "Grö—1"}, got.ids())
	assert.Contains(t, got.body, "<vendorBookID></vendorBookID>")
}

func TestErrorStatusIsASwitch(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 401, 500} {
		server := serve(t, abebookstest.Options{ErrorStatus: status})
		got := post(t, server, classic("nobody", ""))
		assert.Equal(t, status, got.status)
		assert.Equal(t, 110, got.Code)
		assert.Equal(t, 200, push(t, server, book("add", "")).status, "a refused book is no failed request")
	}
}

func TestPartialCodeIsASwitch(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{PartialCode: 606})
	assert.Equal(t, 606, push(t, server, book("add", "A"), book("burn", "B")).Code)
	assert.Equal(t, 600, push(t, server, book("add", "A")).Code)
}

func TestEmptyListIsASwitch(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 602, push(t, serve(t, abebookstest.Options{EmptyListCode: 602})).Code)

	got := push(t, serve(t, abebookstest.Options{EmptyListCode: 600}))
	assert.Equal(t, 600, got.Code)
	assert.Contains(t, got.body, "<AbebookList></AbebookList>")
}

func TestTooLargeInResponseIsASwitch(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{TooLargeInResponse: true})
	got := push(t, server, strings.Repeat(book("add", "A"), 101))
	assert.Equal(t, "inventoryUpdateResponse", got.XMLName.Local)
	assert.Equal(t, 602, got.Code)
	assert.Empty(t, got.Books)
	assert.Empty(t, server.Books())
}

func TestUnknownDeleteIsASwitch(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{UnknownDeleteCode: 601})
	got := push(t, server, book("delete", "A"), book("add", "A"), book("delete", "A"))
	assert.Equal(t, []int{601, 600, 600}, got.bookCodes())
}

func TestLongTextIsASwitch(t *testing.T) {
	t.Parallel()
	pictures := func(n, length int) string {
		return "<pictureList>" + strings.Repeat("<pictureURL>"+strings.Repeat("p", length)+"</pictureURL>", n) + "</pictureList>"
	}
	fitting := []string{
		book("add", "A", "<publishYear>1999</publishYear>"),
		book("add", "A", "<subject>"+strings.Repeat("&#1046;", 2000)+"</subject>"),
		book("add", "A", "<signed>"+strings.Repeat("x", 5000)+"</signed>"),
		book("add", "A", pictures(20, 2000)),
	}
	tooLong := []string{
		book("add", "A", "<publishYear>19999</publishYear>"),
		book("add", "A", "<binding>"+strings.Repeat("x", 31)+"</binding>"),
		book("add", "A", pictures(21, 1)),
		book("add", "A", pictures(1, 2001)),
	}
	books := append(fitting, tooLong...)
	lenient, strict := serve(t, abebookstest.Options{}), serve(t, abebookstest.Options{RejectLongText: true})
	assert.Equal(t, slices.Repeat([]int{600}, 8), push(t, lenient, books...).bookCodes())
	assert.Equal(t, []int{600, 600, 600, 600, 606, 606, 606, 606}, push(t, strict, books...).bookCodes())
}

func TestContentTypesAreSwitches(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{RequireXMLContentType: true, ContentType: "text/plain"})
	body := classic(server.Username(), server.APIKey(), book("add", "A"))
	for contentType, status := range map[string]int{
		"text/xml":                              200,
		"application/xml; charset=ISO-8859-1":   200,
		"application/x-www-form-urlencoded":     415,
		"text/xml; charset=utf-8; charset=koi8": 415,
		"":                                      415,
	} {
		request := newRequest(t, http.MethodPost, server.URL, body)
		request.Header.Set("Content-Type", contentType)
		got := do(t, http.DefaultClient, request)
		assert.Equal(t, status, got.status, contentType)
		if status == http.StatusOK {
			assert.Equal(t, "text/plain", got.contentType)
		}
	}

	lenient := serve(t, abebookstest.Options{})
	request := newRequest(t, http.MethodPost, lenient.URL, body)
	request.Header.Del("Content-Type")
	assert.Equal(t, 600, do(t, http.DefaultClient, request).Code)
}

func TestExtraElementsAreASwitch(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{ExtraElements: true})
	got := push(t, server, book("add", "A"))
	assert.Equal(t, 2, strings.Count(got.body, "<code>999</code>"))
	assert.Equal(t, 600, got.Code)
	assert.Equal(t, []int{600}, got.bookCodes())
	assert.Contains(t, post(t, server, "").body, "<code>999</code>")
}

func TestLatin1RepliesAreASwitch(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{Latin1Replies: true})
	got := push(t, server, book("add", "caf\xe9 &#8212; &#150;"))
	assert.Equal(t, "text/xml; charset=ISO-8859-1", got.contentType)
	assert.True(t, strings.HasPrefix(got.body, `<?xml version="1.0" encoding="ISO-8859-1"?>`))
	assert.Contains(t, got.body, "<vendorBookID>caf\xe9 &#8212; &#150;</vendorBookID>")
}

func TestEveryCodeOnDemand(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	whole := []int{100, 103, 104, 105, 106, 108, 109, 110, 111, 602, 777}
	server.FailRequests(whole...)
	for _, code := range whole {
		got := push(t, server, book("add", "A"))
		assert.Equal(t, "requestError", got.XMLName.Local)
		assert.Equal(t, code, got.Code)
	}
	assert.Empty(t, server.Books())
	assert.Equal(t, 600, push(t, server, book("add", "A")).Code)

	for _, code := range []int{601, 603, 604, 606, 607, 777} {
		server.FailBook("A", code)
		got := push(t, server, book("delete", "A"), book("add", "B"))
		assert.Equal(t, []int{code, 600}, got.bookCodes())
	}
	assert.Len(t, server.Books(), 2)
	server.FailBook("A", 0)
	assert.Equal(t, []int{600}, push(t, server, book("delete", "A")).bookCodes())
}

func TestResultsAreEdited(t *testing.T) {
	t.Parallel()
	type results = []abebookstest.Result
	tests := map[string]struct {
		edit func(results) results
		want []string
	}{
		"out of order": {func(r results) results { slices.Reverse(r); return r }, []string{"C", "B", "A"}},
		"one missing":  {func(r results) results { return r[1:] }, []string{"B", "C"}},
		"one doubled":  {func(r results) results { return append(r, r[0]) }, []string{"A", "B", "C", "A"}},
		"all missing":  {func(results) results { return nil }, nil},
		"not at all":   {nil, []string{"A", "B", "C"}},
		"one changed":  {func(r results) results { r[0].VendorBookID = "a"; return r }, []string{"a", "B", "C"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, abebookstest.Options{})
			server.EditResults(tt.edit)
			got := push(t, server, book("add", "A"), book("add", "B"), book("add", "C"))
			assert.Equal(t, tt.want, got.ids())
			assert.Len(t, server.Books(), 3)
		})
	}
}

func TestARepliesPathMayBeSpoilt(t *testing.T) {
	t.Parallel()
	send := func(server *abebookstest.Server) (*http.Response, error) {
		body := classic(server.Username(), server.APIKey(), book("add", "A"))
		return http.Post(server.URL, "text/xml", strings.NewReader(body))
	}

	t.Run("by an HTML page before anything is processed", func(t *testing.T) {
		t.Parallel()
		server := serve(t, abebookstest.Options{})
		server.Intercept(func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadGateway)
				_, _ = io.WriteString(w, "<html>Bad gateway</html>")
			})
		})
		response, err := send(server)
		require.NoError(t, err)
		defer response.Body.Close()
		assert.Equal(t, http.StatusBadGateway, response.StatusCode)
		assert.Empty(t, server.Books())
		assert.EqualValues(t, 1, server.Requests())
	})
	t.Run("by a cut connection after the books are stored", func(t *testing.T) {
		t.Parallel()
		server := serve(t, abebookstest.Options{})
		server.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			})
		})
		response, err := send(server)
		if err == nil {
			response.Body.Close()
		}
		require.Error(t, err)
		assert.Len(t, server.Books(), 1)
	})
	t.Run("by truncation", func(t *testing.T) {
		t.Parallel()
		server := serve(t, abebookstest.Options{})
		server.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				whole := httptest.NewRecorder()
				next.ServeHTTP(whole, r)
				_, _ = w.Write(whole.Body.Bytes()[:150])
			})
		})
		response, err := send(server)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		assert.Len(t, body, 150)
		assert.Len(t, server.Books(), 1)
	})
}

func TestDelaysPassInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := abebookstest.New(abebookstest.Options{})
		e.Intercept(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				<-time.After(time.Hour)
				next.ServeHTTP(w, r)
			})
		})
		start := time.Now()
		request := newRequest(t, http.MethodPut, "http://abebooks.example/", classic(e.Username(), e.APIKey(), book("add", "A")))
		got := do(t, &http.Client{Transport: e.RoundTripper()}, request)
		assert.Equal(t, 600, got.Code)
		assert.Equal(t, time.Hour, time.Since(start))
	})
}
