package aim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// ReportName is a kind of report. The list is open.
type ReportName string

// The kinds of reports. Order, OpenListings, OpenListingsLite and BatchRefund are in the
// guide of 2004. The others are known from clients.
const (
	// OrderReport lists what was sold; read it with [flatfile.ReadOrders].
	OrderReport ReportName = "Order"
	// OpenListingsReport is the inventory with all columns; read it with
	// [flatfile.ReadListings].
	OpenListingsReport ReportName = "OpenListings"
	// OpenListingsLiteReport has SKU, quantity, price and product ID; read it with
	// [flatfile.ReadListingsLite].
	OpenListingsLiteReport ReportName = "OpenListingsLite"
	// OpenListingsLiterReport has SKU and quantity; read it with
	// [flatfile.ReadListingsLiter].
	OpenListingsLiterReport ReportName = "OpenListingsLiter"
	// SoldListingsReport has columns that are not documented. Read it with
	// [flatfile.ReadTable], or save the [Download] as it is.
	SoldListingsReport ReportName = "SoldListings"
	// BatchRefundReport is the summary of an upload of refunds. Read it with
	// [flatfile.ReadRefundReport]. It cannot be requested.
	BatchRefundReport ReportName = "BatchRefund"
	// PreorderReport can only be downloaded, with [Client.DownloadLatestReport]. Two of
	// its columns are known, asin and average-asking-price. Read it with
	// [flatfile.ReadTable].
	PreorderReport ReportName = "Preorder"
)

// Known reports whether the name is one of this package's constants.
func (n ReportName) Known() bool {
	switch n {
	case OrderReport, OpenListingsReport, OpenListingsLiteReport, OpenListingsLiterReport,
		SoldListingsReport, BatchRefundReport, PreorderReport:
		return true
	}
	return false
}

// NumberOfDays is the period of an order report, counted back from now. A value that is
// not one of the constants is refused before anything is sent.
type NumberOfDays int

// The periods that the service offers.
const (
	Days15 NumberOfDays = 15
	Days30 NumberOfDays = 30
	Days60 NumberOfDays = 60
)

// ReportRequest says which report to generate.
type ReportRequest struct {
	// Name is required.
	Name ReportName
	// Days is required for an [OrderReport]: [Days15], [Days30] or [Days60]. Other
	// reports ignore it; zero leaves it out.
	Days NumberOfDays
}

// faults lists what is wrong with a request to generate a report.
func (r ReportRequest) faults() []sellerwire.FieldError {
	faults := tokenFault("ReportName", string(r.Name))
	if r.Name == BatchRefundReport || r.Name == PreorderReport {
		faults = append(faults, sellerwire.FieldError{
			Field: "ReportName", Reason: fmt.Sprintf("a %s report cannot be requested: the service makes it on its own", r.Name),
		})
	}
	switch r.Days {
	case Days15, Days30, Days60:
	case 0:
		if r.Name == OrderReport {
			faults = append(faults, sellerwire.FieldError{Field: "NumberOfDays", Reason: "must be 15, 30 or 60 for an order report"})
		}
	default:
		faults = append(faults, sellerwire.FieldError{
			Field: "NumberOfDays", Reason: fmt.Sprintf("must be 15, 30 or 60, not %d", r.Days),
		})
	}
	return faults
}

// Report is a report as the service lists it.
type Report struct {
	// ID consists of digits and may not fit into 32 bits.
	ID string
	// Start and End are the period of the orders, in an order report. In other reports
	// they are the time when the report was made. They are US Pacific time unless
	// [WithReportLocation] sets another zone.
	Start, End flatfile.Timestamp
	// Fields has every pair as received, unknown ones included. Keys are in lower case.
	Fields map[string]string
}

// Running reports whether the report is still being made. The end of such a report is
// blank, or the start of Unix time, as was seen in a reply.
func (r Report) Running() bool {
	return r.End.Text == "" || !r.End.Time.IsZero() && r.End.Time.Year() < 1971
}

// ReportQuery has the parameters of [Client.Reports].
type ReportQuery struct {
	// Name is required.
	Name ReportName
	// Count is the number of reports to list, newest first. Zero sends no count, which
	// the service reads as 10. No maximum is documented.
	Count int
}

// GenerateReport asks the service to make a report of orders or of open listings, which
// can take up to 45 minutes. The reply has no ID. [Client.FetchReport] also waits for the
// report and downloads it.
//
// A second request makes a second report, so GenerateReport is retried only on proof that
// nothing was sent, unless [AllowRepeat] is given. After [sellerwire.ErrOutcomeUnknown],
// [Client.ReportsSince] shows whether there is a new report.
func (c *Client) GenerateReport(ctx context.Context, request ReportRequest, opts ...sellerwire.CallOption) error {
	req, err := c.prepareReport(request, opts)
	if err != nil {
		return err
	}
	_, err = c.transport.Do(ctx, req)
	return err
}

const generateReport = "generate report"

// prepareReport checks a request for a report and builds the call.
func (c *Client) prepareReport(request ReportRequest, opts []sellerwire.CallOption) (*transport.Request, error) {
	var repeat repeatable
	call, err := c.transport.Call(generateReport, &repeat, opts)
	if err != nil {
		return nil, err
	}
	if faults := request.faults(); faults != nil {
		return nil, c.transport.Invalid(generateReport, faults...)
	}
	params := http.Header{"ReportName": {string(request.Name)}}
	if request.Days > 0 {
		params["NumberOfDays"] = []string{strconv.Itoa(int(request.Days))}
	}
	op := transport.Operation{Name: generateReport, Class: repeat.class(), Writes: true}
	req := c.request(op, "manual-reports/generate-report-now", params)
	req.Call, req.Decode = call, readSuccess
	return req, nil
}

// Reports lists the newest reports of a kind: those that were requested, those that the
// service makes on its schedule, and those that are not finished. It only reads and is
// retried automatically. The guide calls it Get Report Status. For [BatchRefundReport] it
// lists the summaries of refunds.
func (c *Client) Reports(ctx context.Context, query ReportQuery, opts ...sellerwire.CallOption) ([]Report, error) {
	const operation = "list reports"
	call, err := c.transport.Call(operation, nil, opts)
	if err != nil {
		return nil, err
	}
	params := http.Header{"ReportName": {string(query.Name)}}
	faults := tokenFault("ReportName", string(query.Name))
	if fault := setCount(params, "NumberOfReports", query.Count); fault != nil {
		faults = append(faults, *fault)
	}
	if faults != nil {
		return nil, c.transport.Invalid(operation, faults...)
	}
	req := c.request(transport.Operation{Name: operation, Class: transport.Safe}, "manual-reports/get-report-status", params)
	req.Call = call
	return fetch(ctx, c, req, c.readReports)
}

func (c *Client) readReports(reply *transport.Reply) ([]Report, *transport.Failure) {
	entries, failure := readList(reply, "Reports")
	if failure != nil {
		return nil, failure
	}
	reports := make([]Report, len(entries))
	for i, e := range entries {
		reports[i] = Report{
			ID:     e.fields["reportid"],
			Start:  c.reportTime(e.fields["reportstarttime"]),
			End:    c.reportTime(e.fields["reportendtime"]),
			Fields: e.fields,
		}
		err := e.check("reportid", "reportendtime")
		if err == nil && !isID(reports[i].ID) {
			err = errors.New("it has no reportid")
		}
		if err != nil {
			return nil, transport.Unexpected(reply, "report %d: %v", i+1, err)
		}
	}
	return reports, nil
}

// reportTime reads the start or end of a report. These times state no zone.
func (c *Client) reportTime(text string) flatfile.Timestamp {
	stamp := flatfile.Timestamp{Text: text}
	clock, err := time.Parse("01-02-2006:15-04-05", text)
	switch {
	case err != nil:
	case c.config.location == nil:
		stamp.Time = flatfile.PacificTime(clock)
	default:
		stamp.Time = time.Date(clock.Year(), clock.Month(), clock.Day(),
			clock.Hour(), clock.Minute(), clock.Second(), 0, c.config.location)
	}
	return stamp
}
