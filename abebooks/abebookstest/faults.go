package abebookstest

// Result is what the reply says about one book.
type Result struct {
	Code            int    // 600, or why the book was refused
	Message         string // the service's text of the code, or the emulator's
	TransactionType string // in lower case
	VendorBookID    string // as sent
}

// FailRequests answers each of the next requests with a requestError, with these
// codes in order. A code can be any number. These requests are neither checked nor
// processed. Further calls add to the queue.
func (e *Emulator) FailRequests(codes ...int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requestFailures = append(e.requestFailures, codes...)
}

// FailBook answers every add, update and delete of a book with this code and does
// not change the stored book, until FailBook is called with 0. 600 is a success
// that changes nothing.
func (e *Emulator) FailBook(vendorBookID string, code int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bookFailures[vendorBookID] = code
}

// EditResults sets a function that changes the results of every batch before they
// are written. It can reorder, drop, repeat or alter them. The books have been
// processed by then. The function owns the slice and may be called concurrently.
// Nil removes it.
func (e *Emulator) EditResults(edit func(results []Result) []Result) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.editResults = edit
}

// nextFailure takes one code off the queue. 0 means no failure.
func (e *Emulator) nextFailure() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.requestFailures) == 0 {
		return 0
	}
	code := e.requestFailures[0]
	e.requestFailures = e.requestFailures[1:]
	return code
}

func (e *Emulator) edited(results []Result) []Result {
	e.mu.Lock()
	edit := e.editResults
	e.mu.Unlock()
	if edit == nil {
		return results
	}
	return edit(results)
}
