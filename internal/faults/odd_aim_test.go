package faults_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
)

var (
	batchReply = anatomy{record: "Batches/Batch"}.is(roleWord, "Batches").is(roleRow, "Batches/Batch").
			is(roleName, "*/batchid").is(roleLoad, "*/status")
	reportReply = anatomy{record: "Reports/Report"}.is(roleWord, "Reports").is(roleRow, "Reports/Report").
			is(roleName, "*/reportid").is(roleLoad, "*/reportendtime")
	successReply = anatomy{}.is(roleWord, "*")
	fileReply    = anatomy{record: file}
	summaryReply = anatomy{}.is(roleRow, "line").is(roleName, "*")
)

// refusedUploads refuses every change.
func refusedUploads() backend {
	b := emulateAim()
	for _, path := range aimChanges {
		mustBe[*aimtest.Emulator](b.state).Refuse(path, "INVALID_FILE_FORMAT")
	}
	return b
}

// What is answered alike.
var (
	aimUploads = []string{
		"aim AddModifyDelete", "aim ModifyOnly", "aim PurgeReplace", "aim Refund",
		"aim GenerateReport(Order)", "aim GenerateReport(OpenListings)",
	}
	aimLists = []string{
		"aim Reports(Order)", "aim Reports(OpenListings)", "aim Reports(BatchRefund)", "aim MarkReports", "aim ReportsSince",
	}
	aimBatchLists = []string{"aim Batches", "aim MarkBatches", "aim BatchesSince"}
	aimFiles      = []string{"aim DownloadReport", "aim DownloadLatestReport", "aim DownloadErrorLog", "aim DownloadQuickFix"}
)

// aimBare are texts that stand for themselves: the guide prints answers without
// their elements, and a number may be the ID of a batch.
const aimBare = "|SUCCESS|1|200|404|"

var aimWords = []rule{
	{golden: "INVALID*", kind: "cut", at: "at 3/4", claims: "RU", why: "the code is whole"},
	{golden: "INVALID*", kind: "cut", at: "before the last byte", claims: "RU", why: "the code is whole"},
	{kind: "another value", at: "BatchID", why: "it may be any"},
	{kind: "two that disagree", at: "BatchID*", claims: "AU", why: "either says that it was accepted"},
}

// aimNumbers are rules for a number alone.
func aimNumbers(why string) (rules []rule) {
	for _, n := range []string{"0", "1", "200", "404"} {
		rules = append(rules, rule{kind: "nothing but", at: n, why: why})
	}
	return rules
}

func aimSubjects() []*subject {
	number := append(aimNumbers("the guide prints the number alone"), rule{kind: "another value", why: "nobody else counts"},
		rule{kind: "zero or less", at: "PendingUploadsCount", why: "there may be none"})
	all := []*subject{
		{op: opOf("aim Batches"), anatomy: batchReply, rules: listRules, alike: aimBatchLists},
		{op: opOf("aim MarkBatches"), anatomy: batchReply, rules: listRules, alike: aimBatchLists},
		{op: opOf("aim BatchesSince"), anatomy: batchReply, rules: listRules, alike: aimBatchLists},
		{op: opOf("aim PendingUploads"), anatomy: successReply, rules: number},
	}
	for _, name := range aimUploads {
		all = append(all, &subject{
			op: opOf(name), anatomy: successReply, rules: aimWords, bare: aimBare, alike: aimUploads,
			refusals: map[string]func() backend{"INVALID_FILE_FORMAT": refusedUploads},
		})
	}
	for _, name := range aimLists {
		all = append(all, &subject{op: opOf(name), anatomy: reportReply, alike: aimLists, rules: listRules})
	}
	for _, name := range aimFiles {
		all = append(all, &subject{op: opOf(name), anatomy: fileReply, alike: aimFiles})
	}
	return all
}

// listRules are those of lists of which nobody knows how long they are.
var listRules = []rule{
	{kind: "another value", at: "*id", why: "any may stand there"},
	{kind: "respelled", at: "*id*", why: "an ID is a text"},
	{kind: "dropped", at: "*/Batch", why: "how many there are is not said"},
	{kind: "dropped", at: "*/Report", why: "how many there are is not said"},
	{kind: "emptied", at: "Batches", why: "so an empty list looks"},
	{kind: "emptied", at: "Reports", why: "so an empty list looks"},
	{kind: "in an envelope", at: "a comment", why: "so an empty list looks"},
}

// patiently waits as a program does, in a bubble where time costs nothing.
var inTime = aim.WaitOptions{MinInterval: time.Second, MaxInterval: 30 * time.Second, MaxFailures: polls}

// inWork has an upload that is never done.
func inWork() backend {
	e := aimtest.New(aimtest.Options{Email: aimEmail, Password: aimPassword, Manual: true})
	seedAim(e)
	return backend{e, e}
}

// beforeIt is a list that is read before the change; afterIt what comes behind.
func beforeIt(st *stage, req *http.Request, _ string) bool { return !st.changed && !changes(req) }

func afterIt(path string) func(*stage, *http.Request, string) bool {
	return func(st *stage, req *http.Request, _ string) bool {
		return st.changed && req.URL.Path == aimtest.BasePath+path
	}
}

const (
	getBatches = "catalog-upload/get-batches"
	getReports = "manual-reports/get-report-status"
	getReport  = "download/report"
)

// What the workflows are to find, by what the service knows.

func newestBatch(b backend) record {
	batches := mustBe[*aimtest.Emulator](b.state).Batches()
	return record{"batchid": batches[len(batches)-1].ID}
}

func newestReport(b backend) record {
	reports := mustBe[*aimtest.Emulator](b.state).Reports()
	return record{"reportid": reports[len(reports)-1].ID}
}

func theRefund(backend) record {
	return record{"order-item-id": "12341234567890", "refund-amount": "10"}
}

// aimStep is a request of a workflow, and what the workflow is to find.
type aimStep struct {
	name  string
	hits  func(*stage, *http.Request, string) bool
	finds func(backend) record
	call  func(context.Context, *site) error
}

func aimWorkflows() []*subject {
	one := slices.Concat([]rule{{kind: "another value", at: "*id", claims: "E", why: "it is another's"}}, listRules)
	any := slices.Concat([]rule{{kind: "another value", at: "*id", why: "any report that is done will do"}}, listRules)
	all := []*subject{
		{op: opOf("aim WaitForBatch"), anatomy: batchReply, rules: one, call: onAim(aimBatchInTime)},
		{
			op: opOf("aim WaitForBatch"), name: "aim WaitForBatch (of one in work)", never: true,
			anatomy: batchReply, stock: inWork, call: onAim(aimBatchInTime), alike: aimBatchLists,
		},
		{op: opOf("aim WaitForNewBatch"), anatomy: batchReply, rules: any, alike: aimBatchLists, call: onAim(aimNewBatchInTime)},
		{op: opOf("aim WaitForRefunds"), anatomy: reportReply, rules: any, alike: aimLists,
			finds: theRefund, call: onAim(aimRefundsInTime)},
		{op: opOf("aim WaitForReport"), anatomy: reportReply, rules: any, alike: aimLists, call: onAim(aimReportInTime)},
	}
	upload, refund, fetch := onAim(aimUploadInTime), onAim(aimRefundInTime), onAim(aimFetchInTime)
	for _, w := range []aimStep{
		{"aim AddModifyDeleteAndWait (before the upload)", beforeIt, newestBatch, upload},
		{"aim AddModifyDeleteAndWait (the upload)", theChange, newestBatch, upload},
		{"aim AddModifyDeleteAndWait (after the upload)", afterIt(getBatches), newestBatch, upload},
		{"aim ModifyOnlyAndWait (the upload)", theChange, newestBatch, aimModifyAndWait},
		{"aim PurgeReplaceAndWait (the upload)", theChange, newestBatch, aimPurgeAndWait},
		{"aim RefundAndWait (before the refund)", beforeIt, theRefund, refund},
		{"aim RefundAndWait (the refund)", theChange, theRefund, refund},
		{"aim RefundAndWait (after the refund)", afterIt(getReports), theRefund, refund},
		{"aim RefundAndWait (the summary)", afterIt(getReport), theRefund, refund},
		{"aim FetchReport (before the request)", beforeIt, newestReport, fetch},
		{"aim FetchReport (the request)", theChange, newestReport, fetch},
		{"aim FetchReport (after the request)", afterIt(getReports), newestReport, fetch},
	} {
		s := &subject{name: w.name, hits: w.hits, finds: w.finds, call: w.call, anatomy: reportReply, alike: aimLists}
		s.rules = []rule{{kind: "another value", at: "*id", why: "the list alone says which it became"}}
		switch {
		case w.name == "aim RefundAndWait (the summary)":
			s.op, s.anatomy, s.rules = opOf("aim RefundAndWait (after the refund)"), summaryReply, nil
		case strings.Contains(w.name, " (the "):
			s.anatomy, s.bare, s.alike = successReply, aimBare, aimUploads
			s.rules = append(aimNumbers("a number may be the ID of a batch"), aimWords...)
		case strings.Contains(w.name, "Delete"):
			s.anatomy = batchReply
		}
		if s.op == nil {
			s.op = opOf(w.name)
		}
		all = append(all, s)
	}
	return all
}

func theChange(_ *stage, req *http.Request, _ string) bool { return changes(req) }

func aimBatchInTime(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
	batch, err := c.WaitForBatch(ctx, aimOf(s).Batches()[0].ID, inTime)
	s.told.batches(batch)
	return err
}

func aimNewBatchInTime(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
	batch, err := c.WaitForNewBatch(ctx, aim.Mark{}, inTime)
	s.told.batches(batch)
	return err
}

func aimRefundsInTime(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
	summary, err := c.WaitForRefunds(ctx, refundFeed, aim.Mark{}, inTime)
	s.told.refunded(summary.Refunds)
	return err
}

func aimReportInTime(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
	report, err := c.WaitForReport(ctx, aim.ReportRequest{Name: aim.OrderReport}, aim.Mark{}, inTime)
	s.told.reports(report)
	return err
}

func aimUploadInTime(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
	result, err := c.AddModifyDeleteAndWait(ctx, inventoryFeed, aim.UploadOptions{}, inTime, info)
	s.told.uploaded(result)
	return err
}

func aimRefundInTime(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
	summary, err := c.RefundAndWait(ctx, refundFeed, inTime, info)
	s.told.refunded(summary.Refunds)
	return err
}

func aimFetchInTime(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
	fetched, err := c.FetchReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}, inTime, info)
	s.told.reports(fetched.Report)
	if fetched.File != nil {
		_ = fetched.File.Close()
	}
	return err
}
