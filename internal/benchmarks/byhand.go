package benchmarks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// byHand is what a careful programmer would write without this module: net/http, a
// deadline, a bounded read, the same headers, and a decoder of the standard
// library.
type byHand struct {
	url  string
	http *http.Client
}

func newByHand(url string, transport http.RoundTripper) *byHand {
	if transport == nil {
		pool := http.DefaultTransport.(*http.Transport).Clone()
		pool.MaxIdleConnsPerHost = 64 // two would be no match
		transport = pool
	}
	return &byHand{url, &http.Client{Transport: transport}}
}

// do sends a request and reads the reply into into.
func (h *byHand) do(ctx context.Context, method, path string, header http.Header, body []byte, into func([]byte) error) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var content io.Reader
	if body != nil {
		content = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, h.url+path, content)
	if err != nil {
		return err
	}
	header.Set("User-Agent", "by hand")
	req.Header = header
	resp, err := h.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 16*mib))
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("HTTP %d: %.200q", resp.StatusCode, data)
	}
	return into(data)
}

// setQuantity is invapi's SetQuantity.
func (h *byHand) setQuantity(ctx context.Context) error {
	body, err := json.Marshal(struct {
		SKU      string `json:"sku"`
		Size     string `json:"size"`
		Width    string `json:"width"`
		Store    string `json:"store"`
		Quantity int    `json:"quantity"`
	}{"ZOOT-SUIT", "34", "D", "3", 44})
	if err != nil {
		return err
	}
	header := http.Header{
		"Authorization": {"Bearer " + inventedKey},
		"Content-Type":  {"application/json"},
		"Accept":        {"application/json"},
	}
	return h.do(ctx, http.MethodPost, "/api/product/inventory", header, body, func(data []byte) error {
		var reply struct {
			Error string `json:"error"`
		}
		if err := json.Unmarshal(data, &reply); err != nil {
			return err
		}
		if reply.Error != "" {
			return fmt.Errorf("refused: %s", reply.Error)
		}
		return nil
	})
}

// item is twd's Get.
func (h *byHand) item(ctx context.Context) error {
	body := url.Values{"apikey": {inventedKey}, "stock_no": {"1015"}}.Encode()
	header := http.Header{"Accept": {"*/*"}, "Content-Type": {"application/x-www-form-urlencoded"}}
	return h.do(ctx, http.MethodPost, "/api.pl", header, []byte(body), func(data []byte) error {
		page, err := xmlPage(data)
		if err != nil {
			return err
		}
		if page.Code != 1 || len(page.Items) != 1 || page.Items[0].StockNo != "1015" {
			return fmt.Errorf("not the item asked for: %q", data)
		}
		return nil
	})
}

// xmlItems is a page of TWD as encoding/xml reads it.
type xmlItems struct {
	Code  int `xml:"statuscode"`
	Total int `xml:"totalcount"`
	Items []struct {
		StockNo     string `xml:"stock_no"`
		Status      string `xml:"status"`
		DeptCode    string `xml:"deptcode"`
		Dept        string `xml:"dept"`
		Brand       string `xml:"brand"`
		Description string `xml:"description"`
		Qty         *int   `xml:"qty"`
		Price       string `xml:"price"`
	} `xml:"item"`
}

func xmlPage(data []byte) (page xmlItems, err error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset.Reader
	return page, d.Decode(&page)
}

// order is purchase's Get.
func (h *byHand) order(ctx context.Context) error {
	const path = "/v1/orders/1234567"
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	date := time.Now().UTC().Format("2006-01-02T15:04:05Z")
	checksum := sha256.Sum256(nil)
	mac := hmac.New(sha256.New, []byte(inventedKey))
	_, _ = io.WriteString(mac, "GET\n"+strings.ToLower(h.url+path)+"\n"+date+"\n"+hex.EncodeToString(checksum[:]))
	header := http.Header{
		"Accept":         {"application/json"},
		"Abe-Requestid":  {hex.EncodeToString(id[:])},
		"Abe-Access-Key": {inventedKey},
		"Abe-Date":       {date},
		"Abe-Signature":  {hex.EncodeToString(mac.Sum(nil))},
	}
	return h.do(ctx, http.MethodGet, path, header, nil, func(data []byte) error {
		var order jsonOrder
		if err := json.Unmarshal(data, &order); err != nil {
			return err
		}
		if order.ID != 1234567 {
			return fmt.Errorf("not the order asked for: %d", order.ID)
		}
		return nil
	})
}

// jsonOrder is purchase.Order as encoding/json reads it; its amounts are float64.
type jsonOrder struct {
	ID          int64     `json:"orderId"`
	CreateDate  time.Time `json:"createDate"`
	Currency    string    `json:"currency"`
	DryRun      bool      `json:"dryrun"`
	Tax         *float64  `json:"tax"`
	TaxModel    string    `json:"taxModel"`
	ReferenceID string    `json:"referenceId"`
	Listings    []struct {
		ListingID          int64  `json:"listingId"`
		Title              string `json:"title"`
		ISBN               string `json:"isbn"`
		Quantity           int    `json:"quantity"`
		VendorID           int64  `json:"vendorId"`
		ShippingCompany    string `json:"shippingCompany"`
		ShippingTrackingID string `json:"shippingTrackingId"`
		MinShippingDays    int    `json:"minShippingDays"`
		MaxShippingDays    int    `json:"maxShippingDays"`
		Items              []struct {
			ID         int64     `json:"orderItemId"`
			Cost       float64   `json:"cost"`
			ShipCost   float64   `json:"shipcost"`
			Status     int       `json:"status"`
			UpdateDate time.Time `json:"itemUpdateDate"`
		} `json:"orderItems"`
	} `json:"listings"`
}
