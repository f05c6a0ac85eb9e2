package main

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// feed uploads the file as one feed and waits until it is processed.
func feed(ctx context.Context, rows []inventory.Row) error {
	seller, err := demo.AIM()
	if err != nil {
		return err
	}
	defer seller.Done()
	fmt.Println("\nAmazon Inventory Management")

	var refused demo.Causes
	upload, err := flatfile.LoaderFeed(demo.LoaderRows(rows), flatfile.WriteOptions{
		Encoding: seller.Encoding(),
		OnRowError: func(e *flatfile.RowError) error {
			refused.Add(fmt.Sprintf("row %d, not sent", e.Row), demo.Reason(e))
			return nil // the other rows go out
		},
	})
	if err != nil {
		return err
	}
	result, err := seller.AddModifyDeleteAndWait(ctx, upload, aim.UploadOptions{UploadFor: aim.ForMarketplace}, seller.Wait)
	if err != nil {
		return err
	}
	fmt.Printf("  batch %s is done: %d items activated, %d not, %d warnings\n",
		result.BatchID, result.Batch.Activated, result.Batch.NotActivated, result.Batch.Warnings)
	refused.Print("  ")
	if result.Batch.Activated == 0 {
		return refused.Why("AIM activated not one item")
	}
	return nil
}
