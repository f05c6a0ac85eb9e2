package aim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The calls for the tables below, by what they read. Each returns what the golden file
// shows.
func uploading(ctx context.Context, c *aim.Client) (any, error) {
	return c.AddModifyDelete(ctx, feedOf(inventorySheet), aim.UploadOptions{ReturnBatchID: true})
}

func refunding(ctx context.Context, c *aim.Client) (any, error) {
	return nil, c.Refund(ctx, feedOf(refundSheet))
}

func generating(ctx context.Context, c *aim.Client) (any, error) {
	return nil, c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days30})
}

func listingBatches(ctx context.Context, c *aim.Client) (any, error) {
	return c.Batches(ctx, aim.BatchQuery{})
}

func listingReports(ctx context.Context, c *aim.Client) (any, error) {
	reports, err := c.Reports(ctx, aim.ReportQuery{Name: aim.OrderReport})
	type shown struct {
		aim.Report
		Running bool
	}
	out := make([]shown, len(reports))
	for i, r := range reports {
		out[i] = shown{r, r.Running()}
	}
	return out, err
}

func counting(ctx context.Context, c *aim.Client) (any, error) { return c.PendingUploads(ctx) }

func downloading(ctx context.Context, c *aim.Client) (any, error) {
	d, err := c.DownloadErrorLog(ctx, "2585199250")
	if err != nil {
		return nil, err
	}
	defer d.Close()
	content, err := io.ReadAll(d)
	return string(content), err
}

type sample struct {
	name        string
	status      int
	contentType string
	body        string
	call        func(context.Context, *aim.Client) (any, error)
}

const (
	batchLine = "batchid=2586376232 status=Done dateandtime=08/07/2009 01:48:23 PDT activateditems=1020 numberofwarnings=0 " +
		"itemsnotacivated=0"
	signInPage = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head><meta http-equiv=x><title>Seller ` +
		`Login</title></head><body><form><input name=email></form></body></html>`
	plainPage = `<html><head><title>Down for maintenance</title></head><body><p>Back &nbsp; soon & well<br></body></html>`
)

// samples are the recorded replies, and replies for what the records leave open.
var samples = []sample{
	{"upload-success", 200, "text/xml", "<Success>SUCCESS</Success>", uploading},
	{"upload-batch-id", 200, "text/xml", "<BatchID>2585199250</BatchID>", uploading},
	{"upload-success-in-another-element", 202, "text/xml", "<Status>\n SUCCESS </Status>", uploading},
	{"upload-success-without-tags", 200, "text/plain", "SUCCESS", uploading},
	{"upload-without-an-id", 200, "text/xml", "<BatchID></BatchID>", uploading},
	{"upload-id-zero", 200, "text/xml", "<BatchID>0</BatchID>", uploading},
	{"upload-id-that-is-none", 200, "text/xml", "<BatchID>-1</BatchID>", uploading},
	{"upload-unauthorized", 200, "text/xml", "<BusinessLogicError>CUSTOMER_UNAUTHORIZED</BusinessLogicError>", uploading},
	{"upload-invalid-file-format", 200, "text/xml", "<BusinessLogicError>INVALID_FILE_FORMAT</BusinessLogicError>", uploading},
	{"upload-invalid-listing-program", 400, "text/xml", "<BusinessLogicError>INVALID_LISTING_PROGRAM</BusinessLogicError>", uploading},
	{"upload-unknown-code", 200, "text/xml", "<BusinessLogicError>QUEUE_IS_FULL</BusinessLogicError>", uploading},
	{"upload-error-without-code", 200, "text/xml", "<FileError>The file is too long.</FileError>", uploading},
	{"upload-nested-error", 500, "text/xml", "<Errors><Error><Code>INVALID_FILE_FORMAT</Code><Message>row 1</Message></Error></Errors>",
		uploading},
	{"upload-success-under-500", 500, "text/xml", "<Success>SUCCESS</Success>", uploading},
	{"upload-success-under-404", 404, "text/xml", "<Success>SUCCESS</Success>", uploading},

	{"batches", 200, "text/xml", "<Batches> <Batch>" + batchLine + " </Batch></Batches>", listingBatches},
	{"batches-in-the-words-of-the-guide", 200, "text/xml",
		"<Batches> <Batch>batchid=12345 status=Done dateandtime=10/22/2004 10:47:44 PDT activateditems=20304 numberofwarnings=1 " +
			"itemsnotacivated=3280 </Batch></Batches>", listingBatches},
	{"batches-many", 202, "text/xml",
		"<Batches> <Batch>" + batchLine +
			" </Batch><Batch>batchid=99999999999999999999 status=In Progress dateandtime=12/01/2009 23:00:00 " +
			"PST activateditems=0 numberofwarnings=0 itemsnotactivated=7 colour=deep red </Batch></Batches>", listingBatches},
	{"batches-empty", 200, "text/xml", "<Batches/>", listingBatches},
	{"batches-empty-with-a-blank", 200, "text/xml", "<Batches> </Batches>", listingBatches},
	{"batches-with-little-in-them", 200, "text/xml", "<Batches><Batch>status=Request Submitted batchid=7 dateandtime=</Batch></Batches>",
		listingBatches},
	{"batches-unknown-zone", 200, "text/xml", "<Batches><Batch>batchid=7 dateandtime=07/08/2009 01:48:23 XYZ </Batch></Batches>",
		listingBatches},
	{"batches-without-id", 200, "text/xml", "<Batches><Batch>status=Done </Batch></Batches>", listingBatches},
	{"batches-bad-count", 200, "text/xml", "<Batches><Batch>batchid=7 activateditems=many </Batch></Batches>", listingBatches},
	{"batches-key-twice", 200, "text/xml", "<Batches><Batch>batchid=7 batchid=8</Batch></Batches>", listingBatches},
	{"batches-no-pairs", 200, "text/xml", "<Batches><Batch>7 Done</Batch></Batches>", listingBatches},
	{"batches-success", 200, "text/xml", "<Success>SUCCESS</Success>", listingBatches},
	{"batches-declared-latin1", 200, "text/xml",
		`<?xml version="1.0" encoding="ISO-8859-1"?>` + "<Batches><Batch>batchid=7 status=Termin\xe9 </Batch></Batches>", listingBatches},

	{"reports", 202, "text/xml",
		"<Reports> <Report>reportstarttime=10-18-2004:10-50-56 reportendtime=10-18-2004:10-50-56 reportid=12345456 " +
			"</Report><Report>reportstarttime=10-11-2004:15-02-21 reportendtime=10-11-2004:15-02-21 reportid=23664721 </Report></Reports>",
		listingReports},
	{"reports-of-orders", 200, "text/xml",
		"<Reports> <Report>reportstarttime=12-26-2009:19-00-02 reportendtime=01-10-2010:19-00-02 reportid=2893717072 " +
			"</Report><Report>reportstarttime=01-10-2010:14-00-00 reportendtime=01-10-2010:18-00-00 reportid=2893636754 </Report>" +
			"</Reports>",
		listingReports},
	{"reports-running", 200, "text/xml",
		"<Reports><Report>reportstarttime=12-26-2009:19-00-02 reportendtime=12-31-1969:16-00-00 reportid=1 " +
			"</Report><Report>reportstarttime=12-26-2009:19-00-02 reportendtime= reportid=2 </Report><Report>reportid=3 </Report>" +
			"</Reports>",
		listingReports},
	{"reports-empty", 200, "text/xml", "<Reports></Reports>", listingReports},
	{"reports-without-id", 200, "text/xml", "<Reports><Report>reportstarttime=12-26-2009:19-00-02 </Report></Reports>", listingReports},

	{"count", 200, "text/xml", "<PendingUploadsCount>1</PendingUploadsCount>", counting},
	{"count-without-tags", 200, "text/xml", " 12\n", counting},
	{"count-that-is-none", 200, "text/xml", "<PendingUploadsCount>N</PendingUploadsCount>", counting},
	{"count-missing", 200, "text/xml", "<PendingUploadsCount/>", counting},

	{"generate-success", 200, "text/xml", "<Status>SUCCESS</Status>", generating},
	{"refund-success", 200, "text/xml", "<Success>SUCCESS</Success>", refunding},
	{"refund-batch-id", 200, "text/xml", "<BatchID>2585199250</BatchID>", refunding},
	{"refund-no-default-payment", 200, "text/xml", "<BusinessLogicError>NO_DEFAULT_PAYMENT</BusinessLogicError>", refunding},
	{"refund-sign-in-page", 200, "text/html", signInPage, refunding},
	{"refund-cut-off", 200, "text/xml", "<Success>SUCC", refunding},
	{"refund-empty", 200, "text/xml", "", refunding},

	{"download", 200, "text/plain", "Feed Processing Summary:\n\tNumber of records processed\t\t82\n", downloading},
	{"download-file-not-found", 200, "text/xml", "<FileError>FILE_NOT_FOUND</FileError>", downloading},
	{"download-invalid-batch", 200, "text/xml", "<BusinessLogicError>INVALID_BATCH</BusinessLogicError>", downloading},
	{"download-access-denied", 200, "text/plain", "  <Oops>ACCESS_DENIED</Oops>", downloading},
	{"download-code-without-tags", 200, "text/plain", "FILE_NOT_FOUND\r\n", downloading},
	{"download-unknown-code", 200, "text/xml", "<FileError>FILE_IS_SECRET</FileError>", downloading},
	{"download-success-instead-of-a-file", 200, "text/xml", "<Success>SUCCESS</Success>", downloading},
	{"download-empty", 200, "text/plain", "", downloading},
	{"download-sign-in-page", 200, "text/html", signInPage, downloading},
	{"download-long-sign-in-page", 200, "text/html",
		"<html><title>Your identification</title>" + strings.Repeat("<p>x", 4000), downloading},
	{"download-web-page", 200, "text/html", plainPage, downloading},
	{"download-not-found-by-status", 404, "text/html", plainPage, downloading},

	{"redirect", 302, "", "", listingBatches},
	{"status-401", 401, "text/xml", "<BusinessLogicError>CUSTOMER_UNAUTHORIZED</BusinessLogicError>", listingBatches},
	{"status-401-without-words", 401, "", "", downloading},
	{"status-403", 403, "text/plain", "no", listingBatches},
	{"sign-in-page-by-its-password-field", 200, "text/html", `<html><title>Amazon</title><input type="Password"></html>`, listingBatches},
	{"encoding-page", 200, "text/html", "<html><title>Choose your Encoding</title></html>", listingBatches},
	{"web-page", 200, "text/html", plainPage, listingBatches},
	{"empty", 200, "text/xml", " \n", listingBatches},
	{"cut-off", 200, "text/xml", "<Batches> <Batch>batchid=1", listingBatches},
	{"not-xml", 200, "text/xml", "\x00\x01", listingBatches},
}

func TestReplies(t *testing.T) {
	t.Parallel()
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			client := clientOver(t, answering(s.status, s.contentType, s.body))
			result, err := s.call(t.Context(), client)
			testkit.Golden(t, "replies/"+s.name+".txt", describe(t, s, result, err))
		})
	}
}

// describe shows a reply and its result.
func describe(t *testing.T, s sample, result any, err error) []byte {
	t.Helper()
	var out bytes.Buffer
	body := s.body
	if len(body) > 1000 {
		body = body[:100] + "..."
	}
	fmt.Fprintf(&out, "%d %s %s\n%s\n\n", s.status, http.StatusText(s.status), s.contentType, body)
	if err == nil {
		text, err := json.MarshalIndent(result, "", "  ")
		require.NoError(t, err)
		fmt.Fprintf(&out, "=> %s\n", text)
		return out.Bytes()
	}
	e := asError(t, err)
	fmt.Fprintf(&out, "=> %s\n", strings.Replace(e.Error(), e.RequestID, "ID", 1))
	fmt.Fprintf(&out, "kinds: %v\ncodes: %q\nmessages: %q\noutcome: %s\n", e.Kinds, e.Codes, e.Messages, e.Outcome)
	return out.Bytes()
}

func TestCodesAreTypedAndOpen(t *testing.T) {
	t.Parallel()
	tests := map[aim.Code]struct {
		known bool
		kind  error
	}{
		aim.CodeSuccess:               {true, nil},
		aim.CodeCustomerUnauthorized:  {true, sellerwire.ErrUnauthorized},
		aim.CodeInvalidFileFormat:     {true, sellerwire.ErrInvalidRequest},
		aim.CodeInvalidListingProgram: {true, sellerwire.ErrInvalidRequest},
		aim.CodeInvalidBatch:          {true, sellerwire.ErrInvalidRequest},
		aim.CodeFileNotFound:          {true, sellerwire.ErrNotFound},
		aim.CodeAccessDenied:          {true, sellerwire.ErrForbidden},
		aim.CodeNoDefaultPayment:      {true, sellerwire.ErrForbidden},
		"SOMETHING_NEW":               {false, sellerwire.ErrUnexpectedContent},
	}
	for code, tt := range tests {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.known, code.Known())
			assert.Equal(t, tt.known, code.Text() != "")
			assert.True(t, strings.HasPrefix(code.String(), string(code)))
			if tt.kind == nil {
				return
			}
			for _, call := range []func(context.Context, *aim.Client) (any, error){uploading, refunding, generating, listingBatches,
				listingReports, counting, downloading} {
				_, err := call(t.Context(), clientOver(t, answering(200, "text/xml", "<Anything>"+string(code)+"</Anything>")))
				assert.Equal(t, code, aim.CodeOf(err))
				assert.ErrorIs(t, err, tt.kind)
			}
		})
	}
	assert.Empty(t, aim.CodeOf(nil))
}
