package once

import "github.com/sellerwire/sellerwire/internal/durable"

// OpenFileOn is OpenFile on another disk.
func OpenFileOn(name string, disk durable.Disk) (*FileStore, error) { return openFile(name, disk) }
