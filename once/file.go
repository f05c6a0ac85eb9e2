package once

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// A journal's file is this line, and a line for each state of each change:
// checksum, length, JSON. The last line of a key counts.
// A journal's file is this line, and a line for each state of each change: the
// checksum of the JSON, and the JSON. The last line of a key counts.
const fileHeader = "sellerwire once journal 1\n"

// ErrLocked means that the file of a [FileStore] is in use, by another process or
// by this one.
var ErrLocked = errors.New("the journal is in use")

// FileStore is a [Store] in one file, for one process at a time. Close it.
type FileStore struct {
	name string
	open opener
	lock io.Closer

	mu      sync.Mutex
	file    file
	changes map[string]Change
	failed  error // why the file must be opened again
}

// opener opens a file to write it, or a directory to sync it. Tests have others.
type opener func(name string, flag int) (file, error)

type file interface {
	io.WriteCloser
	Sync() error
}

// OpenFile opens the journal in a file on a local disk. If there is none, it creates
// it, readable by its owner only. A lock on a second file, NAME.lock, keeps other
// processes out: they get [ErrLocked]. The system releases the lock when the process
// ends, even if it is killed. Do not remove that file. Platforms other than Unix and
// Windows have no such lock; the error is [errors.ErrUnsupported].
//
// All changes are held in memory. Each change is two lines of the file, both synced.
// OpenFile removes a last line that a crash has left incomplete. It refuses everything
// else that this package did not write, with the number of the line: a file of another
// program, an empty file, a damaged line. When a third of the lines is out of date,
// and there are 1,000 or more, it writes a new file, NAME.new, and renames it.
//
// After a failed write, as on a full disk, the store refuses every change until the
// file is opened again.
func OpenFile(name string) (*FileStore, error) {
	return openFile(name, func(name string, flag int) (file, error) { return os.OpenFile(name, flag, 0o600) })
}

func openFile(name string, open opener) (*FileStore, error) {
	if info, err := os.Stat(name); name == "" || err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("once: journal %q: must be a regular file", name)
	} else if err == nil {
		if name, err = filepath.EvalSymlinks(name); err != nil { // lest a new file takes the place of the link
			return nil, fmt.Errorf("once: %w", err)
		}
	}
	s := &FileStore{name: name, open: open, changes: map[string]Change{}}
	lock, err := lockFile(name + ".lock")
	if err == nil {
		if err = s.load(); err == nil {
			s.lock = lock
			return s, nil
		}
		_ = lock.Close()
	}
	return nil, fmt.Errorf("once: journal %q: %w", name, err)
}

// load reads the file. It writes a new one if there is none, if the last line is
// torn, and if a third of the lines no longer counts.
func (s *FileStore) load() error {
	text, err := os.ReadFile(s.name)
	if errors.Is(err, fs.ErrNotExist) {
		return s.rewrite()
	} else if err != nil {
		return err
	}
	rest, ours := bytes.CutPrefix(text, []byte(fileHeader))
	if !ours {
		return errors.New("line 1: this is no journal, or one of another version")
	}
	n, whole := 2, true
	for ; len(rest) > 0; n++ {
		var line []byte
		line, rest, whole = bytes.Cut(rest, []byte("\n"))
		c, err := decodeLine(line)
		if err == nil {
			s.changes[c.Key] = c
		} else if whole || !torn(line) {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if !whole || n > max(1000, len(s.changes)*3/2) {
		return s.rewrite()
	}
	s.file, err = s.open(s.name, os.O_WRONLY|os.O_APPEND)
	return err
}

func encodeLine(c Change) ([]byte, error) {
	text, err := json.Marshal(c)
	return fmt.Appendf(nil, "%08x %s\n", crc32.ChecksumIEEE(text), text), err
}

func decodeLine(line []byte) (c Change, err error) {
	text := line[min(9, len(line)):]
	if !bytes.HasPrefix(line, fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(text))) {
		return c, errors.New("the line is damaged")
	}
	return c, json.Unmarshal(text, &c)
}

// torn tells whether the end of a file is what a crash leaves of a line: the
// beginning of one, perhaps with zeros behind, as some file systems leave.
func torn(line []byte) bool {
	line = bytes.TrimRight(line, "\x00")
	err := json.NewDecoder(bytes.NewReader(line[min(9, len(line)):])).Decode(new(Change))
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// rewrite puts a new file in the place of the old one. A crash leaves either.
func (s *FileStore) rewrite() error {
	text := []byte(fileHeader)
	for _, key := range slices.Sorted(maps.Keys(s.changes)) {
		line, err := encodeLine(s.changes[key])
		if err != nil {
			return err
		}
		text = append(text, line...)
	}
	next, err := s.open(s.name+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(s.name+".new", s.name)
	}
	if err == nil {
		err = syncDir(filepath.Dir(s.name), s.open)
	}
	if err != nil {
		_ = os.Remove(s.name + ".new") // it may fill the disk
		return err
	}
	s.file, err = s.open(s.name, os.O_WRONLY|os.O_APPEND)
	return err
}

// Get implements [Store].
func (s *FileStore) Get(_ context.Context, key string) (Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changes[key], nil
}

// Begun implements [Store].
func (s *FileStore) Begun(context.Context) (begun []Change, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.changes {
		if c.State == StateBegun {
			begun = append(begun, c)
		}
	}
	return begun, nil
}

// Swap implements [Store]. It appends a line and syncs it.
func (s *FileStore) Swap(ctx context.Context, before, after Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	after.Payload = bytes.Clone(after.Payload)
	line, err := encodeLine(after)
	switch {
	case s.failed != nil:
		return s.failed
	case err != nil:
		return err
	case !s.changes[after.Key].is(before):
		return errChanged
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	_, err = s.file.Write(line)
	if err = errors.Join(err, s.file.Sync()); err != nil {
		s.failed = fmt.Errorf("open the journal again, a write failed: %w", err) // half a line may be there
		return err
	}
	s.changes[after.Key] = after
	return nil
}

// Close closes the file and gives up the lock. What is in flight becomes unclear.
func (s *FileStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = fs.ErrClosed
	return errors.Join(s.file.Close(), s.lock.Close())
}
