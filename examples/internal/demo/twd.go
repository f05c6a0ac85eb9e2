package demo

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// TWDEnvironment explains the variables that TWD reads.
const TWDEnvironment = "TWD_URL, TWD_API_KEY"

// TWD makes a client from the environment, or for an emulator of its own, which
// is nil otherwise. close ends both.
func TWD(opts ...sellerwire.Option) (client *twd.Client, emulator *twdtest.Server, close func(), err error) {
	env, ok, err := Env("TWD_URL", "TWD_API_KEY")
	if err != nil {
		return nil, nil, nil, err
	}
	if ok {
		client, err = twd.New(env[0], env[1], opts...)
		return client, nil, closer(client, nil), err
	}
	server := emulators.TWD()
	client, err = twd.New(server.URL, server.APIKey(), opts...)
	return client, server, closer(client, server.Close), err
}
