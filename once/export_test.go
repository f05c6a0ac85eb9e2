package once

// What the tests put in the place of the file system.
type (
	File   = file
	Opener = opener
)

// OpenFileOn is OpenFile, writing through open.
func OpenFileOn(name string, open Opener) (*FileStore, error) { return openFile(name, open) }
