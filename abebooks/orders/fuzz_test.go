package orders_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/charset"
)

// sold is what decides of an order.
type sold struct{ orderID, itemID, vendorKey string }

// FuzzReadReply holds the reader against another reading of the same bytes: of a
// document that is well-formed, the same items of the same orders are read, and no
// others. Whatever else it is, no order shows what is not in the reply, and all of
// them survive JSON.
func FuzzReadReply(f *testing.F) {
	files, err := filepath.Glob("testdata/replies/*.xml")
	require.NoError(f, err)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(body)
	}
	for _, seed := range []string{
		listOf(order("5", "")), listOf(order("5", "<buyer><email>a</email>"), order("6", "<br>")),
		root(order("5", "<x><purchaseOrder id='6'/></x>")), listOf(order("5", "<![CDATA[</purchaseOrder>]]><!-- <b> -->")),
		listOf(order("5", "<specialInstructions>a <b> &amp; & < 1</specialInstructions>")),
		"<orderUpdateResponse><purchaseOrderList/></orderUpdateResponse>", "text " + listOf(), listOf() + "<x/>", requestError("110"),
		listOf(strings.Replace(order("5", ""), "</vendorKey>", "", 1)),
		"<?xml version='1.0' encoding='windows-1252'?>" + listOf(order("5", ""))[44:],
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		listed, single, err := orders.Parse(body)
		if err != nil {
			require.Empty(t, listed)
			require.Empty(t, single)
		}
		all := append(listed, single...)
		var got []sold
		for _, o := range all {
			for _, i := range o.Items {
				got = append(got, sold{o.ID, i.ID, i.VendorBookID})
			}
			checkOrder(t, body, o)
		}
		want, plain := byPath(body)
		if !plain {
			return
		}
		require.NoError(t, err, "it is well-formed: %q", body)
		require.Equal(t, distinct(want), got, "%q", body)
	})
}

// checkOrder holds for every order, however odd the reply is.
func checkOrder(t *testing.T, body []byte, o orders.Order) {
	require.True(t, bytes.Contains(body, o.Raw) || bytes.Contains(body, []byte("encoding")))
	require.LessOrEqual(t, len(o.Unreadable), 101)
	if o.ID == "" || len(o.Items) == 0 {
		require.NotEmpty(t, o.Unreadable)
	}
	for _, i := range o.Items {
		if i.ID == "" || i.VendorBookID == "" {
			require.NotEmpty(t, o.Unreadable)
		}
	}
	text, err := json.Marshal(o)
	require.NoError(t, err)
	var back orders.Order
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, o, back)
}

// distinct leaves out items that are there before: the same bytes give the same.
func distinct(all []sold) (once []sold) {
	for _, s := range all {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

// byPath reads the items of a document by their path. It is not plain if it is not
// well-formed, if names or the nesting are unusual, or if there are records with one
// ID.
func byPath(body []byte) (all []sold, plain bool) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	d.CharsetReader = charset.Reader
	var path []string
	var now sold
	ids := map[string]bool{}
	roots := 0
	for {
		token, err := d.Token()
		if err == io.EOF && roots == 1 {
			return all, true
		}
		if err != nil {
			return nil, false
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if isText(path) || strings.ContainsAny(name, "\u0080\uffff") || len(path) > 20 || oddName(name) || len(token.Attr) > 1 {
				return nil, false
			}
			if path = append(path, name); len(path) == 1 {
				roots++
			}
			if roots > 1 || path[0] != "orderUpdateResponse" {
				return nil, false
			}
			id := ""
			for _, a := range token.Attr {
				if a.Name.Local == "id" && a.Name.Space == "" {
					id = strings.TrimSpace(a.Value)
				} else if strings.EqualFold(a.Name.Local, "id") {
					return nil, false
				}
			}
			switch place := strings.Join(path[1:], ">"); place {
			case "purchaseOrderList":
			case "purchaseOrderList>purchaseOrder":
				now = sold{orderID: id}
				if id == "" || len(id) > 100 || ids["order "+id] {
					return nil, false
				}
				ids["order "+id] = true
			case "purchaseOrderList>purchaseOrder>purchaseOrderItemList>purchaseOrderItem":
				now.itemID, now.vendorKey = id, ""
				if id == "" || len(id) > 100 || ids[now.orderID+" item "+id] {
					return nil, false
				}
				ids[now.orderID+" item "+id] = true
			case "purchaseOrderList>purchaseOrder>purchaseOrderItemList>purchaseOrderItem>book>vendorKey":
				if now.vendorKey != "" {
					return nil, false
				}
			default:
				// Of a list that holds something else it matters whether there is an order.
				inList := len(path) == 3 && path[1] == "purchaseOrderList"
				if inList || place == "purchaseOrder" || strings.Contains(place, "purchaseOrder>purchaseOrder") ||
					strings.Contains(place, "purchaseOrderItem>purchaseOrder") {
					return nil, false
				}
			}
		case xml.EndElement:
			if strings.Join(path[1:], ">") == "purchaseOrderList>purchaseOrder>purchaseOrderItemList>purchaseOrderItem" {
				all = append(all, now)
			}
			path = path[:len(path)-1]
		case xml.CharData:
			outside := len(path) == 0 || len(path) == 2 && path[1] == "purchaseOrderList"
			if outside && len(bytes.TrimSpace(token)) > 0 || len(token) > 60_000 || bytes.ContainsAny(token, "\u0080\u0099&<") {
				return nil, false
			}
			if strings.HasSuffix(strings.Join(path, ">"), ">purchaseOrderItem>book>vendorKey") && len(path) == 7 {
				now.vendorKey = strings.TrimSpace(now.vendorKey + string(token))
			}
		case xml.Directive:
			return nil, false
		case xml.Comment:
			if bytes.Contains(token, []byte("<")) || isText(path) || len(path) == 2 {
				return nil, false
			}
		case xml.ProcInst:
			if len(path) > 0 {
				return nil, false
			}
		}
	}
}

// isText tells whether a path is that of a text, in which elements are text.
func isText(path []string) bool {
	return len(path) > 0 && slices.Contains([]string{
		"vendorKey", "author", "description", "isbn", "price", "title", "status", "sellerTotal", "email", "city", "code", "country", "name",
		"phone", "region", "street", "street2", "gst", "handling", "subtotal", "tax", "total", "purchaseMethod", "company",
		"trackingCode", "message",
		"extraItemShippingCost", "firstItemShippingCost", "maxDeliveryDays", "minDeliveryDays", "shipmentManifest", "specialInstructions",
		"day", "month", "year", "hour", "minute", "second", "shipping",
	}, path[len(path)-1])
}

// oddName is one that the reader takes for a documented one, or has a prefix.
func oddName(name string) bool {
	for _, documented := range []string{
		"purchaseOrder", "purchaseOrderList", "purchaseOrderItem", "purchaseOrderItemList", "book", "vendorKey",
	} {
		if strings.EqualFold(name, documented) && name != documented {
			return true
		}
	}
	return strings.Contains(name, ":")
}
