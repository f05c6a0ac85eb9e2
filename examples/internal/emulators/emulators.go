// Package emulators starts the emulators of the services for the example
// programs: one of them for a program's own use, or all on one address.
package emulators

import (
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

// AbeBooks starts an AbeBooks emulator with an empty inventory.
func AbeBooks() *abebookstest.Server { return abebookstest.NewServer(abebookstest.Options{}) }
