package orders_test

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

const mebibyte = 1 << 20

// shapes are replies whose memory or time could run away: the part that is repeated,
// and what stands around all of them.
var shapes = map[string]struct{ before, part, after string }{
	"orders":                   {list, "<purchaseOrder/>", endOfList},
	"orders with an ID":        {list, `<purchaseOrder id="1"/>`, endOfList},
	"orders without items":     {list, "<purchaseOrder></purchaseOrder>", endOfList},
	"orders outside of a list": {"<orderUpdateResponse>", "<purchaseOrder/>", "</orderUpdateResponse>"},
	"items":                    {inOrder + "<purchaseOrderItemList>", "<purchaseOrderItem/>", "</purchaseOrderItemList>" + endOfOrder},
	"items of one element": {
		inOrder + "<purchaseOrderItemList>", "<purchaseOrderItem><a/></purchaseOrderItem>", "</purchaseOrderItemList>" + endOfOrder,
	},
	"lists of items":               {inOrder, "<purchaseOrderItemList/>", endOfOrder},
	"items that are not closed":    {inOrder + "<purchaseOrderItemList>", "<purchaseOrderItem>", "</purchaseOrderItemList>" + endOfOrder},
	"lists":                        {"<orderUpdateResponse>", "<purchaseOrderList/>", "</orderUpdateResponse>"},
	"buyers":                       {inOrder, "<buyer/>", endOfOrder},
	"buyers that differ":           {inOrder, `<buyer id="1"/><buyer/>`, endOfOrder},
	"amounts that are none":        {inOrder + "<orderTotals>", "<tax>x</tax>", "</orderTotals>" + endOfOrder},
	"codes":                        {"<requestError>", "<code>1</code>", "</requestError>"},
	"unknown elements":             {inOrder, "<a/>", endOfOrder},
	"unknown elements in the list": {list, "<a/>", endOfList},
	"unknown elements of texts":    {inOrder, "<a>b</a>", endOfOrder},
	"elements nested":              {inOrder, "<a>", endOfOrder},
	"elements nested and closed":   {inOrder, "<a><a><a></a></a></a>", endOfOrder},
	"end tags":                     {inOrder, "</a>", endOfOrder},
	"end tags of others":           {inOrder, "</buyer>", endOfOrder},
	"elements that are not closed": {inOrder + "<buyer>", "<email>", "</buyer>" + endOfOrder},
	"containers that nest":         {inOrder, "<buyer><mailingAddress></buyer>", endOfOrder},

	"start tags in a text":        {text, "<b>", endOfText},
	"less-than signs":             {text, "<", endOfText},
	"less-than signs outside":     {inOrder, "<", endOfOrder},
	"half tags":                   {text, "<a ", endOfText},
	"half tags with a quote":      {text, `<a "`, endOfText},
	"half end tags":               {text, "</", endOfText},
	"half comments":               {text, "<!--", endOfText},
	"half comments that end once": {text, "<!--", "-->" + endOfText},
	"half comments that end late": {text, "<!--", endOfText + "-->"},
	"half comments outside":       {inOrder, "<!--", endOfOrder},
	"half CDATA sections":         {text, "<![CDATA[", endOfText},
	"CDATA sections":              {text, "<![CDATA[<]]>", endOfText},
	"declarations":                {text, "<!a>", endOfText},
	"ampersands":                  {text, "&", endOfText},
	"half references":             {text, "&#99999999", endOfText},
	"references":                  {text, "&eacute;", endOfText},
	"carriage returns":            {text, "\r", endOfText},
	"accents":                     {text, "\xe9", endOfText},
	"long characters":             {text, "\x80", endOfText},
	"short texts":                 {inOrder, "<specialInstructions>\x80\x80\x80\x80</specialInstructions>", endOfOrder},
	"attributes":                  {inOrder + "<buyer ", `a="b" `, "/>" + endOfOrder},
	"attributes without a value":  {inOrder + "<buyer ", "a ", "/>" + endOfOrder},
	"a long ID":                   {list + `<purchaseOrder id="`, "\x80", `"/>` + endOfList},
	"instructions before":         {"", "<?a?>", listEmpty},
	"comments behind":             {listEmpty, "<!---->", ""},
	"blanks":                      {listEmpty, " ", ""},
	"taxes":                       {inOrder + "<indirectTaxList>", "<a>\x80</a>", "</indirectTaxList>" + endOfOrder},
}

const (
	list       = "<orderUpdateResponse><purchaseOrderList>"
	endOfList  = "</purchaseOrderList></orderUpdateResponse>"
	listEmpty  = list + endOfList
	inOrder    = list + `<purchaseOrder id="1">`
	endOfOrder = "</purchaseOrder>" + endOfList
	text       = inOrder + "<specialInstructions>"
	endOfText  = "</specialInstructions>" + endOfOrder
)

func filled(name string, size int) string {
	s := shapes[name]
	return s.before + strings.Repeat(s.part, (size-len(s.before+s.after))/len(s.part)) + s.after
}

// Not parallel: it measures the process.
func TestAReplyIsBoundedInMemory(t *testing.T) {
	names := []string{"orders", "orders outside of a list", "items", "lists of items", "buyers that differ", "a long ID", "taxes"}
	if *full {
		names = slices.Collect(maps.Keys(shapes))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			client := replying(t, http.StatusOK, filled(name, 16*mebibyte), sellerwire.WithMaxResponseBytes(16*mebibyte))
			peak := testkit.PeakHeap(func() { _, _ = client.NewOrders(t.Context()) })
			t.Logf("%d MiB", peak/mebibyte)
			require.Less(t, peak, int64(128*mebibyte))
		})
	}
}

// It takes up to 90 ms on a machine that has nothing else to do. What is quadratic takes
// minutes; the bound leaves room for a busy one.
func TestAMebibyteOfAnythingIsReadInNoTime(t *testing.T) {
	for name := range shapes {
		body := []byte(filled(name, mebibyte))
		begun := time.Now()
		_, _, _ = orders.Parse(body)
		assert.Less(t, time.Since(begun), time.Minute, name)
	}
}

func TestTenThousandOrdersInOneReplyAreRead(t *testing.T) {
	t.Parallel()
	sample := read(t, "replies/new-orders.xml")
	from, to := strings.Index(sample, "  <purchaseOrder id"), strings.Index(sample, " </purchaseOrderList>")
	var b strings.Builder
	b.WriteString(sample[:from])
	for i := range 5_000 { // two in each
		n := strconv.Itoa(10_000 + i)
		b.WriteString(strings.NewReplacer(`"50000`, `"`+n, `"70000`, `"`+n).Replace(sample[from:to]))
	}
	b.WriteString(sample[to:])
	got, err := replying(t, http.StatusOK, b.String()).NewOrders(t.Context())
	require.NoError(t, err)
	require.Len(t, got, 10_000)
	t.Logf("%d MiB", b.Len()/mebibyte)
	require.Greater(t, b.Len(), 16*mebibyte, "there are no pages, so the list may be larger than other replies")
	assert.Nil(t, got[9_999].Unreadable)
	assert.Equal(t, "SKU-0001", got[9_998].Items[1].VendorBookID)
}

func TestTooManyElementsAreATypedError(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"orders", "items"} {
		_, err := replying(t, http.StatusOK, filled(name, 4*mebibyte)).NewOrders(t.Context())
		require.ErrorIs(t, err, sellerwire.ErrResponseTooLarge, name)
		assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts)
	}
}
