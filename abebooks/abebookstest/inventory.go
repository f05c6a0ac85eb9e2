package abebookstest

import "strings"

// Books returns a copy of all stored books by vendorBookID.
func (e *Emulator) Books() map[string]Book {
	e.mu.Lock()
	defer e.mu.Unlock()
	books := make(map[string]Book, len(e.books))
	for id, book := range e.books {
		books[id] = book.clone()
	}
	return books
}

// Book returns a copy of one stored book, and whether there is one. The ID is
// case-sensitive.
func (e *Emulator) Book(vendorBookID string) (book Book, found bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	book, found = e.books[vendorBookID]
	return book.clone(), found
}

// AddBooks stores books without a request and without checks. A book replaces the
// one with the same VendorBookID.
func (e *Emulator) AddBooks(books ...Book) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, book := range books {
		e.books[book.VendorBookID] = book.clone()
	}
}

// AddCopies changes the number of copies of a book, as the service does when it
// sells one (n is negative) and when a sale falls through. A book with no copies
// left is removed; it comes back unchanged with its next copy. It does nothing for
// a book that was never stored, or that a request has deleted since.
func (e *Emulator) AddCopies(vendorBookID string, n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	book, found := e.books[vendorBookID]
	if !found {
		if book, found = e.soldOut[vendorBookID]; !found {
			return
		}
		book.Quantity = 0
	}
	delete(e.soldOut, vendorBookID)
	if book.Quantity += n; book.Quantity > 0 {
		e.books[vendorBookID] = book
		return
	}
	delete(e.books, vendorBookID)
	e.soldOut[vendorBookID] = book
}

// AddShippingTemplates adds known template IDs.
func (e *Emulator) AddShippingTemplates(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range ids {
		e.templates[id] = true
	}
}

// update processes a batch in the order of the request, as one step for
// everyone who reads the state meanwhile.
func (e *Emulator) update(books []bookRequest) []Result {
	e.mu.Lock()
	defer e.mu.Unlock()
	results := make([]Result, 0, len(books))
	for _, book := range books {
		results = append(results, e.process(book.byName()))
	}
	return results
}

func (e *Emulator) process(elements map[string]element) Result {
	result := Result{
		TransactionType: strings.ToLower(elements["transactionType"].Text),
		VendorBookID:    elements["vendorBookID"].Text,
	}
	result.Code = e.bookFailures[result.VendorBookID]
	if result.Code == 0 {
		result.Code = e.apply(result.TransactionType, result.VendorBookID, elements)
	}

	switch {
	case result.Code != codeSuccess:
		result.Message = failureText(result.Code)
	case result.TransactionType == "delete":
		result.Message = textDeleted
	default:
		result.Message = textStored
	}
	return result
}

func (e *Emulator) apply(transaction, id string, elements map[string]element) int {
	if isBlank(id) || length(id) > maxIDLength {
		return codeBadID
	}
	switch transaction {
	case "add", "update":
		return e.store(id, elements)
	case "delete":
		return e.remove(id)
	default:
		return codeBadTransaction
	}
}

// store makes no difference between add and update, as the service's text
// "Book added or updated" suggests.
func (e *Emulator) store(id string, elements map[string]element) int {
	book, code := newBook(id, elements)
	if code != codeSuccess {
		return code
	}
	if e.opts.RejectLongText && exceedsLengths(book) {
		return codeBadData
	}
	template, named := book.Elements["shippingTemplateID"]
	if named && !e.templates[template] {
		return codeBadTemplate
	}
	if book.Quantity == 0 {
		delete(e.books, id)
		return codeSuccess
	}
	e.books[id] = book
	return codeSuccess
}

func (e *Emulator) remove(id string) int {
	delete(e.soldOut, id)
	if _, found := e.books[id]; !found {
		return e.opts.UnknownDeleteCode
	}
	delete(e.books, id)
	return codeSuccess
}
