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
	"sync"

	"github.com/sellerwire/sellerwire/internal/durable"
)

// A journal's file is this line, and a line for each state of each change: the
// checksum of the JSON, and the JSON. The last line of a key counts.
const fileHeader = "sellerwire once journal 1\n"

// ErrLocked means that the file of a [FileStore] is in use, by another process or
// by this one.
var ErrLocked = durable.ErrLocked

// FileStore is a [Store] in one file, for one process at a time. The caller must close
// it.
type FileStore struct {
	mu      sync.Mutex
	file    *durable.File
	changes map[string]Change
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
func OpenFile(name string) (*FileStore, error) { return openFile(name, durable.Local) }

func openFile(name string, disk durable.Disk) (*FileStore, error) {
	file, text, err := durable.Open(name, []byte(fileHeader), disk)
	if err == nil {
		s := &FileStore{file: file, changes: map[string]Change{}}
		if err = s.load(text); err == nil {
			return s, nil
		}
		_ = file.Close()
	}
	return nil, fmt.Errorf("once: journal %q: %w", name, err)
}

// load reads the lines. It writes a new file if the last line is torn, and if a third
// of the lines no longer counts.
func (s *FileStore) load(text []byte) error {
	lines, ours := bytes.CutPrefix(text, []byte(fileHeader))
	if !ours {
		return errors.New("line 1: this is no journal, or one of another version")
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
	if bytes.HasPrefix(line, fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(text))) {
		return c, err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return c, errTorn
	}
	return c, errors.New("the line is damaged")
}

// rewrite leaves only the lines that count.
func (s *FileStore) rewrite() error {
	text := []byte(fileHeader)
	for _, c := range s.changes {
		line, _ := encodeLine(c) // which was read from such a line
		text = append(text, line...)
	}
	return s.file.Replace(text)
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
	if err = cmp.Or(err, context.Cause(ctx)); err == nil {
		err = s.file.Append(line)
	}
	if err == nil {
		s.changes[after.Key] = after
	}
	return err
}

// Close releases the lock. Changes in flight become unclear.
func (s *FileStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Close()
}
