package purchasetest

import (
	"crypto/sha256"
	"net/http"
	"sync"
)

// placement is an order that is being created or was created, with what is
// needed to recognize its duplicates.
type placement struct {
	content [sha256.Size]byte
	orderID int64 // 0 while the order is in process
	created chan struct{}
}

// placeOrder answers POST /orders.
func (e *Emulator) placeOrder(r *http.Request, body []byte) *answer {
	request, refusal := decodeOrder(body)
	if refusal != nil {
		return refusal
	}
	requestID := r.Header.Get(headerRequestID)
	order, p, a := e.accept(requestID, sha256.Sum256(body), request)
	if a != nil {
		return a
	}

	create := sync.OnceFunc(func() { e.create(p, order) })
	if e.opts.Processing == nil {
		create()
	} else {
		e.opts.Processing(order.clone(), create)
	}
	select {
	case <-p.created:
		return e.created(p, 2010)
	case <-r.Context().Done():
		return nil
	}
}

// accept checks what depends on the state and remembers the request ID of an
// order that is to be created; one lock spans both, so that of two equal
// requests only one is accepted. Where it returns an answer, nothing is to be
// created.
func (e *Emulator) accept(requestID string, content [sha256.Size]byte, request orderRequest) (*Order, *placement, *answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if earlier := e.placements[requestID]; earlier != nil && e.opts.Replay != ReplayBuysAgain {
		return nil, nil, e.replay(earlier, content)
	}
	if refusal := checkQuantities(request.listings); refusal != nil {
		return nil, nil, refusal
	}
	if refusal := e.checkCard(request.ccToken); refusal != nil {
		return nil, nil, refusal
	}
	if refusal := e.checkRest(request); refusal != nil {
		return nil, nil, refusal
	}
	order := e.quote(request)
	if request.dryRun {
		order.CreateDate = seconds(e.now())
		return nil, nil, succeed(2002, e.show(order.clone()))
	}
	order.RequestID = requestID
	p := &placement{content: content, created: make(chan struct{})}
	e.placements[requestID] = p
	return order, p, nil
}

// replay answers a request whose ID was used before. It is called with the
// lock held.
func (e *Emulator) replay(earlier *placement, content [sha256.Size]byte) *answer {
	if earlier.content != content {
		return refuse(4090)
	}
	if earlier.orderID == 0 {
		return refuse(2003)
	}
	stored := e.show(e.orders[earlier.orderID].clone())
	switch e.opts.Replay {
	case ReplayRetrieved:
		return succeed(2000, stored)
	case ReplayProcessing:
		return succeed(2003, stored)
	case ReplayConflict:
		return refuse(4090)
	default:
		return succeed(2010, stored)
	}
}

// create ends the processing of an order: it is stored and dated.
func (e *Emulator) create(p *placement, order *Order) {
	e.mu.Lock()
	defer e.mu.Unlock()
	order.CreateDate = e.now()
	p.orderID = e.store(order).ID
	close(p.created)
}

// created answers with the order of a placement.
func (e *Emulator) created(p *placement, code int) *answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	return succeed(code, e.show(e.orders[p.orderID].clone()))
}
