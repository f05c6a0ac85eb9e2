package faults_test

import (
	"path"
	"slices"
	"strings"
)

// An exception is where an operation differs from its class, and why.
type exception struct {
	// faults are names, with "*" for any text.
	faults []string
	// where is a service, or a service and an operation, with "*" for any text.
	where []string
	// class, where it is given, is the only one meant.
	class *class
	change
	why string
}

func (e exception) holds(f *fault, op *operation) bool {
	service, _, _ := strings.Cut(op.service.name, ",")
	return (e.class == nil || *e.class == op.class) && matchesAny(e.faults, f.name) &&
		(slices.Contains(e.where, service) || matchesAny(e.where, op.String()))
}

// matches tells whether a name fits a pattern, which is empty for any name and
// has "*" for any text.
func matches(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	matched, err := path.Match(pattern, strings.ReplaceAll(name, "/", "_"))
	return matched && err == nil
}

// A change is how it differs.
type change struct {
	how  string
	make func(verdict) verdict
}

func also(kind error) change {
	return change{"also " + kind.Error(), func(v verdict) verdict { return v.with(kind) }}
}

func not(kind error) change {
	return change{"not " + kind.Error(), func(v verdict) verdict { return v.without(kind) }}
}

func instead(kind, by error) change {
	return change{by.Error() + ", not " + kind.Error(), func(v verdict) verdict { return v.replacing(kind, by) }}
}

var (
	fine     = change{"works", func(verdict) verdict { return works(any_) }}
	repeated = change{"repeated", func(v verdict) verdict { return v.tried(every) }}
)

// exceptions are all of them. They hold for what a class is made of, too.
var exceptions = []exception{
	{
		faults: []string{"unknown charset"}, where: []string{"purchase", "invapi"}, change: fine,
		why: "JSON is UTF-8, whatever the Content-Type says",
	},
	{
		faults: []string{"unknown charset"}, where: []string{"abebooks", "orders", "twd"}, change: fine,
		why: "each text is read as what it is, whatever the document declares",
	},
	{
		faults: []string{"unknown charset"}, where: []string{"aim"}, change: fine,
		why: "answers of the service declare no encoding; one that does is read all the same",
	},
	{
		faults: []string{"values of wrong types"}, where: []string{"purchase Search"}, change: fine,
		why: "an order that cannot be read stays on its page, with what could be read of it",
	},
	{
		faults: []string{"values of wrong types"}, where: []string{"abebooks"}, change: not(unexpected),
		why: "the reply is an answer of the service; it has no result for these books",
	},
	{
		faults: []string{"values of wrong types"}, where: []string{"orders"}, change: fine,
		why: "a value that cannot be read hides neither its order nor the others; what identifies them is in attributes",
	},
	{
		faults: []string{"cancelled before the call", "expired before the call"},
		where:  []string{"abebooks Sync", "invapi SetAll"}, change: not(notSent),
		why: "nothing is pulled, so that nothing has a result; the context says why",
	},
	{
		faults: []string{"empty reply", "values of wrong types"}, where: []string{"invapi"}, change: fine,
		why: "the vendor documents no answer to a success; an empty one is one, and so is an object in which nothing speaks against it",
	},
	{
		faults: []string{"redirect to *"}, where: []string{"aim"}, change: instead(unexpected, unauthorized),
		why: "the service's redirects lead to a page to sign in",
	},
	{
		faults: []string{"web page with status 503"}, where: []string{"aim"}, change: not(unexpected),
		why: "the HTTP status says what there is to say",
	},
	{
		faults: []string{"cancelled before the call", "expired before the call"}, where: []string{"aim WaitFor*"}, change: not(notSent),
		why: "the wait has not come to a request",
	},
	{
		faults: []string{"* after half the reply", "slow body"},
		where:  []string{"aim DownloadLatestReport", "aim DownloadErrorLog", "aim DownloadQuickFix"}, change: repeated,
		why: "of a file below 4 KiB, which is what is looked at before a download is handed over, nothing was handed over yet",
	},
	{
		faults: []string{"status *", "Retry-After beyond the deadline", "limiter fails before the repeat", "* before the repeat"},
		where:  []string{"twd"}, change: also(unexpected),
		why: "the statuscode in the reply decides; a reply without one is none of the API's, whatever its HTTP status",
	},
	{
		faults: []string{"UTF-16"}, where: []string{"twd"}, change: fine,
		why: "characters that XML forbids are dropped from what a script prints, and what is left is ASCII",
	},
}

// matchesAny: no pattern at all is for any name, too.
func matchesAny(patterns []string, name string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}
