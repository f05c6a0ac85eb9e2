package main

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/twd"
)

// service is one that can be tried.
type service struct {
	name        string
	environment []string // the address first, then the credentials
	about       string   // why there is no read
	read        func(ctx context.Context, env []string, info *sellerwire.ResponseInfo, opts ...sellerwire.Option) (string, error)
}

var services = []service{
	{name: "abebooks", environment: []string{"ABEBOOKS_URL"}, about: "InventoryUpdate has nothing that only reads"},
	{name: "abebooks/orders", environment: []string{"ABEBOOKS_ORDERS_URL", "ABEBOOKS_USERNAME", "ABEBOOKS_API_KEY"}, read: readOrders},
	{name: "purchase", environment: []string{"PURCHASE_URL", "PURCHASE_ACCESS_KEY", "PURCHASE_SECRET_KEY"}, read: readPurchase},
	{name: "aim", environment: []string{"AIM_URL", "AIM_EMAIL", "AIM_PASSWORD"}, read: readAIM},
	{name: "twd", environment: []string{"TWD_URL", "TWD_API_KEY"}, read: readTWD},
	{name: "invapi", environment: []string{"INVAPI_URL", "INVAPI_TOKEN"}, about: "the API has nothing that only reads"},
}

func readOrders(ctx context.Context, env []string, info *sellerwire.ResponseInfo, opts ...sellerwire.Option) (string, error) {
	client, err := orders.New(env[1], env[2], append(opts, sellerwire.WithBaseURL(env[0]))...)
	if err != nil {
		return "", err
	}
	defer client.Close()
	waiting, err := client.NewOrders(ctx, sellerwire.WithResponseInfo(info))
	return fmt.Sprintf("%d orders wait", len(waiting)), err
}

func readPurchase(ctx context.Context, env []string, info *sellerwire.ResponseInfo, opts ...sellerwire.Option) (string, error) {
	client, err := purchase.New(env[1], env[2], append(opts, sellerwire.WithBaseURL(env[0]))...)
	if err != nil {
		return "", err
	}
	defer client.Close()
	page, err := client.Search(ctx, purchase.Query{Limit: 1}, sellerwire.WithResponseInfo(info))
	return fmt.Sprintf("a search for one order found %d", len(page.Orders)), err
}

func readAIM(ctx context.Context, env []string, info *sellerwire.ResponseInfo, opts ...sellerwire.Option) (string, error) {
	client, err := aim.New(env[1], env[2], append(opts, sellerwire.WithBaseURL(env[0]))...)
	if err != nil {
		return "", err
	}
	defer client.Close()
	pending, err := client.PendingUploads(ctx, sellerwire.WithResponseInfo(info))
	return fmt.Sprintf("%d uploads are pending", pending), err
}

func readTWD(ctx context.Context, env []string, info *sellerwire.ResponseInfo, opts ...sellerwire.Option) (string, error) {
	client, err := twd.New(env[0], env[1], opts...)
	if err != nil {
		return "", err
	}
	defer client.Close()
	page, err := client.List(ctx, twd.ListQuery{}, sellerwire.WithResponseInfo(info))
	return fmt.Sprintf("a page of %d items", len(page.Items)), err
}
