package benchmarks

import (
	"context"
	"fmt"
)

// ordersReply is measured by a benchmark in the package itself.
func ordersReply() Row {
	return Row{
		Name:   "orders-reply",
		What:   "a reply with 100 orders, typed, vs encoding/xml into texts",
		Budget: "<= 0.5x the time",
		Measure: func(ctx context.Context, _ string) (Result, error) {
			pair, err := goBenchmark(ctx, "./abebooks/orders", "BenchmarkOrders")
			if err != nil {
				return Result{}, err
			}
			r := Result{Took: pair.ours.perOp, Baseline: pair.baseline.perOp}
			r.Ratio = ratio(r.Took, r.Baseline)
			r.Kept = r.Ratio <= 0.5
			r.Note = fmt.Sprintf("%d allocations", pair.ours.allocs)
			return r, nil
		},
	}
}
