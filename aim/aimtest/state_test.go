package aimtest_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStateMarshalsWithoutCredentials(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{Manual: true})
	empty, err := json.Marshal(s.State())
	require.NoError(t, err)
	assert.JSONEq(t, `{"requests":0,"batches":[],"inventory":{},"reports":[],"refunds":[]}`, string(empty))

	s.upload("add-modify-delete", rows("sku price product-id", "A 1 X", "B 0 X"))
	s.upload("modify-only", emptyFile)
	s.ProcessNext()
	s.post("catalog-upload/batch-refund", rows(refundHeader, "1 2 3.00 CouldNotShip m"))
	state, err := json.Marshal(s.State())
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"requests": 3,
		"batches": [
			{"id": "2585199251", "mode": "add-modify-delete", "status": "Done",
				"activateditems": 1, "numberofwarnings": 0, "itemsnotactivated": 1},
			{"id": "2585199252", "mode": "modify-only", "status": "In Progress",
				"activateditems": 0, "numberofwarnings": 0, "itemsnotactivated": 0}
		],
		"inventory": {"A": {"sku": "A", "price": "1", "quantity": "1", "product-id": "X"}},
		"reports": [{"id": "2585199254", "name": "BatchRefund", "running": true}],
		"refunds": [{"order-id": "1", "payments-transaction-id": "2", "refund-amount": "3.00", "reason": "CouldNotShip", "message": "m"}]
	}`, string(state))
	assert.NotContains(t, string(state), s.Password())
	assert.NotContains(t, string(state), s.Email())
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				s.upload("add-modify-delete", faultyFile)
				s.post("catalog-upload/batch-refund", rows(refundHeader, "1 2 3.00 CouldNotShip m"))
				s.generate("ReportName", "OpenListings")
				s.call("download/report", "ReportName", "OpenListings")
				s.call("catalog-upload/get-batches")
				s.State()
				s.Inventory()
			}
		})
	}
	all.Wait()
	assert.Len(t, s.Batches(), 160)
	assert.Len(t, s.Refunds(), 160)
	assert.Len(t, s.Reports(), 320)
}
