package faults_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// A wire connects one program to the service of a world. It loses requests and
// replies, delays requests and changes replies, with the probabilities of the world.
type wire struct {
	nature
	service http.RoundTripper

	mu   sync.Mutex
	luck *rand.Rand
}

// A nature is what a wire knows of its world.
type nature struct {
	dice dice
	// refuses returns a refusal in the service's own words.
	refuses func(*rand.Rand) answer
	// makeOdd changes a reply that reports a success.
	makeOdd func(*rand.Rand, *http.Request, answer) answer
	// forever ends with the world.
	forever context.Context
}

func (n nature) wire(luck *rand.Rand, service http.RoundTripper) *wire {
	return &wire{nature: n, service: service, luck: fork(luck)}
}

// fork derives an independent source.
func fork(luck *rand.Rand) *rand.Rand { return rand.New(rand.NewPCG(luck.Uint64(), luck.Uint64())) }

// dice are probabilities, each in percent of the requests.
type dice struct {
	// lost before it arrived, lost after the service acted, never answered.
	lostRequest, lostReply, silent int
	// late requests arrive minutes after the program gave up.
	late int
	// busy services refuse in their own words. A gateway in front may answer instead,
	// before the service acts or after.
	busy, gatewayBefore, gatewayAfter int
	// odd replies.
	odd int
}

// A fate is what happens to one request.
type fate int

const (
	passes fate = iota
	lostRequest
	lostReply
	silent
	late
	busy
	gatewayBefore
	gatewayAfter
	oddly
)

// latest is how late a request may arrive: its signature is valid for 5 minutes.
const latest = 4 * time.Minute

func (w *wire) draw() (fate, *rand.Rand) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d := w.dice
	left := w.luck.IntN(100)
	for f, odds := range []int{0, d.lostRequest, d.lostReply, d.silent, d.late, d.busy, d.gatewayBefore, d.gatewayAfter, d.odd} {
		if left -= odds; left < 0 {
			return fate(f), fork(w.luck)
		}
	}
	return passes, fork(w.luck)
}

var errLost = errors.New("connection reset by peer")

// RoundTrip draws the fate of a request and lets it happen.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	f, luck := w.draw()
	switch f {
	case lostRequest:
		return nil, errLost
	case silent:
		<-req.Context().Done()
		return nil, req.Context().Err()
	case late:
		copied := req.Clone(w.forever)
		time.AfterFunc(time.Duration(luck.Int64N(int64(latest))), func() { _, _ = ask(w.service, copied, body) })
		return nil, errLost
	case busy:
		return w.refuses(luck).response(req), nil
	case gatewayBefore:
		return gateway(luck).response(req), nil
	}
	said, err := ask(w.service, req, body)
	switch {
	case err != nil:
		return nil, err
	case f == lostReply:
		return nil, errLost
	case f == gatewayAfter:
		return gateway(luck).response(req), nil
	case f == oddly:
		said = w.makeOdd(luck, req, said)
	}
	return said.response(req), nil
}

// gateway is what somebody in front of the service answers.
func gateway(luck *rand.Rand) answer {
	status := []int{408, 429, 500, 502, 503, 504}[luck.IntN(6)]
	a := answer{status: status, header: http.Header{}}
	if luck.IntN(2) == 0 {
		a.header.Set("Content-Type", "text/html")
		a.body = fmt.Appendf(nil, "<html><body><h1>%d %s</h1></body></html>", status, http.StatusText(status))
	}
	return a
}

// randomly applies a random change that is not a lie: the specification allows the
// truth to be claimed after it.
func (s *subject) randomly(luck *rand.Rand, a answer, acted bool) answer {
	parts := s.partsOf(a)
	for range 20 {
		c := cell{subject: s, golden: success, acted: acted}
		if luck.IntN(3) == 0 || len(parts) == 0 {
			all := wholes(s, a)
			w := all[luck.IntN(len(all))]
			c.variant = variant{kind: w.kind, at: w.at, make: w.make, claims: w.success}
			if !s.changes() {
				c.claims = w.read
			}
		} else {
			o, p := oddities[luck.IntN(len(oddities))], parts[luck.IntN(len(parts))]
			role := s.roleOf(p)
			made := o.make(a, p, role)
			if len(made) == 0 {
				continue
			}
			i := luck.IntN(len(made))
			c.variant = variant{kind: o.name, at: p.path, part: &p, role: role, make: func(answer) answer { return made[i] }}
			c.claims = s.column(success, o.success, o.refusal, o.read)[role]
		}
		if r, is := s.rule(success, c.kind, c.at); is {
			c.claims = r.claims
		}
		if c.kind == "another value" && !s.changes() {
			continue // a program that goes by what it reads would be lied to
		}
		if !c.claims.none() && !(acted && c.claims.allow("R")) {
			return c.make(a)
		}
	}
	return a
}
