package faults_test

import (
	"context"
	"net/http"
	"path"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// A subject is an operation whose replies are made odd, and what is to be
// known of its replies.
type subject struct {
	name string
	op   *operation
	// call is that of the operation, unless it is given.
	call func(context.Context, *site) error
	// stock makes the service, richer than that of the fault matrix.
	stock func() backend
	// options are those of the client that say how the service is.
	options []sellerwire.Option
	// hits tells which requests get an odd reply. Nil: all.
	hits func(st *stage, req *http.Request, body string) bool
	// lost tells which replies are lost on the way, after the service has acted.
	lost func(*http.Request) bool
	anatomy
	// refusals are the ways in which the service refuses: services that do.
	refusals map[string]func() backend
	// looksUp: where the reply leaves it open, the call looks the change up, and
	// finds it if it is there. mayFind: it may do so, and need not.
	looksUp, mayFind bool
	// done: it is about a change that was made before.
	done bool
	// finds is what a workflow is to find at the end, by what the service knows.
	finds func(backend) record
	// words: those of the service outrank the HTTP status.
	words bool
	// bare lists the texts that say by themselves all there is to say, each
	// between bars.
	bare string
	// alike lists other subjects that are answered alike.
	alike []string
	// never: what it asks for is not there, and no odd reply makes it be.
	never bool
	// extras are replies of its own.
	extras []whole
	// rules are exceptions from the specification.
	rules []rule
}

// workflow tells whether the odd reply is one beside the change, which says
// nothing of it.
func (s *subject) workflow() bool { return s.op.class == before || s.op.class == after }

// changes tells whether the odd reply is that to a change.
func (s *subject) changes() bool { return s.op.class.changes() && !s.workflow() }

// A rule is an exception from the specification, and why.
type rule struct {
	golden   string // a pattern, as the others; "" fits all
	kind, at string
	claims   claims
	why      string
}

// rule finds the exception that fits an oddity.
func (s *subject) rule(golden, kind, at string) (rule, bool) {
	for _, r := range s.rules {
		if fits(r.golden, golden) && fits(r.kind, kind) && fits(r.at, at) {
			return r, true
		}
	}
	return rule{}, false
}

// An anatomy says what the parts of a reply are for. What it does not name is
// data.
type anatomy struct {
	roles []roleOf
	// record is the pattern of a record; "" is the whole reply, and file one that
	// nobody takes apart.
	record string
	// things are what the records are about, in their order, in calls that change
	// several.
	things []string
}

const file = "file"

type roleOf struct {
	pattern string
	role    role
}

// is adds the patterns of a role. The first that fits a part counts.
func (a anatomy) is(r role, patterns ...string) anatomy {
	a.roles = a.roles[:len(a.roles):len(a.roles)]
	for _, p := range patterns {
		a.roles = append(a.roles, roleOf{p, r})
	}
	return a
}

// but puts roles before those of another anatomy.
func (a anatomy) but(first anatomy) anatomy {
	a.roles = append(first.roles[:len(first.roles):len(first.roles)], a.roles...)
	return a
}

func (a anatomy) roleOf(p part) role {
	for _, r := range a.roles {
		if fits(r.pattern, p.pattern()) {
			return r.role
		}
	}
	return roleData
}

// fits is path.Match, but "*" stands for slashes too, and no pattern for all.
func fits(pattern, text string) bool {
	flat := strings.NewReplacer("/", "|", "[", "(", "]", ")")
	ok, err := path.Match(flat.Replace(pattern), flat.Replace(text))
	return pattern == "" || ok && err == nil
}
