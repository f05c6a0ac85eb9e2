// Purchase searches the orders of the last days, tries an order without buying,
// places it with a maximum price, and follows it.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/purchase"
)

type settings struct {
	listing  int64
	quantity int
	maxPrice string
	resume   string
	since    string
	days     int
	follow   time.Duration
	every    time.Duration
	yes      *bool
}

func main() {
	var s settings
	flag.Int64Var(&s.listing, "listing", 1009999999, "`ID` of the listing to buy")
	flag.IntVar(&s.quantity, "quantity", 1, "`number` of copies")
	flag.StringVar(&s.maxPrice, "max-price", "50.00", "`amount` of USD that a copy may cost with its shipping")
	flag.StringVar(&s.resume, "resume", "", "`request ID` of an order whose outcome is unknown")
	flag.StringVar(&s.since, "since", "", "`time` before that order was first tried;\nwithout it, it is looked for and not placed")
	flag.IntVar(&s.days, "days", 90, "`number` of days to search for orders")
	flag.DurationVar(&s.follow, "follow", 2*time.Second, "`time` to follow the order")
	flag.DurationVar(&s.every, "every", 500*time.Millisecond, "`time` between two looks at the order")
	s.yes = demo.Yes()
	demo.Usage("purchase", "buys a book on AbeBooks and follows the order.", demo.PurchaseEnvironment)
	demo.Main("purchase", func(ctx context.Context) error {
		err := cmp.Or(demo.Within("quantity", s.quantity, 1, 100), demo.Within("days", s.days, 1, 3650))
		if err != nil {
			return err
		}
		return run(ctx, s)
	})
}

func run(ctx context.Context, s settings) error {
	maxPrice, err := decimal.NewFromString(s.maxPrice)
	if err != nil || !maxPrice.IsPositive() {
		return fmt.Errorf("-max-price must be an amount such as 50.00, not %q", s.maxPrice)
	}
	if s.every <= 0 {
		return errors.New("-every must be more than 0")
	}
	buyer, err := demo.Purchase()
	if err != nil {
		return err
	}
	defer buyer.Done()

	if err := printOrders(ctx, buyer, s.days); err != nil {
		return err
	}
	request := buyer.Order(purchase.RequestedListing{ListingID: s.listing, Quantity: s.quantity, MaxPrice: maxPrice})
	order, err := buy(ctx, buyer, request, s)
	if err != nil {
		return err
	}
	return follow(ctx, buyer, order, s)
}

// buy tries an order and places it, or resumes one.
func buy(ctx context.Context, buyer *demo.Buyer, request purchase.OrderRequest, s settings) (purchase.Order, error) {
	if s.resume == "" {
		if err := dryRun(ctx, buyer, request); err != nil {
			return purchase.Order{}, err
		}
		if err := confirm(s, "place this order"); err != nil {
			return purchase.Order{}, err
		}
		return place(ctx, buyer, request)
	}
	var options purchase.ResumeOptions
	if s.since != "" {
		first, err := time.Parse(time.RFC3339, s.since)
		if err != nil {
			return purchase.Order{}, fmt.Errorf("-since must be a time such as 2026-07-14T08:30:00Z, not %q", s.since)
		}
		if err := confirm(s, "look for the order, and place it if it is not there"); err != nil {
			return purchase.Order{}, err
		}
		options.FirstAttempt = first
	}
	order, err := buyer.ResumeOrder(ctx, request, s.resume, options)
	return report(order, err, s.resume, options.FirstAttempt)
}

// confirm asks for -yes before a real card is charged.
func confirm(s settings, what string) error {
	return demo.Confirm(*s.yes, func() {
		fmt.Printf("would %s: %d of listing %d, at most %s each\n", what, s.quantity, s.listing, s.maxPrice)
	}, "PURCHASE_URL")
}

// printOrders lists what was ordered before.
func printOrders(ctx context.Context, buyer *demo.Buyer, days int) error {
	since := time.Now().AddDate(0, 0, -days)
	n, total := 0, decimal.Zero
	for order, err := range buyer.SearchAll(ctx, purchase.Query{DateStart: since}) {
		if err != nil {
			return err
		}
		n++
		total = total.Add(order.Total())
	}
	fmt.Printf("%d orders in the last %d days, %s in all\n", n, days, total.StringFixed(2))
	return nil
}

// dryRun asks what would happen. A copy that would not be bought is reported;
// the order itself says so again.
func dryRun(ctx context.Context, buyer *demo.Buyer, request purchase.OrderRequest) error {
	order, err := buyer.DryRun(ctx, request)
	if partial, ok := errors.AsType[*purchase.PartialError](err); ok {
		fmt.Printf("dry run, not in full: %s\n", partial.Shortfalls[0])
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("dry run: quantity %d for %s %s, with shipping and tax\n",
		request.Listings[0].Quantity, order.Total().StringFixed(2), order.Currency)
	return nil
}

// place buys. The request ID and the time are printed before the order is sent: with
// them the order can be resumed after a crash, without buying twice.
func place(ctx context.Context, buyer *demo.Buyer, request purchase.OrderRequest) (purchase.Order, error) {
	id, begun := uuid.NewString(), time.Now()
	demo.Progressf("purchase: placing the order with request ID %s at %s", id, begun.Format(time.RFC3339))
	order, err := buyer.PlaceOrder(ctx, request, sellerwire.WithRequestID(id))
	return report(order, err, id, begun)
}

// report prints what became of an order.
func report(order purchase.Order, err error, id string, begun time.Time) (purchase.Order, error) {
	if partial, ok := errors.AsType[*purchase.PartialError](err); ok {
		for _, s := range partial.Shortfalls {
			demo.Linef("", "not bought in full: %s", s)
		}
	}
	again := fmt.Sprintf("-resume %s -since %s", id, begun.Format(time.RFC3339))
	if begun.IsZero() {
		again = "-resume " + id
	}
	switch {
	case errors.Is(err, sellerwire.ErrOutcomeUnknown):
		return order, fmt.Errorf("%w; run again with %s", err, again)
	case order.ID == 0:
		return order, err
	case err != nil && order.Total().IsZero():
		return order, fmt.Errorf("not one copy was bought: %w", err)
	}
	fmt.Printf("order %d placed: %s %s\n", order.ID, order.Total().StringFixed(2), order.Currency)
	return order, nil
}

// follow looks at the order until all is shipped or the time is up.
func follow(ctx context.Context, buyer *demo.Buyer, order purchase.Order, s settings) error {
	show(order)
	if buyer.Emulator != nil {
		buyer.Emulator.Ship(order.ID, "USPS", "9400-INVENTED") // as a seller would, in a day or two
	}
	deadline := time.Now().Add(s.follow)
	for last := order; time.Now().Before(deadline); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(s.every):
		}
		now, err := buyer.Get(ctx, order.ID)
		if err != nil {
			return err
		}
		if summary(now) == summary(last) {
			continue
		}
		show(now)
		if last = now; shipped(now) {
			return nil
		}
	}
	return nil
}

func show(order purchase.Order) { fmt.Print(summary(order)) }

func summary(order purchase.Order) string {
	text := ""
	for listing, item := range order.Items() {
		text += fmt.Sprintf("  item %d  %-40s  %s\n", item.ID, demo.Fit(listing.Title, 40), item.Status)
	}
	return text
}

func shipped(order purchase.Order) bool {
	for _, item := range order.Items() {
		if item.Status != purchase.StatusShipped && !item.Status.NotBought() {
			return false
		}
	}
	return true
}
