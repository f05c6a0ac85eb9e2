package abexml

import (
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Header is that of requests.
var Header = http.Header{"Content-Type": {"text/xml; charset=ISO-8859-1"}, "Accept": {"text/xml, application/xml"}}

// Account are credentials that travel in the request.
type Account struct{ username, apiKey sellerwire.Secret }

// NewAccount takes them as they are.
func NewAccount(username, apiKey sellerwire.Secret) Account { return Account{username, apiKey} }

// Faults are those of the credentials.
func (a Account) Faults() []sellerwire.FieldError {
	return append(CredentialFaults("username", a.username), CredentialFaults("API key", a.apiKey)...)
}

// CredentialFaults is the rule for credentials that may stand in XML.
func CredentialFaults(field string, secret sellerwire.Secret) []sellerwire.FieldError {
	text := secret.Reveal()
	if found := transport.CredentialFaults(field, text); found != nil {
		return found
	}
	if _, _, illegal := charset.IllegalXML(text); illegal {
		return []sellerwire.FieldError{{Field: field, Reason: "it holds a character that XML cannot, or is not UTF-8"}}
	}
	return nil
}

// Auth scrubs the credentials from what is printed.
func (a Account) Auth() transport.Authenticator {
	return transport.InBody{Secrets: []sellerwire.Secret{a.username, a.apiKey}}
}

// AppendAction appends the action element without the credentials, and tells where
// they belong. Without an account it has room for none.
func AppendAction(dst []byte, name string, account bool) (out []byte, user, password int) {
	dst = append(dst, `<action name="`...)
	dst = charset.AppendXMLAttr(dst, name)
	dst = append(dst, `">`...)
	if account {
		dst = append(dst, "<username>"...)
		user = len(dst)
		dst = append(dst, "</username><password>"...)
		password = len(dst)
		dst = append(dst, "</password>"...)
	}
	return append(dst, "</action>"...), user, password
}

// Body is a request with its credentials, which the transport puts where they belong
// when it sends.
func (a Account) Body(request []byte, user, password int) transport.Body {
	return transport.Bytes(request).Insert(user, inXML(a.username)).Insert(password, inXML(a.apiKey))
}

func inXML(s sellerwire.Secret) []byte { return charset.AppendXMLText(nil, s.Reveal()) }
