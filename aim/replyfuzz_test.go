package aim_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
)

// FuzzReplies gives any reply to every operation: none may panic, hang, or report a
// success that it is not.
func FuzzReplies(f *testing.F) {
	for _, s := range samples {
		f.Add(s.status, s.contentType, []byte(s.body))
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		status = 200 + (status%400+400)%400
		client, err := aim.New(testEmail, testPassword, sellerwire.WithBaseURL(loopback),
			sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
			sellerwire.WithHTTPClient(&http.Client{Transport: answering(status, contentType, string(body))}))
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		if _, err := uploading(ctx, client); err == nil && status/100 != 2 {
			t.Error("an upload was accepted under an HTTP status that is no success")
		}
		if _, err := refunding(ctx, client); err != nil && sellerwire.OutcomeOf(err) == sellerwire.OutcomeNotSent {
			t.Error("a refund that was answered counts as not sent")
		}
		batches, err := client.Batches(ctx, aim.BatchQuery{})
		if err != nil && batches != nil {
			t.Error("batches come with an error")
		}
		for _, b := range batches {
			if b.ID == "" || b.ID != b.Fields["batchid"] || b.Activated < 0 || b.Warnings < 0 || b.NotActivated < 0 {
				t.Errorf("%+v", b)
			}
		}
		reports, err := client.Reports(ctx, aim.ReportQuery{Name: aim.OrderReport})
		if err != nil && reports != nil {
			t.Error("reports come with an error")
		}
		for _, r := range reports {
			if r.ID == "" || !r.Running() && r.End.Text == "" {
				t.Errorf("%+v", r)
			}
		}
		if n, err := client.PendingUploads(ctx); n < 0 || err != nil && n != 0 {
			t.Errorf("%d uploads, %v", n, err)
		}
		download, err := client.DownloadErrorLog(ctx, "1")
		if err != nil {
			return
		}
		defer download.Close()
		content, err := io.ReadAll(download)
		if err != nil || string(content) != string(body) {
			t.Errorf("the file is %q, %v", content, err)
		}
	})
}
