package aimtest

import "maps"

// State returns a copy of the state that can be marshaled to JSON: the number of
// requests, the batches, the inventory by sku, the reports and the refunds. It has no
// credentials.
func (e *Emulator) State() any {
	state := struct {
		Requests  int64           `json:"requests"`
		Batches   []batchState    `json:"batches"`
		Inventory map[string]Item `json:"inventory"`
		Reports   []reportState   `json:"reports"`
		Refunds   []Refund        `json:"refunds"`
	}{
		Requests:  e.Requests(),
		Batches:   []batchState{},
		Inventory: map[string]Item{},
		Reports:   []reportState{},
		Refunds:   []Refund{},
	}
	defer e.lock()()
	for i := range e.queue {
		b := e.snapshot(i)
		state.Batches = append(state.Batches, batchState{
			ID: b.ID, Mode: b.Mode, Status: b.Status,
			Activated: b.Activated, Warnings: b.Warnings, NotActivated: b.NotActivated,
		})
	}
	for sku, l := range e.stock {
		state.Inventory[sku] = maps.Clone(l.item)
	}
	for _, r := range e.reports {
		state.Reports = append(state.Reports, reportState{ID: r.ID, Name: r.Name, Running: r.Running})
	}
	state.Refunds = append(state.Refunds, e.refunds...)
	return state
}

type batchState struct {
	ID           string `json:"id"`
	Mode         string `json:"mode"`
	Status       string `json:"status"`
	Activated    int    `json:"activateditems"`
	Warnings     int    `json:"numberofwarnings"`
	NotActivated int    `json:"itemsnotactivated"`
}

type reportState struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Running bool   `json:"running"`
}
