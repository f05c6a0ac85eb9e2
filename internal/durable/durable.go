// Package durable keeps a file that survives a crash of the program, or of the machine.
// One process at a time has the file open.
package durable

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ErrLocked means that another process, or this one, has the file open.
var ErrLocked = errors.New("it is already in use")

// File is a file on a local disk. What Append and Replace have written survives a
// crash once they have returned. It is not safe for concurrent use.
type File struct {
	name   string
	disk   Disk
	lock   io.Closer
	failed error // why nothing can be appended any more
}

// Disk opens a file to write it, or a directory to sync it. Tests have disks that fail.
type Disk func(name string, flag int) (Handle, error)

// Handle is what a Disk opens.
type Handle interface {
	io.WriteCloser
	Sync() error
}

// Local is the disk of the operating system. New files are readable by their owner only.
func Local(name string, flag int) (Handle, error) { return os.OpenFile(name, flag, 0o600) }

// Open locks a file and reads it. If there is none, it creates one with the initial
// text. The lock is on a second file, NAME.lock; the system releases it when the process
// ends, however it ends. On platforms other than Unix and Windows the error is
// [errors.ErrUnsupported].
func Open(name string, initial []byte, disk Disk) (f *File, text []byte, err error) {
	name, err = filepath.Abs(name) // wherever the program goes
	if target, broken := filepath.EvalSymlinks(name); broken == nil {
		name = target // lest Replace takes the place of the link
	}
	if info, missing := os.Stat(name); missing == nil && !info.Mode().IsRegular() {
		err = errors.New("must be a regular file")
	}
	if err != nil {
		return nil, nil, err
	}
	lock, err := lockFile(name + ".lock")
	if err != nil {
		return nil, nil, err
	}
	f = &File{name: name, disk: disk, lock: lock}
	if text, err = os.ReadFile(name); errors.Is(err, fs.ErrNotExist) {
		text, err = initial, f.Replace(initial)
	}
	if err != nil {
		_ = lock.Close()
		return nil, nil, err
	}
	return f, text, nil
}

// Append writes a text behind the others and syncs the file, which must exist. If that
// fails, a part of the text may be there. Append then refuses every text until the file
// is opened again.
func (f *File) Append(text []byte) error {
	if f.failed != nil {
		return f.failed
	}
	err := f.write(f.name, os.O_WRONLY|os.O_APPEND, text)
	if err != nil {
		f.failed = fmt.Errorf("open the file again, a write failed: %w", err)
	}
	return err
}

// Replace puts a file with this text in the place of the old one, or of none. It writes
// NAME.new and renames it. A crash leaves the old text or the new one. An error leaves
// the old text, except that after a failed sync of the directory nobody knows which of
// them a crash leaves.
func (f *File) Replace(text []byte) error {
	next := f.name + ".new"
	err := f.write(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, text)
	if err == nil {
		err = os.Rename(next, f.name)
	}
	if err != nil {
		_ = os.Remove(next) // it may fill the disk
	} else if runtime.GOOS != "windows" { // where directories cannot be synced
		err = f.write(filepath.Dir(f.name), os.O_RDONLY, nil)
	}
	return err
}

// write writes a text and syncs it; without a text, it only syncs.
func (f *File) write(name string, flag int, text []byte) error {
	h, err := f.disk(name, flag)
	if err != nil {
		return err
	}
	if len(text) > 0 {
		_, err = h.Write(text)
	}
	return errors.Join(err, h.Sync(), h.Close())
}

// Close releases the lock. Append then returns [fs.ErrClosed].
func (f *File) Close() error {
	f.failed = cmp.Or(f.failed, fs.ErrClosed)
	return f.lock.Close()
}
