package faults_test

import (
	"context"
	"net/http"
	"path"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// A subject is an operation whose replies are changed, with what the oracle needs
// to know about them.
type subject struct {
	name string
	op   *operation
	// call replaces the call of the operation. Nil means that one.
	call func(context.Context, *site) error
	// stock makes the emulator, with more data than in the fault matrix.
	stock func() backend
	// options are client options that describe the service.
	options []sellerwire.Option
	// hits selects the requests whose replies are changed. Nil means all.
	hits func(st *stage, req *http.Request, body string) bool
	// lost selects the requests whose replies are lost after the service acted.
	lost func(*http.Request) bool
	anatomy
	// refusals are emulators that refuse, by the name of the refusal.
	refusals map[string]func() backend
	// looksUp means that the call looks the change up where the reply leaves it
	// open, and must find it if it was made. mayFind means that it may find it.
	looksUp, mayFind bool
	// done means that the change was made before the changed reply.
	done bool
	// finds returns what a workflow must find in the end, from the emulator's state.
	finds func(backend) record
	// words means that the service's words outrank the HTTP status.
	words bool
	// bare lists bodies that are complete answers by themselves, between bars.
	bare string
	// alike lists subjects whose replies have the same meaning.
	alike []string
	// never means that the call must fail, whatever the reply.
	never bool
	// extras are further replies of this subject only.
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
