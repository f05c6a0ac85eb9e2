package purchase_test

import (
	"errors"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// codes are all codes of the vendor's table: what they are for errors.Is, and
// how often a read that gets nothing else is sent.
var codes = []struct {
	code     purchase.Code
	kind     error
	attempts int
}{
	{4000, sellerwire.ErrInvalidRequest, 1},
	{4001, sellerwire.ErrInvalidRequest, 1},
	{4002, sellerwire.ErrInvalidRequest, 1},
	{4003, sellerwire.ErrInvalidRequest, 1},
	{4010, sellerwire.ErrUnauthorized, 1},
	{4011, sellerwire.ErrUnauthorized, 1},
	{4012, sellerwire.ErrUnauthorized, 1},
	{4013, sellerwire.ErrUnauthorized, 2},
	{4014, sellerwire.ErrUnauthorized, 1},
	{4015, sellerwire.ErrUnauthorized, 1},
	{4016, sellerwire.ErrUnauthorized, 1},
	{4017, sellerwire.ErrUnauthorized, 1},
	{4018, sellerwire.ErrInvalidRequest, 1},
	{4030, sellerwire.ErrForbidden, 1},
	{4041, sellerwire.ErrNotFound, 1},
	{4042, sellerwire.ErrInvalidRequest, 1},
	{4050, sellerwire.ErrInvalidRequest, 1},
	{4060, sellerwire.ErrInvalidRequest, 1},
	{4090, sellerwire.ErrConflict, 1},
	{4150, sellerwire.ErrInvalidRequest, 1},
	{4220, sellerwire.ErrInvalidRequest, 1},
	{4291, sellerwire.ErrRateLimited, 4},
	{4292, sellerwire.ErrRateLimited, 1},
	{4293, sellerwire.ErrRateLimited, 1},
	{5000, sellerwire.ErrUnavailable, 4},
	{5030, sellerwire.ErrUnavailable, 4},
}

func TestEveryCodeOnARead(t *testing.T) {
	t.Parallel()
	for _, test := range codes {
		t.Run(test.code.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				emu.RefuseNext(10, int(test.code))
				_, err := client.Get(t.Context(), 1234567, sellerwire.WithRequestID("mine"))
				e := testkit.ErrorOf(t, err)
				require.ErrorIs(t, err, test.kind)
				assert.Equal(t, []purchase.Code{test.code}, purchase.CodesOf(err))
				assert.Equal(t, test.attempts, e.Attempts)
				assert.EqualValues(t, test.attempts, emu.Requests())
				assert.Equal(t, int(test.code)/10, e.StatusCode)
				words := test.code.Text() // the vendor's, which the emulator has by itself
				if test.code == purchase.CodeBadListings {
					words = "No listings were included with the request" // one of three reasons
				}
				assert.Equal(t, []string{words}, e.Messages)
				assert.Equal(t, "mine", e.RequestID)
				assert.Equal(t, "mine", e.ServerRequestID)
				assert.Equal(t, sellerwire.OutcomeNone, e.Outcome)
			})
		})
	}
}

// The texts are the vendor's; 4002 has three of them.
func TestCodesAreNamedAsInTheTable(t *testing.T) {
	t.Parallel()
	for _, test := range codes {
		assert.True(t, test.code.Known(), test.code)
		assert.NotEmpty(t, test.code.Text(), test.code)
	}
	assert.Equal(t, "4017 (Invalid request signature)", purchase.CodeInvalidSignature.String())
	for _, ok := range []purchase.Code{2000, 2002, 2003, 2010} {
		assert.True(t, ok.Known())
		assert.NotEmpty(t, ok.Text())
	}
	unknown := purchase.Code(4999)
	assert.False(t, unknown.Known())
	assert.Equal(t, "4999", unknown.String())

	assert.Nil(t, purchase.CodesOf(errors.New("another")))
	assert.Zero(t, purchase.CodeOf(nil))
}

func TestFormsOfAbeStatus(t *testing.T) {
	t.Parallel()
	many := []purchase.Code{4002, 4001}
	for name, test := range map[string]struct {
		header []string
		want   []purchase.Code
	}{
		"a list":                     {[]string{"4002, 4001"}, many},
		"a list without spaces":      {[]string{"4002,4001"}, many},
		"a list of spaces":           {[]string{" 4002  4001 "}, many},
		"repeated":                   {[]string{"4002", "4001"}, many},
		"both":                       {[]string{"4002, 4001", "4220"}, []purchase.Code{4002, 4001, 4220}},
		"a JSON array":               {[]string{`["4002","4001"]`}, many},
		"with texts":                 {[]string{"4002: exceeded the limit of 250, 4001-card"}, many},
		"nobody documented":          {[]string{"4777"}, []purchase.Code{4777}},
		"of words":                   {[]string{"bad"}, nil},
		"empty":                      {[]string{""}, nil},
		"none":                       {nil, nil},
		"with an order's number":     {[]string{"4002 order 1234567 refused"}, []purchase.Code{4002}},
		"with digits for ever after": {[]string{strings.Repeat("4", 100)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Abe-Status"] = test.header
				w.WriteHeader(400)
			})
			_, err := client.Get(t.Context(), 1)
			assert.Equal(t, test.want, purchase.CodesOf(err))
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest, "the HTTP status says as much")
			assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts)
		})
	}
}

func TestSeveralCodes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		codes    []int
		attempts int
		kinds    []error
	}{
		"repeated only if all of them pass": {[]int{5030, 4291}, 4, []error{sellerwire.ErrUnavailable, sellerwire.ErrRateLimited}},
		"one that stays":                    {[]int{5030, 4014}, 1, []error{sellerwire.ErrUnavailable, sellerwire.ErrUnauthorized}},
		"one that nobody documented":        {[]int{5030, 4999}, 1, []error{sellerwire.ErrUnavailable}},
		"an expired one":                    {[]int{5030, 4013}, 2, []error{sellerwire.ErrUnavailable, sellerwire.ErrUnauthorized}},
		"a lock-out":                        {[]int{4291, 4292}, 1, []error{sellerwire.ErrRateLimited}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{})
				emu.RefuseNext(10, test.codes[0], test.codes[1:]...)
				_, err := client.Get(t.Context(), 1)
				e := testkit.ErrorOf(t, err)
				assert.Equal(t, test.attempts, e.Attempts)
				assert.Equal(t, test.kinds, e.Kinds)
				for _, code := range purchase.CodesOf(err) {
					assert.ErrorContains(t, err, code.Text())
				}
				assert.Len(t, purchase.CodesOf(err), 2)
			})
		})
	}
	_, err := answering(t, reply(400, "4001 4002", "")).Get(t.Context(), 7)
	assert.ErrorContains(t, err, purchase.CodeUnknownCard.Text()+"; "+purchase.CodeBadListings.Text())
}

func TestErrorsWithoutTheServicesWords(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		kind   error
		says   string
	}{
		"a code and no body":      {reply(401, "4014", ""), sellerwire.ErrUnauthorized, "Invalid access key"},
		"a code and a web page":   {reply(401, "4014", "<html>no</html>"), sellerwire.ErrUnauthorized, "<html>no</html>"},
		"a code and an empty one": {reply(401, "4014", "{}"), sellerwire.ErrUnauthorized, "Invalid access key"},
		"messages of text":        {reply(401, "4014", `{"messages":"go away"}`), sellerwire.ErrUnauthorized, "go away"},
		"messages of everything":  {reply(401, "4014", `{"messages":[1,null,"go away",{}]}`), sellerwire.ErrUnauthorized, "go away"},
		"messages null": {reply(401, "4014", `{"messages":null,"requestId":7}`),
			sellerwire.ErrUnauthorized, "Invalid access key"},
		"no code and a web page":    {reply(403, "", "<html>no</html>"), sellerwire.ErrForbidden, "web page"},
		"no code and plain text":    {reply(404, "", "no such host"), sellerwire.ErrUnexpectedContent, "no such host"},
		"no code and no body":       {reply(404, "", ""), sellerwire.ErrNotFound, "not found"},
		"no code, but a body":       {reply(404, "", `{"messages":["gone"]}`), sellerwire.ErrNotFound, "gone"},
		"a redirect":                {reply(302, "", ""), sellerwire.ErrUnexpectedContent, "redirect"},
		"an undocumented code":      {reply(418, "4180", `{"messages":["teapot"]}`), sellerwire.ErrInvalidRequest, "teapot"},
		"an error of several lines": {reply(400, "4000", `{"messages":["a\nb"]}`), sellerwire.ErrInvalidRequest, "a b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := answering(t, test.answer).Get(t.Context(), 1)
			require.ErrorIs(t, err, test.kind)
			assert.Contains(t, err.Error(), test.says)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestAClockThatIsWrongIsNamedWithTheAmount(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		skew time.Duration
		says string
	}{
		"behind": {10 * time.Minute, "clock skew of 10m0s, this machine is behind"},
		"ahead":  {-time.Hour, "clock skew of 1h0m0s, this machine is ahead"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, client := inMemory(t, purchasetest.Options{Now: func() time.Time { return start.Add(test.skew) }},
				sellerwire.WithClock(fixedClock),
				sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}))
			_, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
			require.ErrorIs(t, err, sellerwire.ErrClockSkew)
			require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
			e := testkit.ErrorOf(t, err)
			assert.Equal(t, test.skew, e.ClockSkew)
			assert.Equal(t, sellerwire.OutcomeRejected, e.Outcome)
			assert.Equal(t, 2, e.Attempts, "signed anew once")
			assert.Contains(t, err.Error(), test.says)
			assert.EqualValues(t, 2, emu.Requests(), "an order that was refused is not looked up")
		})
	}
}

func TestTheDocumentationNamesEveryCodeThatIsRepeated(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, c := range codes {
		if c.attempts > 1 {
			assert.Regexp(t, regexp.MustCompile(`\b`+c.code.String()[:4]+`\b`), string(doc))
		}
	}
}
