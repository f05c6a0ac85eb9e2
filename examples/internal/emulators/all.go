package emulators

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

// All is every emulator behind one handler.
type All struct {
	mux      *http.ServeMux
	abebooks *abebookstest.Emulator
}

// Options adjust the emulators.
type Options struct {
	// Latency is added to every answer.
	Latency time.Duration
}

// NewAll makes the emulators, seeded.
func NewAll(opts Options) *All {
	a := &All{
		mux:      http.NewServeMux(),
		abebooks: abebookstest.New(abebookstest.Options{}),
	}
	a.mount("/abebooks", a.abebooks, opts)
	a.mux.HandleFunc("GET /_state", a.state)
	return a
}

// mount puts an emulator under a path.
func (a *All) mount(path string, service http.Handler, opts Options) {
	if opts.Latency > 0 {
		service = slow(service, opts.Latency)
	}
	a.mux.Handle(path+"/", http.StripPrefix(path, service))
}

// slow answers late, unless the client goes away first.
func slow(next http.Handler, latency time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(latency):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

// ServeHTTP serves all of them, and their state at /_state.
func (a *All) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// Endpoints is the line that examples/emulator prints: where each service is,
// and the credentials it accepts.
type Endpoints struct {
	AbeBooks struct {
		URL             string `json:"url"`
		Username        string `json:"username"`
		APIKey          string `json:"api_key"`
		AccessKey       string `json:"access_key"`
		SecretKey       string `json:"secret_key"`
		LimitedUsername string `json:"limited_username"`
		LimitedAPIKey   string `json:"limited_api_key"`
	} `json:"abebooks"`
	State string `json:"state"`
}

// Endpoints describes the emulators as they are reached under a base URL
// without a final slash.
func (a *All) Endpoints(base string) Endpoints {
	var e Endpoints
	e.AbeBooks.URL = base + "/abebooks/"
	e.AbeBooks.Username = a.abebooks.Username()
	e.AbeBooks.APIKey = a.abebooks.APIKey()
	e.AbeBooks.AccessKey = a.abebooks.AccessKey()
	e.AbeBooks.SecretKey = a.abebooks.SecretKey()
	e.AbeBooks.LimitedUsername = a.abebooks.Limited().Username
	e.AbeBooks.LimitedAPIKey = a.abebooks.Limited().APIKey
	e.State = base + "/_state"
	return e
}

// state answers with what all services hold.
func (a *All) state(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"abebooks": a.abebooks.State(),
	})
}
