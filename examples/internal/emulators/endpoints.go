package emulators

import (
	"fmt"
	"strings"
)

// Endpoints is the line that examples/emulator prints: where each service is,
// and the credentials that it accepts.
type Endpoints struct {
	AbeBooks AbeBooksEndpoint `json:"abebooks"`
	Orders   OrdersEndpoint   `json:"orders"`
	Purchase PurchaseEndpoint `json:"purchase"`
	AIM      AIMEndpoint      `json:"aim"`
	TWD      TWDEndpoint      `json:"twd"`
	InvAPI   InvAPIEndpoint   `json:"invapi"`
	State    string           `json:"state"`
	Control  string           `json:"control"`
}

// AbeBooksEndpoint has both kinds of credentials, and a key without rights.
type AbeBooksEndpoint struct {
	URL             string `json:"url"`
	Username        string `json:"username"`
	APIKey          string `json:"api_key"`
	AccessKey       string `json:"access_key"`
	SecretKey       string `json:"secret_key"`
	LimitedUsername string `json:"limited_username"`
	LimitedAPIKey   string `json:"limited_api_key"`
}

// OrdersEndpoint has the account of AbeBooksEndpoint.
type OrdersEndpoint struct {
	URL      string `json:"url"`
	Username string `json:"username"`
	APIKey   string `json:"api_key"`
}

// PurchaseEndpoint has a key pair, an expired one, and a card token.
type PurchaseEndpoint struct {
	URL              string `json:"url"`
	AccessKey        string `json:"access_key"`
	SecretKey        string `json:"secret_key"`
	CCToken          string `json:"cc_token"`
	ExpiredAccessKey string `json:"expired_access_key"`
	ExpiredSecretKey string `json:"expired_secret_key"`
}

// AIMEndpoint has an account.
type AIMEndpoint struct {
	URL      string `json:"url"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// TWDEndpoint has an API key.
type TWDEndpoint struct {
	URL    string `json:"url"`
	APIKey string `json:"api_key"`
}

// InvAPIEndpoint has a bearer token.
type InvAPIEndpoint struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// Endpoints describes the emulators as they are reached under a base URL
// without a final slash.
func (a *All) Endpoints(base string) Endpoints {
	limited := a.abebooks.Limited()
	return Endpoints{
		AbeBooks: AbeBooksEndpoint{
			URL:      base + "/abebooks/",
			Username: a.abebooks.Username(), APIKey: a.abebooks.APIKey(),
			AccessKey: a.abebooks.AccessKey(), SecretKey: a.abebooks.SecretKey(),
			LimitedUsername: limited.Username, LimitedAPIKey: limited.APIKey,
		},
		Orders: OrdersEndpoint{URL: base + "/orders/", Username: a.orders.Username(), APIKey: a.orders.APIKey()},
		Purchase: PurchaseEndpoint{
			URL:       base + "/purchase/v1",
			AccessKey: a.purchase.AccessKey(), SecretKey: a.purchase.SecretKey(),
			CCToken:          a.purchase.CardToken(),
			ExpiredAccessKey: a.purchase.ExpiredAccessKey(), ExpiredSecretKey: a.purchase.ExpiredSecretKey(),
		},
		AIM: AIMEndpoint{
			URL:   base + "/aim/exec/panama/seller-admin/",
			Email: a.aim.Email(), Password: a.aim.Password(),
		},
		TWD:    TWDEndpoint{URL: base + "/twd/api.pl", APIKey: a.twd.APIKey()},
		InvAPI: InvAPIEndpoint{URL: base + "/invapi", Token: a.invapi.Token()},
		State:  base + "/_state", Control: base + "/_control",
	}
}

// Environment writes the endpoints as the examples read them: one shell
// assignment per line, exported.
func (e Endpoints) Environment() string {
	var b strings.Builder
	for _, v := range []struct{ name, value string }{
		{"ABEBOOKS_URL", e.AbeBooks.URL}, {"ABEBOOKS_USERNAME", e.AbeBooks.Username}, {"ABEBOOKS_API_KEY", e.AbeBooks.APIKey},
		{"ABEBOOKS_ORDERS_URL", e.Orders.URL},
		{"PURCHASE_URL", e.Purchase.URL}, {"PURCHASE_ACCESS_KEY", e.Purchase.AccessKey},
		{"PURCHASE_SECRET_KEY", e.Purchase.SecretKey}, {"PURCHASE_CC_TOKEN", e.Purchase.CCToken},
		{"AIM_URL", e.AIM.URL}, {"AIM_EMAIL", e.AIM.Email}, {"AIM_PASSWORD", e.AIM.Password},
		{"TWD_URL", e.TWD.URL}, {"TWD_API_KEY", e.TWD.APIKey},
		{"INVAPI_URL", e.InvAPI.URL}, {"INVAPI_TOKEN", e.InvAPI.Token},
		{"STATE_URL", e.State}, {"CONTROL_URL", e.Control},
	} {
		fmt.Fprintf(&b, "export %s='%s'\n", v.name, v.value)
	}
	return b.String()
}
