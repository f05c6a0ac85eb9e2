package once

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SQLOptions say where a database keeps a journal. The zero value works for SQLite and
// MySQL if the table exists.
type SQLOptions struct {
	// Table is the name of the table, inserted into the statements without quoting.
	// Empty means sellerwire_once.
	Table string
	// Dollar writes placeholders as $1, $2, ..., which PostgreSQL needs. The default is
	// a question mark, for SQLite and MySQL.
	Dollar bool
	// Create creates the table if it does not exist.
	Create bool
}

// SQLStore is a [Store] in one table of a database. Any number of processes, on
// any number of machines, may use it at once.
type SQLStore struct {
	db   *sql.DB
	opts SQLOptions
}

const (
	sqlColumns = "change_key, state, attempt, begun, payload"
	sqlCreate  = "CREATE TABLE IF NOT EXISTS %s (change_key VARCHAR(255) NOT NULL PRIMARY KEY, state VARCHAR(10) NOT NULL, " +
		"attempt VARCHAR(40) NOT NULL, begun VARCHAR(40) NOT NULL, payload TEXT NOT NULL)"
)

// OpenSQL opens the journal in a table of db, which the caller closes:
//
//	CREATE TABLE sellerwire_once (
//		change_key VARCHAR(255) NOT NULL PRIMARY KEY,
//		state      VARCHAR(10)  NOT NULL, -- begun, done or open
//		attempt    VARCHAR(40)  NOT NULL, -- a random name
//		begun      VARCHAR(40)  NOT NULL, -- UTC, such as 2024-05-06T07:08:09.123456Z
//		payload    TEXT         NOT NULL  -- JSON
//	)
//
// OpenSQL returns an error if the table does not exist and Create is false, or if
// the table lacks one of these columns.
//
// The primary key decides who runs a change: only one INSERT of a key succeeds, or one
// UPDATE of an open key. There are no leases and no timeouts. A change that another
// process has begun is unclear here until that process, or Resolve, settles it. Each
// statement is a transaction of its own. Commits must be durable: SQLite in WAL mode
// needs PRAGMA synchronous = FULL, and a busy_timeout. Reads must not go to a replica.
// Keys must be compared byte by byte, in MySQL with COLLATE utf8mb4_bin; if the
// database returns another key than the one asked for, that is an error.
func OpenSQL(ctx context.Context, db *sql.DB, opts SQLOptions) (*SQLStore, error) {
	if ctx == nil || db == nil {
		return nil, errors.New("once: open: the context and the database must not be nil")
	}
	opts.Table = cmp.Or(opts.Table, "sellerwire_once")
	s := &SQLStore{db, opts}
	var failed error
	if opts.Create { // two processes may do so at once, and one fail; what counts is whether it is there
		_, failed = db.ExecContext(ctx, s.text(sqlCreate))
	}
	if _, err := s.read(ctx, "1 = 0"); err != nil {
		return nil, fmt.Errorf("once: open: the table %s with the columns %s is missing or cannot be read: %w",
			opts.Table, sqlColumns, cmp.Or(failed, err))
	}
	return s, nil
}

// Get implements [Store].
func (s *SQLStore) Get(ctx context.Context, key string) (c Change, err error) {
	found, err := s.read(ctx, "change_key = ?", key)
	for _, c = range found {
		if c.Key != key {
			err = fmt.Errorf("the database takes %q for %q: change_key needs a collation that compares bytes", key, c.Key)
		}
	}
	return c, err
}

// Begun implements [Store].
func (s *SQLStore) Begun(ctx context.Context) ([]Change, error) {
	return s.read(ctx, "state = ?", string(StateBegun))
}

// Swap implements [Store]. It is one INSERT or one UPDATE.
func (s *SQLStore) Swap(ctx context.Context, before, after Change) error {
	statement := "INSERT INTO %s (state, attempt, begun, payload, change_key) VALUES (?, ?, ?, ?, ?)"
	args := []any{string(after.State), after.Attempt, after.Begun.UTC().Format(time.RFC3339Nano), string(after.Payload), after.Key}
	if before.State != "" {
		statement = "UPDATE %s SET state = ?, attempt = ?, begun = ?, payload = ? WHERE change_key = ? AND state = ? AND attempt = ?"
		args = append(args, string(before.State), before.Attempt)
	}
	result, err := s.db.ExecContext(ctx, s.text(statement), args...)
	if err != nil {
		return err
	}
	rows, err := result.RowsAffected()
	if err == nil && rows != 1 {
		err = errChanged
	}
	return err
}

func (s *SQLStore) read(ctx context.Context, where string, args ...any) (found []Change, err error) {
	rows, err := s.db.QueryContext(ctx, s.text("SELECT "+sqlColumns+" FROM %s WHERE "+where), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Change
		var begun string
		if err := rows.Scan(&c.Key, &c.State, &c.Attempt, &begun, (*[]byte)(&c.Payload)); err != nil {
			return nil, err
		}
		if c.Begun, err = time.Parse(time.RFC3339Nano, begun); err != nil {
			return nil, fmt.Errorf("key %q: begun: %w", c.Key, err)
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

// text puts the name of the table and the placeholders into a statement.
func (s *SQLStore) text(statement string) string {
	statement = fmt.Sprintf(statement, s.opts.Table)
	for n := 1; s.opts.Dollar && strings.Contains(statement, "?"); n++ {
		statement = strings.Replace(statement, "?", "$"+strconv.Itoa(n), 1)
	}
	return statement
}
