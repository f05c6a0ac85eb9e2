package aimtest

import (
	"io"
	"mime"
	"net/http"
)

// check refuses a call for the reasons that the service's front end has, before an
// operation sees it.
func (e *Emulator) check(op operation, r *http.Request, header http.Header) (reply, bool) {
	switch {
	case r.Method != http.MethodPost && (op.uploads || r.Method != http.MethodGet):
		refusal := plain(http.StatusMethodNotAllowed, "method not allowed")
		refusal.header.Set("Allow", allowed(op))
		return refusal, true
	case !e.authorized(header):
		return e.unauthorized(), true
	case !e.contentTypeAccepted(op, r.Method, header.Get("Content-Type")):
		return plain(http.StatusUnsupportedMediaType, "the Content-Type must be text/xml"), true
	case op.uploads && r.ContentLength < 0 && !e.opts.AllowChunked:
		return plain(http.StatusLengthRequired, "an upload needs a Content-Length"), true
	}
	return reply{}, false
}

func allowed(op operation) string {
	if op.uploads {
		return http.MethodPost
	}
	return http.MethodGet + ", " + http.MethodPost
}

func (e *Emulator) authorized(header http.Header) bool {
	r := http.Request{Header: header}
	email, password, ok := r.BasicAuth()
	return ok && email == e.opts.Email && password == e.opts.Password
}

// contentTypeAccepted requires text/xml on uploads, and on other POST calls if the
// options say so.
func (e *Emulator) contentTypeAccepted(op operation, method, contentType string) bool {
	if method == http.MethodGet || !e.opts.StrictContentType && !op.uploads {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "text/xml"
}

// unauthorized returns the answer to wrong credentials, in the form that the options
// choose.
func (e *Emulator) unauthorized() reply {
	switch e.opts.Unauthorized {
	case Unauthorized401:
		refusal := e.failure(codeUnauthorized)
		refusal.status = http.StatusUnauthorized
		refusal.header.Set("WWW-Authenticate", `Basic realm="seller"`)
		return refusal
	case UnauthorizedPage:
		page := plain(http.StatusOK, signInPage)
		page.header.Set("Content-Type", "text/html")
		return page
	case UnauthorizedRedirect:
		redirect := plain(http.StatusFound, "")
		redirect.header.Set("Location", "/exec/panama/sign-in")
		return redirect
	default:
		return e.failure(codeUnauthorized)
	}
}

const signInPage = `<html><head><title>Seller Account Login</title></head>
<body><h1>Sign in</h1><form method="post">
<input name="email"> <input name="password" type="password"> <input type="submit">
</form></body></html>
`

// discard reads the rest of a refused body. Otherwise the server would close the
// connection while the client is still sending, and the client would see either the
// answer or a broken pipe, by chance.
func discard(r *http.Request) {
	// Any error is on the client's side; the client gets the refusal in any case.
	_, _ = io.Copy(io.Discard, r.Body)
}
