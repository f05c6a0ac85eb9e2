package faults_test

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
)

// A class is what decides how an operation meets a fault. The first four are
// those of internal/transport; the others are made of them.
type class int

const (
	// read: a read that may be repeated.
	read class = iota
	// write: a write of an absolute state, that may be repeated for a while.
	write
	// once: a change that is repeated only on proof that nothing was sent.
	once
	// keyed: an order, which is looked up when its reply is lost, and the service
	// fails for the look-ups too.
	keyed
	// found: an order of which the look-ups work.
	found
	// resumed: an order that may have been placed before: the look-up comes first.
	resumed
	// download: a read that streams.
	download
	// before: a workflow of which the first step, a read, fails.
	before
	// after: a workflow of which a step fails that comes after the change was
	// accepted: it polls, again and again.
	after
	// poll: a workflow of reads only.
	poll
	classes // their number
)

var classNames = [classes]string{
	"read", "write", "once", "order", "order, look-up works", "order, resumed", "download",
	"workflow, before", "workflow, after", "poll",
}

func (c class) String() string { return classNames[c] }

// changes tells whether an error of the class must have an outcome.
func (c class) changes() bool { return c != read && c != download && c != poll }

// polls tells whether the class goes on after a call that failed.
func (c class) polls() bool { return c == after || c == poll }

// An operation is one public operation of one client.
type operation struct {
	service *service
	name    string
	class   class
	call    func(context.Context, *site) error
	// effects counts what the operation has changed at the service.
	effects func(*site) int
	// hit tells which requests the fault is for. Nil: all.
	hit func(*site, *http.Request) bool
	// main tells which requests are attempts of the operation itself, and not of
	// what it does beside. Nil: all.
	main func(*http.Request) bool
	// apart: it sends from a goroutine of its own, where a panic ends the program,
	// as it does in any goroutine.
	apart bool
}

func (op *operation) String() string { return op.service.name + " " + op.name }

// secrets are those that the operation has. A service cannot repeat others.
func (op *operation) secrets() []string {
	if op.service == purchaseAPI && op.class == read && op.name != "DryRun" {
		return []string{buyAccess, buySecret}
	}
	return op.service.secrets
}

func (op *operation) hits(s *site, req *http.Request) bool { return op.hit == nil || op.hit(s, req) }

func (op *operation) counts(req *http.Request) bool { return op.main == nil || op.main(req) }

// operations are all public operations that send anything. The first of each
// service and class stands for its like in a normal run.
var operations = []*operation{
	{service: abebooksClassic, name: "Submit", class: write, call: abebooksSubmit, effects: booksChanged},
	{service: abebooksClassic, name: "Add", class: write, call: abebooksAdd, effects: booksChanged},
	{service: abebooksClassic, name: "Update", class: write, call: abebooksUpdate, effects: booksChanged},
	{service: abebooksClassic, name: "Delete", class: write, call: abebooksDelete, effects: booksChanged},
	{service: abebooksClassic, name: "Sync", class: write, call: abebooksSync, effects: booksChanged, apart: true},
	{service: abebooksSigned, name: "Submit", class: write, call: abebooksSubmit, effects: booksChanged},

	{service: ordersAPI, name: "NewOrders", class: read, call: ordersNew},
	{service: ordersAPI, name: "Get", class: read, call: ordersGet},

	{service: purchaseAPI, name: "Search", class: read, call: purchaseSearch},
	{service: purchaseAPI, name: "SearchAll", class: read, call: purchaseSearchAll, apart: true},
	{service: purchaseAPI, name: "Get", class: read, call: purchaseGet},
	{service: purchaseAPI, name: "DryRun", class: read, call: purchaseDryRun},
	{service: purchaseAPI, name: "PlaceOrder", class: keyed, call: purchasePlaceOrder, effects: ordersPlaced, main: posts},
	{service: purchaseAPI, name: "PlaceOrder (the POST fails)", class: found, call: purchasePlaceOrder,
		effects: ordersPlaced, main: posts, hit: onlyPosts},
	{service: purchaseAPI, name: "ResumeOrder", class: resumed, call: purchaseResume, effects: ordersPlaced},

	{service: aimAPI, name: "Batches", class: read, call: aimBatches},
	{service: aimAPI, name: "PendingUploads", class: read, call: aimPendingUploads},
	{service: aimAPI, name: "Reports(Order)", class: read, call: aimReports(aim.OrderReport)},
	{service: aimAPI, name: "Reports(OpenListings)", class: read, call: aimReports(aim.OpenListingsReport)},
	{service: aimAPI, name: "Reports(BatchRefund)", class: read, call: aimReports(aim.BatchRefundReport)},
	{service: aimAPI, name: "MarkBatches", class: read, call: aimMarkBatches},
	{service: aimAPI, name: "MarkReports", class: read, call: aimMarkReports},
	{service: aimAPI, name: "BatchesSince", class: read, call: aimBatchesSince},
	{service: aimAPI, name: "ReportsSince", class: read, call: aimReportsSince},
	{service: aimAPI, name: "DownloadReport", class: download, call: aimOrderReport},
	{service: aimAPI, name: "DownloadLatestReport", class: download, call: aimLatestReport},
	{service: aimAPI, name: "DownloadErrorLog", class: download, call: aimErrorLog},
	{service: aimAPI, name: "DownloadQuickFix", class: download, call: aimQuickFix},
	{service: aimAPI, name: "AddModifyDelete", class: once, call: aimAddModifyDelete, effects: queued},
	{service: aimAPI, name: "ModifyOnly", class: once, call: aimModifyOnly, effects: queued},
	{service: aimAPI, name: "PurgeReplace", class: once, call: aimPurgeReplace, effects: queued},
	{service: aimAPI, name: "Refund", class: once, call: aimRefund, effects: queued},
	{service: aimAPI, name: "GenerateReport(Order)", class: once,
		call: aimGenerate(aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}), effects: queued},
	{service: aimAPI, name: "GenerateReport(OpenListings)", class: once,
		call: aimGenerate(aim.ReportRequest{Name: aim.OpenListingsReport}), effects: queued},

	{service: aimAPI, name: "AddModifyDeleteAndWait (before the upload)", class: before, call: aimAddAndWait, effects: queued},
	{service: aimAPI, name: "RefundAndWait (before the refund)", class: before, call: aimRefundAndWait, effects: queued},
	{service: aimAPI, name: "FetchReport (before the request)", class: before, call: aimFetchReport, effects: queued},
	{service: aimAPI, name: "AddModifyDeleteAndWait (the upload)", class: once, call: aimAddAndWait,
		effects: queued, hit: onlyChanges, main: changes},
	{service: aimAPI, name: "ModifyOnlyAndWait (the upload)", class: once, call: aimModifyAndWait,
		effects: queued, hit: onlyChanges, main: changes},
	{service: aimAPI, name: "PurgeReplaceAndWait (the upload)", class: once, call: aimPurgeAndWait,
		effects: queued, hit: onlyChanges, main: changes},
	{service: aimAPI, name: "RefundAndWait (the refund)", class: once, call: aimRefundAndWait,
		effects: queued, hit: onlyChanges, main: changes},
	{service: aimAPI, name: "FetchReport (the request)", class: once, call: aimFetchReport,
		effects: queued, hit: onlyChanges, main: changes},
	{service: aimAPI, name: "AddModifyDeleteAndWait (after the upload)", class: after,
		call: aimAddAndWait, effects: queued, hit: afterChange},
	{service: aimAPI, name: "RefundAndWait (after the refund)", class: after, call: aimRefundAndWait, effects: queued, hit: afterChange},
	{service: aimAPI, name: "FetchReport (after the request)", class: after, call: aimFetchReport, effects: queued, hit: afterChange},
	{service: aimAPI, name: "WaitForBatch", class: poll, call: aimWaitForBatch},
	{service: aimAPI, name: "WaitForNewBatch", class: poll, call: aimWaitForNewBatch},
	{service: aimAPI, name: "WaitForReport", class: poll, call: aimWaitForReport},
	{service: aimAPI, name: "WaitForRefunds", class: poll, call: aimWaitForRefunds},

	{service: twdAPI, name: "List", class: read, call: twdList},
	{service: twdAPI, name: "ListAll", class: read, call: twdListAll},
	{service: twdAPI, name: "Search", class: read, call: twdSearch},
	{service: twdAPI, name: "SearchAll", class: read, call: twdSearchAll},
	{service: twdAPI, name: "Count", class: read, call: twdCount},
	{service: twdAPI, name: "Get", class: read, call: twdGet},
	{service: twdAPI, name: "Update", class: write, call: twdUpdate, effects: itemChanges},
	{service: twdAPI, name: "Delete", class: write, call: twdDelete, effects: itemChanges},
	{service: twdAPI, name: "RecordSale", class: once, call: twdRecordSale, effects: itemChanges},
	{service: twdAPI, name: "AdjustQuantity", class: once, call: twdAdjustQuantity, effects: itemChanges},
	{service: twdByGet, name: "List", class: read, call: twdList},

	{service: inventoryAPI, name: "SetQuantity", class: write, call: invapiSetQuantity, effects: quantitiesSet},
	{service: inventoryAPI, name: "SetAll", class: write, call: invapiSetAll, effects: quantitiesSet, apart: true},
}

func posts(req *http.Request) bool { return req.Method == http.MethodPost }

func onlyPosts(_ *site, req *http.Request) bool { return posts(req) }

// aimChanges are the paths of AIM that change something.
var aimChanges = []string{
	"catalog-upload/add-modify-delete", "catalog-upload/modify-only", "catalog-upload/purge-replace",
	"catalog-upload/batch-refund", "manual-reports/generate-report-now",
}

// changes are the requests of AIM to these.
func changes(req *http.Request) bool {
	return slices.Contains(aimChanges, strings.TrimPrefix(req.URL.Path, aimtest.BasePath))
}

func onlyChanges(_ *site, req *http.Request) bool { return changes(req) }

// afterChange: the service has taken the change; all that follows fails.
func afterChange(s *site, _ *http.Request) bool { return queued(s) > 0 }
