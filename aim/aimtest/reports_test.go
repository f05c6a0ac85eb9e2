package aimtest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	scheduled      = "<Status>SUCCESS</Status>"
	invalidReport  = "<BusinessLogicError>INVALID_REPORT</BusinessLogicError>"
	reportNotFound = "<FileError>FILE_NOT_FOUND</FileError>"
)

func (s seller) generate(params ...string) string {
	s.t.Helper()
	require.Equal(s.t, scheduled, s.call("manual-reports/generate-report-now", params...))
	reports := s.Reports()
	return reports[len(reports)-1].ID
}

func (s seller) status(name string) string {
	s.t.Helper()
	got := s.post("manual-reports/get-report-status", "", "ReportName", name)
	require.Equal(s.t, 200, got.status)
	return got.body
}

func TestGenerateReportTakesTheDocumentedValues(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, days string
		want       string
	}{
		"15 days of orders":            {"Order", "15", scheduled},
		"30 days of orders":            {"Order", "30", scheduled},
		"60 days of orders":            {"Order", "60", scheduled},
		"45 days of orders":            {"Order", "45", invalidReport},
		"orders without days":          {"Order", "", invalidReport},
		"orders of days in words":      {"Order", "all", invalidReport},
		"open listings":                {"OpenListings", "", scheduled},
		"open listings with days":      {"OpenListings", "7", scheduled},
		"lite":                         {"OpenListingsLite", "", scheduled},
		"liter":                        {"OpenListingsLiter", "", scheduled},
		"sold":                         {"SoldListings", "", scheduled},
		"refunds are never generated":  {"BatchRefund", "", invalidReport},
		"no name":                      {"", "", invalidReport},
		"a name in another case":       {"openlistings", "", invalidReport},
		"preorders are only scheduled": {"Preorder", "", invalidReport},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			got := s.post("manual-reports/generate-report-now", "", "ReportName", tt.name, "NumberOfDays", tt.days)
			assert.Equal(t, 200, got.status)
			assert.Equal(t, tt.want, got.body)
			assert.Equal(t, tt.want == scheduled, len(s.Reports()) == 1)
		})
	}
}

func TestReportsFinishAfterTheDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSeller(t, aimtest.Options{ReportDelay: 30 * time.Minute, ListingsListed: aimtest.ListedAtOnce})
		id := s.generate("ReportName", "OpenListings")
		// The bubble's clock starts on January 1, 2000, 00:00 UTC.
		assert.Equal(t,
			"<Reports> <Report>reportstarttime=12-31-1999:16-00-00 reportendtime=12-31-1969:16-00-00 reportid="+id+" </Report></Reports>",
			s.status("OpenListings"))
		assert.Equal(t, reportNotFound, s.call("download/report", "ReportID", id))
		assert.Equal(t, reportNotFound, s.call("download/report", "ReportName", "OpenListings"))

		<-time.After(30 * time.Minute)
		assert.Equal(t,
			"<Reports> <Report>reportstarttime=12-31-1999:16-00-00 reportendtime=12-31-1999:16-00-00 reportid="+id+" </Report></Reports>",
			s.status("OpenListings"))
		assert.Contains(t, s.call("download/report", "ReportID", id), "seller-sku")
	})
}

func TestReportsFollowTheProcessingDelayByDefault(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]aimtest.Options{
		"200 ms":    {},
		"the other": {ProcessingDelay: 200 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSeller(t, opts)
				s.generate("ReportName", "OpenListingsLite")
				<-time.After(199 * time.Millisecond)
				assert.True(t, s.Reports()[0].Running)
				<-time.After(time.Millisecond)
				assert.False(t, s.Reports()[0].Running)
			})
		})
	}
}

func TestManualReportsWaitForFinishNextReport(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{Manual: true})
	first := s.generate("ReportName", "Order", "NumberOfDays", "15")
	second := s.generate("ReportName", "Order", "NumberOfDays", "15")
	for _, want := range []string{first, second} {
		r, ok := s.FinishNextReport()
		require.True(t, ok)
		assert.Equal(t, want, r.ID)
		assert.False(t, r.Running)
		assert.Contains(t, s.call("download/report", "ReportName", "Order"), "order-id")
	}
	_, ok := s.FinishNextReport()
	assert.False(t, ok)
}

func TestReportStatus(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	for _, name := range []string{"Order", "OpenListings", "OpenListingsLite", "OpenListingsLiter", "SoldListings", "BatchRefund"} {
		assert.Equal(t, "<Reports> </Reports>", s.status(name))
	}
	assert.Equal(t, invalidReport, s.call("manual-reports/get-report-status", "ReportName", "Nothing"))
	assert.Equal(t, invalidReport, s.call("manual-reports/get-report-status"))

	for range 12 {
		s.generate("ReportName", "OpenListingsLite")
	}
	s.generate("ReportName", "OpenListings")
	assert.Equal(t, 10, strings.Count(s.status("OpenListingsLite"), "<Report>"))
	three := s.call("manual-reports/get-report-status", "ReportName", "OpenListingsLite", "NumberOfReports", "3")
	assert.Equal(t, 3, strings.Count(three, "<Report>"))
	assert.Less(t, strings.Index(three, "reportid=2585199262 "), strings.Index(three, "reportid=2585199261 "), "newest first")
}

func TestReportIDWinsOverReportName(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	old := s.AddReport(aimtest.Report{Name: "Order"}, text("old"))
	latest := s.AddReport(aimtest.Report{Name: "Order"}, text("latest"))
	other := s.AddReport(aimtest.Report{Name: "Preorder"}, text("other"))
	tests := map[string]struct {
		params []string
		want   string
	}{
		"by id":                  {[]string{"ReportID", old}, "old"},
		"by name":                {[]string{"ReportName", "Order"}, "latest"},
		"by id and another name": {[]string{"ReportID", other, "ReportName", "Order"}, "other"},
		"by id and its name":     {[]string{"ReportID", latest, "ReportName", "Order"}, "latest"},
		"by an unknown id":       {[]string{"ReportID", "1", "ReportName", "Order"}, reportNotFound},
		"by an unknown name":     {[]string{"ReportName", "OpenListings"}, reportNotFound},
		"by nothing":             {nil, reportNotFound},
		"by name with extras":    {[]string{"ReportName", "Preorder", "productline", "Books", "frequency", "2"}, "other"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, s.call("download/report", tt.params...))
		})
	}
}

func TestScheduledReportsAreListedWithTheirTimes(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{ReportDelay: time.Hour})
	end := time.Date(2010, time.January, 11, 3, 0, 2, 0, time.UTC)
	s.AddReport(aimtest.Report{Name: "Order", Start: end.AddDate(0, 0, -15), End: end, Running: true}, text(""))
	assert.Equal(t, "<Reports> <Report>reportstarttime=12-26-2009:19-00-02 reportendtime=01-10-2010:19-00-02 reportid=2585199251 "+
		"</Report></Reports>",
		s.status("Order"))
	s.AddReport(aimtest.Report{Name: "Preorder"}, text(""))
	assert.Contains(t, s.status("Preorder"), "reportid=2585199252 ", "a seeded name is known")
}

func TestReportsShowTheInventoryOfTheirRequest(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.Seed(aimtest.Item{"sku": "A", "quantity": "1"})
	s.generate("ReportName", "OpenListingsLiter")
	s.upload("modify-only", rows("sku quantity", "A 2"))
	s.Seed(aimtest.Item{"sku": "B", "quantity": "1"})
	assert.Equal(t, "seller-sku\tquantity\nA\t1\n", s.call("download/report", "ReportName", "OpenListingsLiter"))
}
