package once

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// A journal's file is this line, and a line for each state of each change: the
// checksum of the JSON, and the JSON. The last line of a key counts.
const fileHeader = "sellerwire once journal 1\n"

// ErrLocked means that the file of a [FileStore] is in use, by another process or
// by this one.
var ErrLocked = errors.New("the journal is in use")

// FileStore is a [Store] in one file, for one process at a time. The caller must close
// it.
type FileStore struct {
	name string
	open opener
	lock io.Closer

	mu      sync.Mutex
	changes map[string]Change
	failed  error // why the file must be opened again
}

// opener opens a file to write it, or a directory to sync it. Tests have others.
type opener func(name string, flag int) (file, error)

type file interface {
	io.WriteCloser
	Sync() error
}

// OpenFile opens a journal in a file on a local disk, and creates the file if it does
// not exist, readable by its owner only. A lock on a second file, NAME.lock, keeps
// other processes out: they get [ErrLocked]. The system releases the lock when the
// process ends, even if it is killed. Do not delete that file. On platforms other than
// Unix and Windows the error is [errors.ErrUnsupported].
//
// The store holds all changes in memory. It appends one line to the file when a change
// begins and one when it is settled, and syncs each. OpenFile removes a last line that
// a crash has left incomplete. Anything else that this package did not write is an
// error that names the line: another program's file, an empty file, a damaged line.
// When the file has 1,000 lines or more and a third of them are out of date, OpenFile
// writes a new file, NAME.new, and renames it.
//
// After a failed write, for example on a full disk, the store refuses every change
// until the file is opened again. The same is true if the file was moved away.
func OpenFile(name string) (*FileStore, error) {
	return openFile(name, func(name string, flag int) (file, error) { return os.OpenFile(name, flag, 0o600) })
}

func openFile(name string, open opener) (*FileStore, error) {
	name, err := filepath.Abs(name) // wherever the program goes
	if target, broken := filepath.EvalSymlinks(name); broken == nil {
		name = target // lest a new file takes the place of the link
	}
	if info, missing := os.Stat(name); missing == nil && !info.Mode().IsRegular() {
		err = errors.New("must be a regular file")
	}
	s := &FileStore{name: name, open: open, changes: map[string]Change{}}
	if err == nil {
		s.lock, err = lockFile(name + ".lock")
	}
	if err == nil {
		if err = s.load(); err == nil {
			return s, nil
		}
		_ = s.lock.Close()
	}
	return nil, fmt.Errorf("once: journal %q: %w", name, err)
}

// load reads the file. It writes a new one if there is none, if the last line is
// torn, and if a third of the lines no longer counts.
func (s *FileStore) load() error {
	text, err := os.ReadFile(s.name)
	if errors.Is(err, fs.ErrNotExist) {
		return s.rewrite()
	}
	lines, ours := bytes.CutPrefix(text, []byte(fileHeader))
	if err != nil || !ours {
		return cmp.Or(err, errors.New("line 1: this is no journal, or one of another version"))
	}
	n, whole := 1, true
	for line := range bytes.Lines(lines) {
		n++
		line, whole = bytes.CutSuffix(line, []byte("\n"))
		c, err := decodeLine(line)
		if err == nil {
			s.changes[c.Key] = c
		} else if whole || err != errTorn {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if !whole || n > max(999, len(s.changes)*3/2) {
		return s.rewrite()
	}
	return nil
}

func encodeLine(c Change) ([]byte, error) {
	text, err := json.Marshal(c)
	return fmt.Appendf(nil, "%08x %s\n", crc32.ChecksumIEEE(text), text), err
}

// errTorn is what a crash leaves of a line: the beginning of one, perhaps with zeros
// behind, as some file systems leave.
var errTorn = errors.New("the line is not complete")

func decodeLine(line []byte) (c Change, err error) {
	text := line[min(9, len(line)):]
	err = json.NewDecoder(bytes.NewReader(bytes.TrimRight(text, "\x00"))).Decode(&c)
	switch {
	case bytes.HasPrefix(line, fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(text))):
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		err = errTorn
	default:
		err = errors.New("the line is damaged")
	}
	return c, err
}

// rewrite puts a new file in the place of the old one. A crash leaves either.
func (s *FileStore) rewrite() error {
	text := []byte(fileHeader)
	for _, c := range s.changes {
		line, _ := encodeLine(c) // which was read from such a line
		text = append(text, line...)
	}
	next := s.name + ".new"
	err := s.write(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, text)
	if err == nil {
		err = os.Rename(next, s.name)
	}
	if err != nil {
		_ = os.Remove(next) // it may fill the disk
	} else if runtime.GOOS != "windows" { // where directories cannot be synced
		err = s.write(filepath.Dir(s.name), os.O_RDONLY, nil)
	}
	return err
}

// write writes a text and syncs it; without a text, it only syncs.
func (s *FileStore) write(name string, flag int, text []byte) error {
	f, err := s.open(name, flag)
	if err != nil {
		return err
	}
	if len(text) > 0 {
		_, err = f.Write(text)
	}
	return errors.Join(err, f.Sync(), f.Close())
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
	line, err := encodeLine(after)
	if !s.changes[after.Key].is(before) {
		err = errChanged
	}
	if err = cmp.Or(s.failed, err, context.Cause(ctx)); err != nil {
		return err
	}
	if err = s.write(s.name, os.O_WRONLY|os.O_APPEND, line); err != nil {
		s.failed = fmt.Errorf("open the journal again, a write failed: %w", err) // half a line may be there
		return err
	}
	s.changes[after.Key] = after
	return nil
}

// Close releases the lock. Changes in flight become unclear.
func (s *FileStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = fs.ErrClosed
	return s.lock.Close()
}
