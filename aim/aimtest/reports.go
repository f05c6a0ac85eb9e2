package aimtest

import (
	"io"
	"slices"
	"strconv"
	"time"
)

// Names of reports: the values of the ReportName header.
const (
	reportOrder  = "Order"
	reportOpen   = "OpenListings"
	reportLite   = "OpenListingsLite"
	reportLiter  = "OpenListingsLiter"
	reportSold   = "SoldListings"
	reportRefund = "BatchRefund"
)

// Report is one report.
type Report struct {
	// ID is the ID in get-report-status.
	ID string
	// Name is the ReportName under which the report is listed.
	Name string
	// Start and End are the times in the list. In an order report they are the period of
	// the orders.
	Start, End time.Time
	// Running means that the report is not finished. It cannot be downloaded. If it is
	// listed, its end time is the start of Unix time, or blank with Options.BlankEndTime.
	Running bool
}

// report is a Report with its content.
type report struct {
	Report
	due   time.Time
	write func(io.Writer) error
}

// AddReport adds a finished report, such as a scheduled one, and returns its ID. The ID
// and Running of r are ignored. A zero Start or End means now. The name can be any. Each
// download calls write, which writes the content while it is sent: over a network a
// report of any size needs no memory (the RoundTripper holds whole replies). If write
// returns an error, the connection is cut. Calls of write can overlap.
func (e *Emulator) AddReport(r Report, write func(io.Writer) error) (id string) {
	defer e.lock()()
	now := e.opts.Now()
	if r.Start.IsZero() {
		r.Start = now
	}
	if r.End.IsZero() {
		r.End = now
	}
	added := e.schedule(r, now, write)
	added.Running = false
	return added.ID
}

// schedule adds a report that will be finished at due.
func (e *Emulator) schedule(r Report, due time.Time, write func(io.Writer) error) *report {
	r.ID = strconv.FormatInt(e.nextID(), 10)
	r.Running = true
	added := &report{Report: r, due: due, write: write}
	e.reports = append(e.reports, added)
	return added
}

// FinishNextReport finishes the oldest running report at once, regardless of
// Options.ReportDelay, and returns it. It returns false if no report is running.
func (e *Emulator) FinishNextReport() (Report, bool) {
	defer e.lock()()
	for _, r := range e.reports {
		if r.Running {
			r.Running = false
			return r.Report, true
		}
	}
	return Report{}, false
}

// Reports returns all reports, including running ones, oldest first.
func (e *Emulator) Reports() []Report {
	defer e.lock()()
	out := make([]Report, len(e.reports))
	for i, r := range e.reports {
		out[i] = r.Report
	}
	return out
}

// generateReport schedules a report: operations 8 and 11.
func (e *Emulator) generateReport(c call) reply {
	name := c.params.Get("ReportName")
	r := Report{Name: name, Start: c.now, End: c.now}
	var write func(io.Writer) error
	switch name {
	case reportOrder:
		window, ok := orderWindow(c.params.Get("NumberOfDays"))
		if !ok {
			return e.failure(codeInvalidReport)
		}
		r.Start = c.now.Add(-window)
		write = e.orderReport(r.Start, r.End)
	case reportOpen:
		write = e.openListings()
	case reportLite:
		write = e.shortListings("seller-sku", "quantity", "price", "product-id")
	case reportLiter:
		write = e.shortListings("seller-sku", "quantity")
	case reportSold:
		write = e.soldListings()
	default:
		return e.failure(codeInvalidReport)
	}
	e.schedule(r, c.now.Add(e.opts.ReportDelay), write)
	return e.success("Status", "SUCCESS")
}

func orderWindow(days string) (time.Duration, bool) {
	if !oneOf(days, "15", "30", "60") {
		return 0, false
	}
	n, err := strconv.Atoi(days)
	return time.Duration(n) * 24 * time.Hour, err == nil
}

// getReportStatus lists the newest reports of a name: operations 9, 12 and 15.
func (e *Emulator) getReportStatus(c call) reply {
	name := c.params.Get("ReportName")
	known := oneOf(name, reportOrder, reportOpen, reportLite, reportLiter, reportSold, reportRefund)
	var lines []string
	for _, r := range e.reports {
		if r.Name == name && e.isListed(r) {
			known = true
			lines = append(lines, "reportstarttime="+e.reportTime(r.Start)+
				" reportendtime="+e.endTime(r)+" reportid="+r.ID)
		}
	}
	if !known {
		return e.failure(codeInvalidReport)
	}
	content := e.list("Report", lines, c.params.Get("NumberOfReports"))
	return element(e.opts.ReportStatusStatus, "Reports", content)
}

// isListed reports whether a report is in the list of its kind.
func (e *Emulator) isListed(r *report) bool {
	listed := e.opts.ListingsListed
	switch r.Name {
	case reportOrder:
		listed = e.opts.OrdersListed
	case reportRefund:
		listed = e.opts.RefundsListed
	}
	return !r.Running || listed == ListedAtOnce
}

func (e *Emulator) reportTime(t time.Time) string {
	return t.In(e.zone).Format("01-02-2006:15-04-05")
}

func (e *Emulator) endTime(r *report) string {
	switch {
	case !r.Running:
		return e.reportTime(r.End)
	case e.opts.BlankEndTime:
		return ""
	default:
		return e.reportTime(time.Unix(0, 0))
	}
}

// downloadReport sends the finished report with an ID or, without an ID, the latest one
// with a name: operations 10 and 13.
func (e *Emulator) downloadReport(c call) reply {
	id, name := c.params.Get("ReportID"), c.params.Get("ReportName")
	for _, r := range slices.Backward(e.reports) {
		if r.Running {
			continue
		}
		if r.ID == id || id == "" && r.Name == name {
			return e.download(r.write)
		}
	}
	return e.failure(codeFileNotFound)
}
