package demo

import (
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/twd"
)

// TWDEnvironment explains the variables that TWD reads.
const TWDEnvironment = "TWD_URL, TWD_API_KEY"

// TWD makes a client from the environment, or for an emulator of its own. done
// ends both.
func TWD() (client *twd.Client, done func(), err error) {
	env, ok, err := Env("TWD_URL", "TWD_API_KEY")
	if err != nil {
		return nil, nil, err
	}
	stop := func() {}
	if !ok {
		pretending("TWD_URL")
		server := emulators.TWD()
		env, stop = []string{server.URL, server.APIKey()}, server.Close
	}
	client, err = twd.New(env[0], env[1])
	if err != nil {
		stop()
		return nil, nil, err
	}
	return client, func() { client.Close(); stop() }, nil
}
