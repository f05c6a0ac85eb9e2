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

// The kinds of reports. The guide of 2004 has Order, OpenListings, OpenListingsLite and
// BatchRefund; the others are known from clients.
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
	// SoldListingsReport has columns that are not known; read it with
	// [flatfile.ReadTable], or save the [Download] as it is.
	SoldListingsReport ReportName = "SoldListings"
	// BatchRefundReport is the summary of an upload of refunds; read it with
	// [flatfile.ReadRefundReport]. It cannot be generated.
	BatchRefundReport ReportName = "BatchRefund"
	// PreorderReport can only be downloaded, with [Client.DownloadLatestReport]. Two of its
	// columns are known, asin and average-asking-price; read it with [flatfile.ReadTable].
	PreorderReport ReportName = "Preorder"
)

// Known tells whether the name is one of this package's constants.
func (n ReportName) Known() bool {
	switch n {
	case OrderReport, OpenListingsReport, OpenListingsLiteReport, OpenListingsLiterReport,
		SoldListingsReport, BatchRefundReport, PreorderReport:
		return true
	}
	return false
}

// NumberOfDays is the period of an order report, back from now. Any other value than the
// constants is refused before anything is sent.
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
	// Days is required for [OrderReport]: [Days15], [Days30] or [Days60]. For
	// other reports 0 leaves it out; they ignore it.
	Days NumberOfDays
}

// faults lists what is wrong with a request to generate a report.
func (r ReportRequest) faults() []sellerwire.FieldError {
	faults := tokenFault("ReportName", string(r.Name))
	if r.Name == BatchRefundReport || r.Name == PreorderReport {
		faults = append(faults, sellerwire.FieldError{
			Field: "ReportName", Reason: fmt.Sprintf("the service makes %s reports without a request; they cannot be generated", r.Name),
		})
	}
	switch r.Days {
	case Days15, Days30, Days60:
	case 0:
		if r.Name == OrderReport {
			faults = append(faults, sellerwire.FieldError{Field: "NumberOfDays", Reason: "it is required for an order report: 15, 30 or 60"})
		}
	default:
		faults = append(faults, sellerwire.FieldError{
			Field: "NumberOfDays", Reason: fmt.Sprintf("%d is not 15, 30 or 60", r.Days),
		})
	}
	return faults
}

// Report is a report as the service lists it.
type Report struct {
	// ID has digits only, more than 32 bits hold.
	ID string
	// Start and End are, for order reports, the window of the orders; for others
	// the time when the report was made. They are US Pacific time unless
	// [WithReportLocation] says otherwise.
	Start, End flatfile.Timestamp
	// Fields are all pairs as they came, by key in lower case, unknown ones
	// included.
	Fields map[string]string
}

// Running tells whether the report is still being made. Such a report was seen with the
// start of Unix time as its end; a blank end means the same.
func (r Report) Running() bool {
	return r.End.Text == "" || !r.End.Time.IsZero() && r.End.Time.Year() < 1971
}

// ReportQuery are the parameters of [Client.Reports].
type ReportQuery struct {
	// Name is required.
	Name ReportName
	// Count is the number of reports to list, newest first. 0 leaves the parameter out,
	// which means 10 to the service. No limit is documented.
	Count int
}

// GenerateReport asks the service to make a report of orders or of open listings, which
// takes it up to 45 minutes. The answer names no ID; [Client.FetchReport] waits for the
// report and downloads it.
//
// A second request makes a second report, so it is sent once, and again only on proof that
// nothing was sent, unless [AllowRepeat] is given. After [sellerwire.ErrOutcomeUnknown],
// [Client.ReportsSince] shows whether there is a new one.
func (c *Client) GenerateReport(ctx context.Context, request ReportRequest, opts ...sellerwire.CallOption) error {
	req, err := c.prepareReport(request, opts)
	if err != nil {
		return err
	}
	_, err = c.transport.Do(ctx, req)
	return err
}

const generateReport = "generate report"

// prepareReport checks a request for a report and makes the call.
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

// Reports lists the newest reports of a kind, both those that were requested and those that
// the service makes by its schedule, and those that are still being made. It is a read and
// is retried automatically. The guide calls it Get Report Status; for [BatchRefundReport]
// it is the status of the refunds.
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

// reportTime reads the start or end of a report. Such times have no zone.
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
