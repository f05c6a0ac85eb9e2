package transport

// Redact takes the secrets out of a text that came with the reply. What Do puts
// on an error has been through this; what a Decode kept for itself has not.
func (r *Reply) Redact(text string) string {
	if r.call == nil {
		return text
	}
	return r.call.redactor().text(text)
}

// AfterLost tells whether an attempt before the one that was answered may have
// been taken by the service.
func (r *Reply) AfterLost() bool { return r.call != nil && r.call.lostSoFar }
