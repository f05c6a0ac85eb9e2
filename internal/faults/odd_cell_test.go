package faults_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/emulator"
)

// A variant is one way to make one reply odd.
type variant struct {
	kind, at string
	make     func(answer) answer
	// claims says what the client may claim.
	claims claims
	// part is the part that is changed, and role its role. Nil means that the reply
	// as a whole is changed.
	part *part
	role role
	// garbles means that text beyond ASCII may be misread.
	garbles bool
	// final means that a look-up does not change what may be claimed.
	final bool
}

// A cell is one call of a subject that gets one odd reply.
type cell struct {
	subject *subject
	// golden names the reply that is changed: "success", or a refusal.
	golden string
	variant
	// second is a second change of the same reply. Nil means none. With one, claims
	// is what both allow together, and alone what the first allows.
	second *variant
	alone  claims
	// acted tells whether the service has done what it was asked to do.
	acted bool
	// truth holds the records of the unchanged replies.
	truth []shownRecord
}

func (c cell) String() string {
	acted := ""
	if c.subject.changes() && !c.subject.done {
		acted = ", not done"
		if c.acted {
			acted = ", done"
		}
	}
	line := fmt.Sprintf("%s | %s%s | %s | %s", c.subject.name, c.golden, acted, c.kind, c.at)
	if c.second != nil {
		line += fmt.Sprintf(", and %s | %s", c.second.kind, c.second.at)
	}
	return line
}

// A stage is the service of a cell. Two emulators play it: one acts, the other
// answers. So a reply and what the service did can be chosen independently.
type stage struct {
	subject    *subject
	does, says http.RoundTripper
	real       backend // behind does
	acts       bool
	odd        func(answer) answer // nil leaves replies unchanged
	// target identifies the request whose reply is changed: the first that the
	// subject hits. Retries of it are changed, too.
	target string
	// replies are all replies before they were changed, except lost ones.
	replies []answer
	// first is the index of the first changed reply.
	first int
	// changed tells whether AIM has received a request that changes something.
	changed bool
}

// RoundTrip answers a request.
func (st *stage) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	hit := st.hit(req, string(body))
	lost := st.subject.lost != nil && st.subject.lost(req)
	said, err := ask(st.says, req, body)
	if err != nil {
		return nil, err
	}
	if !hit && !lost || st.acts {
		did, err := ask(st.does, req, body)
		if err != nil {
			return nil, err
		}
		if !hit {
			said = did
		}
	}
	if lost {
		return nil, errors.New("the connection broke behind the request")
	}
	st.changed = st.changed || changes(req)
	st.replies = append(st.replies, said)
	if hit && st.odd != nil {
		said = st.odd(said)
	}
	return said.response(req), nil
}

// hit tells whether the reply to a request is the odd one.
func (st *stage) hit(req *http.Request, body string) bool {
	if hits := st.subject.hits; hits != nil && !hits(st, req, body) {
		return false
	}
	like := req.Method + " " + req.URL.String() + "\n" + body
	if st.target == "" {
		st.target, st.first = like, len(st.replies)
	}
	return like == st.target
}

// ask sends a copy of a request.
func ask(to http.RoundTripper, req *http.Request, body []byte) (answer, error) {
	copied := req.Clone(req.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := to.RoundTrip(copied)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, content}, err
}

func (a answer) response(req *http.Request) *http.Response {
	header := a.header.Clone()
	header.Del("Content-Length")
	return &http.Response{
		StatusCode: a.status, Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}
}

func shellOf(b backend) http.RoundTripper {
	shell := &emulator.Shell{}
	shell.Init(b.handler)
	return shell.RoundTripper()
}

// twin makes the emulator that answers.
func (s *subject) twin(golden string) backend {
	if refusing := s.refusals[golden]; refusing != nil {
		return refusing()
	}
	return s.stock()
}

// play makes one call, in a bubble of package synctest.
func (s *subject) play(golden string, acts bool, odd func(answer) answer) (*site, *stage, error) {
	st := &stage{subject: s, real: s.stock(), acts: acts, odd: odd}
	st.does, st.says = shellOf(st.real), shellOf(s.twin(golden))
	site := &site{op: s.op, fault: &fault{}, backend: st.real, logs: newLogbook(), ctx: newEndable(context.Canceled)}
	site.connect = func() any {
		policy := sellerwire.RetryPolicy{MaxAttempts: maxAttempts, MinBackoff: 1, MaxBackoff: time.Millisecond, MaxRetryAfter: maxWait}
		client, err := s.op.service.connect("http://127.0.0.1"+s.op.service.path, append([]sellerwire.Option{
			sellerwire.WithHTTPClient(&http.Client{Transport: st}), sellerwire.WithRetry(policy),
		}, s.options...))
		if err != nil {
			panic(err)
		}
		return client
	}
	site.client = site.connect()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	err := s.call(ctx, site)
	if closer, ok := site.client.(interface{ Close() }); ok {
		closer.Close()
	}
	return site, st, err
}

// variantsOf lists every variant of a golden reply. others are the goldens of the
// other subjects of the service.
func (s *subject) variantsOf(golden string, a answer, others map[string]answer) []variant {
	var all []variant
	add := func(c variant) {
		if r, is := s.rule(golden, c.kind, c.at); is {
			c.claims = r.claims
		}
		if s.never {
			c.claims = "E"
		}
		if !c.claims.none() {
			all = append(all, c)
		}
	}
	for _, o := range oddities {
		for _, p := range s.partsOf(a) {
			role := s.roleOf(p)
			for i := range o.make(a, p, role) {
				at := p.path
				if i > 0 {
					at = fmt.Sprintf("%s, %d", p.path, i+1)
				}
				claims := s.column(golden, o.success, o.refusal, o.read)[role]
				add(variant{kind: o.name, at: at, part: &p, role: role, claims: claims, make: o.nth(p.path, role, i)})
			}
		}
	}
	for _, w := range slices.Concat(wholes(s, a), s.extras) {
		claims := s.column(golden, [roles]claims{w.success}, [roles]claims{w.refusal}, [roles]claims{w.read})[0]
		add(variant{kind: w.kind, at: w.at, make: w.make, claims: claims, garbles: w.garbles, final: w.final})
	}
	if golden == success {
		for name, other := range others {
			if name == s.name || slices.Contains(s.alike, name) || a.isFile() && other.isFile() || bytes.Equal(a.body, other.body) {
				continue
			}
			claim := claims("U")
			if !s.changes() {
				claim = "DE" // if it has the data that were asked for, all the better
			}
			add(variant{kind: another, at: name, claims: claim, make: func(answer) answer { return other }})
		}
	}
	slices.SortStableFunc(all, func(a, b variant) int { return strings.Compare(a.kind+"\x00"+a.at, b.kind+"\x00"+b.at) })
	return all
}

const (
	success = "success"
	another = "the reply of another"
	says    = "it says"
)

// partsOf lists the parts of a reply. A file has none.
func (s *subject) partsOf(a answer) []part {
	if s.record == file {
		return nil
	}
	return partsOf(a)
}

// saying makes replies with other bodies, each with what may be claimed.
func saying(bodies map[string]claims) []whole {
	var all []whole
	for _, body := range slices.Sorted(maps.Keys(bodies)) {
		all = append(all, whole{kind: says, at: body, success: bodies[body], make: func(a answer) answer { return a.with(body) }})
	}
	return all
}

// column picks the column of the specification that applies to a golden reply.
func (s *subject) column(golden string, success_, refusal, read [roles]claims) [roles]claims {
	switch {
	case !s.changes():
		return read
	case golden == success:
		return success_
	default:
		return refusal
	}
}

// nth returns a function that finds the part at a path in the actual reply and
// applies the i-th change of this kind to it.
func (o oddity) nth(path string, kind role, i int) func(answer) answer {
	return func(a answer) answer {
		for _, p := range partsOf(a) {
			if p.path == path {
				if all := o.make(a, p, kind); i < len(all) {
					return all[i]
				}
			}
		}
		return a
	}
}
