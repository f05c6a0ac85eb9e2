package once_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
)

// database plays a SQL database that knows the statements of SQLStore. The nested
// module examples/sql has real ones.
type database struct {
	mu      sync.Mutex
	table   string // empty if there is none
	columns []string
	rows    map[string]map[string]string
	foldKey func(string) string
	dollar  bool
	spoil   func(statement string) (run bool, err error)
}

var allColumns = []string{"change_key", "state", "attempt", "begun", "payload"}

func newDatabase(t *testing.T, table string) (*database, *sql.DB) {
	t.Helper()
	d := &database{table: table, columns: allColumns, rows: map[string]map[string]string{}, foldKey: func(key string) string { return key }}
	db := sql.OpenDB(d)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return d, db
}

func (d *database) Connect(context.Context) (driver.Conn, error) { return d, nil }
func (d *database) Driver() driver.Driver                        { return nil }
func (d *database) Close() error                                 { return nil }
func (d *database) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }
func (d *database) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("not prepared") }

// statements are what the database understands; a placeholder is written P.
const (
	insertStatement = "INSERT INTO T (state, attempt, begun, payload, change_key) VALUES (P, P, P, P, P)"
	updateStatement = "UPDATE T SET state = P, attempt = P, begun = P, payload = P WHERE change_key = P AND state = P AND attempt = P"
	selectStatement = "SELECT change_key, state, attempt, begun, payload FROM T WHERE "
)

// prepare makes one spelling of a statement, and runs the fault of the test.
func (d *database) prepare(statement string) (string, bool, error) {
	placeholder := regexp.MustCompile(`\?`)
	if d.dollar {
		placeholder = regexp.MustCompile(`\$[1-9]`)
		for n, found := range placeholder.FindAllString(statement, -1) {
			if found != fmt.Sprintf("$%d", n+1) {
				return "", false, fmt.Errorf("placeholder %s is number %d", found, n+1)
			}
		}
	}
	run, fault := true, error(nil)
	if d.spoil != nil {
		run, fault = d.spoil(strings.Fields(statement)[0])
	}
	if d.table == "" && !strings.HasPrefix(statement, "CREATE") {
		return "", false, errors.New("no such table")
	}
	if d.table != "" {
		statement = strings.Replace(statement, " "+d.table+" ", " T ", 1)
	}
	return placeholder.ReplaceAllString(statement, "P"), run, fault
}

func (d *database) ExecContext(_ context.Context, statement string, args []driver.NamedValue) (driver.Result, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, run, fault := d.prepare(statement)
	if !run || text == "" {
		return nil, fault
	}
	value := func(n int) string { return args[n].Value.(string) }
	rows := 0
	switch {
	case strings.HasPrefix(text, "CREATE TABLE IF NOT EXISTS "):
		if d.table == "" {
			d.table = strings.Fields(text)[5]
		}
	case text == insertStatement:
		if d.rows[d.foldKey(value(4))] != nil {
			return nil, errors.New("UNIQUE constraint failed")
		}
		row := map[string]string{}
		for i, column := range []string{"state", "attempt", "begun", "payload", "change_key"} {
			row[column] = value(i)
		}
		d.rows[d.foldKey(value(4))] = row
		rows = 1
	case text == updateStatement:
		if row := d.rows[d.foldKey(value(4))]; row != nil && row["state"] == value(5) && row["attempt"] == value(6) {
			for i, column := range []string{"state", "attempt", "begun", "payload"} {
				row[column] = value(i)
			}
			rows = 1
		}
	default:
		return nil, fmt.Errorf("syntax error: %s", text)
	}
	return driver.RowsAffected(rows), fault
}

func (d *database) QueryContext(_ context.Context, statement string, args []driver.NamedValue) (driver.Rows, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, run, fault := d.prepare(statement)
	if !run || text == "" || fault != nil {
		return nil, fault
	}
	where, ours := strings.CutPrefix(text, selectStatement)
	for _, column := range allColumns {
		if !slices.Contains(d.columns, column) {
			return nil, errors.New("no such column: " + column)
		}
	}
	found := &result{}
	switch {
	case ours && where == "1 = 0":
	case ours && where == "change_key = P":
		if row := d.rows[d.foldKey(args[0].Value.(string))]; row != nil {
			found.rows = append(found.rows, maps.Clone(row))
		}
	case ours && where == "state = P":
		for _, row := range d.rows {
			if row["state"] == args[0].Value.(string) {
				found.rows = append(found.rows, maps.Clone(row))
			}
		}
	default:
		return nil, fmt.Errorf("syntax error: %s", text)
	}
	return found, nil
}

type result struct{ rows []map[string]string }

func (r *result) Columns() []string { return allColumns }
func (r *result) Close() error      { return nil }

func (r *result) Next(values []driver.Value) error {
	if len(r.rows) == 0 {
		return io.EOF
	}
	for i, column := range allColumns {
		values[i] = r.rows[0][column]
	}
	r.rows = r.rows[1:]
	return nil
}

func TestADatabaseKeepsAJournal(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]once.SQLOptions{
		"question marks": {Create: true},
		"dollars":        {Create: true, Dollar: true, Table: "shop.once"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, db := newDatabase(t, "")
			d.dollar = opts.Dollar
			store, err := once.OpenSQL(t.Context(), db, opts)
			require.NoError(t, err)
			ctx, told := t.Context(), newTale()
			require.NoError(t, work(ctx, once.Open(store), told.tell))

			store, err = once.OpenSQL(ctx, db, once.SQLOptions{Table: opts.Table, Dollar: opts.Dollar}) // another process
			require.NoError(t, err)
			unclear, err := once.Open(store).Unclear(ctx)
			require.NoError(t, err)
			require.Len(t, unclear, 1)
			require.Equal(t, "lost", unclear[0].Key)
			require.Equal(t, `"lost"`, string(unclear[0].Payload))
			require.Len(t, unclear[0].Attempt, 26)
			require.NoError(t, once.Open(store).Do(ctx, "new", "new", forbidden(t)))
			require.ErrorIs(t, once.Open(store).Do(ctx, "lost", "lost", forbidden(t)), sellerwire.ErrOutcomeUnknown)
			require.NoError(t, once.Open(store).Resolve(ctx, "lost", sellerwire.OutcomeAccepted))
			require.NoError(t, once.Open(store).Do(ctx, "lost", "lost", forbidden(t)))
		})
	}
}

func TestADatabaseWithoutTheTableIsRefused(t *testing.T) {
	t.Parallel()
	d, db := newDatabase(t, "")
	_, err := once.OpenSQL(t.Context(), db, once.SQLOptions{})
	require.ErrorContains(t, err, "the table sellerwire_once")
	require.ErrorContains(t, err, "no such table")

	d.table, d.columns = "sellerwire_once", []string{"change_key", "state"}
	_, err = once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
	require.ErrorContains(t, err, "the columns change_key, state, attempt, begun, payload")
	require.ErrorContains(t, err, "no such column: attempt")

	d.table, d.spoil = "", func(statement string) (bool, error) { return statement != "CREATE", errors.New("permission denied") }
	_, err = once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
	require.ErrorContains(t, err, "permission denied", "why it could not be created")

	_, err = once.OpenSQL(t.Context(), nil, once.SQLOptions{})
	require.Error(t, err)
	var none context.Context
	_, err = once.OpenSQL(none, db, once.SQLOptions{})
	require.Error(t, err)
}

// A reply can be lost after each statement and before. Nothing is run twice, and
// what could be found out is known.
func TestLostRepliesOfADatabase(t *testing.T) {
	t.Parallel()
	lost := errors.New("connection lost")
	for name, c := range map[string]struct {
		statement string
		run       bool // before the reply is lost
		runs      int
		want      error
		then      once.State
	}{
		"the insert arrived":         {"INSERT", true, 1, nil, once.StateDone},
		"the insert did not arrive":  {"INSERT", false, 0, sellerwire.ErrNotSent, ""},
		"the update arrived":         {"UPDATE", true, 1, nil, once.StateDone},
		"the update did not arrive":  {"UPDATE", false, 1, sellerwire.ErrOutcomeUnknown, once.StateBegun},
		"nothing can be read at all": {"SELECT", false, 0, lost, ""},
		"the driver tries again":     {"INSERT again", true, 1, nil, once.StateDone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, db := newDatabase(t, "")
			store, err := once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
			require.NoError(t, err)
			d.spoil = func(statement string) (bool, error) {
				if verb, again, _ := strings.Cut(c.statement, " "); verb != statement {
					return true, nil
				} else if again != "" {
					return c.run, driver.ErrBadConn // which database/sql takes for "not executed"
				}
				return c.run, lost
			}
			change := counter{}
			err = once.Open(store).Do(t.Context(), "k", 1, change.returns(nil))
			require.ErrorIs(t, err, c.want)
			require.Equal(t, c.runs, change.ran)
			d.spoil = nil
			now, err := store.Get(t.Context(), "k")
			require.NoError(t, err)
			require.Equal(t, c.then, now.State)
		})
	}
}

// Many processes want to run the same changes: one of them does.
func TestTheInsertDecides(t *testing.T) {
	t.Parallel()
	_, db := newDatabase(t, "")
	var group sync.WaitGroup
	changes := map[string]*counter{}
	for n := range 20 {
		changes[fmt.Sprint(n)] = &counter{}
	}
	for range 8 {
		store, err := once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
		require.NoError(t, err)
		group.Go(func() {
			for key, change := range changes {
				err := once.Open(store).Do(t.Context(), key, key, change.returns(nil))
				if err != nil && !errors.Is(err, sellerwire.ErrOutcomeUnknown) && !errors.Is(err, sellerwire.ErrNotSent) {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for key, change := range changes {
		require.Equal(t, 1, change.ran, key)
	}
}

// A database that takes two keys for one would make one of the changes disappear.
func TestADatabaseThatFoldsKeysIsFoundOut(t *testing.T) {
	t.Parallel()
	d, db := newDatabase(t, "")
	d.foldKey = strings.ToLower
	store, err := once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
	require.NoError(t, err)
	journal := once.Open(store)
	require.NoError(t, journal.Do(t.Context(), "sku-a", 1, (&counter{}).returns(nil)))
	err = journal.Do(t.Context(), "SKU-A", 1, forbidden(t))
	require.ErrorContains(t, err, `the database takes "SKU-A" for "sku-a"`)
}

func TestARowThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	d, db := newDatabase(t, "")
	store, err := once.OpenSQL(t.Context(), db, once.SQLOptions{Create: true})
	require.NoError(t, err)
	d.rows["k"] = map[string]string{"change_key": "k", "state": "begun", "begun": "yesterday", "payload": "1"}
	require.ErrorContains(t, once.Open(store).Do(t.Context(), "k", 1, forbidden(t)), "yesterday")
	_, err = once.Open(store).Unclear(t.Context())
	require.ErrorContains(t, err, "yesterday")
	d.rows["k"] = map[string]string{"change_key": "k", "state": "leased", "begun": "2024-05-06T07:08:09Z", "payload": "1"}
	err = once.Open(store).Do(t.Context(), "k", 1, forbidden(t))
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, "whatever that may be, it is not open")
}
