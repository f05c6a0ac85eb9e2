// Sql records sales at a TWD shop, each once, from as many processes as you like
// to start: they share a journal in a database, which is a SQLite file or, with
// POSTGRES_URL, PostgreSQL. It is a module of its own, because of the drivers.
package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/twd"
)

func main() {
	db := flag.String("db", "journal.db", "SQLite `file` of the journal, unless POSTGRES_URL is set")
	file := flag.String("file", "", "inventory `file`; the one of the examples if empty")
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprint(out, "sql records sales, each once, with a journal in a database.\n\n"+
			"Usage: go run -C examples/sql . [flags]\n\n")
		flag.PrintDefaults()
		fmt.Fprintf(out, "\nEnvironment (where TWD is unset, an emulator runs in this process):\n  %s\n"+
			"  POSTGRES_URL: PostgreSQL instead of the file\n",
			demo.TWDEnvironment)
	}
	yes := flag.Bool("yes", false, "sell at a shop that is no emulator on this machine")
	demo.Main("sql", func(ctx context.Context) error {
		if !*yes && demo.Real("TWD_URL") {
			return errors.New("would sell items of the shop that TWD_URL names, in the order in which they are listed; say -yes to do it")
		}
		return run(ctx, *db, *file)
	})
}

func run(ctx context.Context, journal, file string) error {
	rows, err := demo.Inventory(file)
	if err != nil {
		return err
	}
	db, opts, err := open(journal, os.Getenv("POSTGRES_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	if opts.Dollar {
		journal = "in POSTGRES_URL" // which may hold a password
	}
	store, err := once.OpenSQL(ctx, db, opts)
	if err != nil {
		return fmt.Errorf("journal %s: %w", journal, err)
	}
	shop, done, err := demo.TWD()
	if err != nil {
		return err
	}
	defer done()
	return sell(ctx, once.Open(store), shop, rows)
}

// open opens the database, and says how the journal's table is made and reached
// there.
func open(file, postgres string) (*sql.DB, once.SQLOptions, error) {
	if postgres != "" {
		db, err := sql.Open("pgx", postgres)
		return db, once.SQLOptions{Dollar: true, Create: true}, err
	}
	name, err := filepath.Abs(file)
	if err != nil {
		return nil, once.SQLOptions{}, err
	}
	// A commit that has been reported must survive a crash of the machine, and a
	// process waits while another one writes.
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"}}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(name), RawQuery: pragmas.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, once.SQLOptions{}, err
	}
	db.SetMaxOpenConns(1) // SQLite writes one at a time anyway
	return db, once.SQLOptions{Create: true}, nil
}

// sell takes a copy off an item of the shop for each book of the inventory file
// that is sold. The file has no stock numbers: the items are taken as they come.
func sell(ctx context.Context, journal *once.Journal, shop *twd.Client, rows []inventory.Row) error {
	var items []twd.Item
	for item, err := range shop.ListAll(ctx, twd.ListOptions{SkipDuplicates: true}) {
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	recorded, before := 0, 0
	var failed demo.Causes
	for _, row := range rows {
		if ctx.Err() != nil || len(items) == 0 {
			break
		}
		if !row.Sold() {
			continue
		}
		item := items[0]
		items = items[1:]
		ran := false
		err := journal.Do(ctx, "sale of "+row.SKU, item.StockNo, func(ctx context.Context) error {
			ran = true
			return shop.RecordSale(ctx, item.StockNo, 1)
		})
		switch {
		case err == nil && ran:
			recorded++
		case err == nil:
			before++
		case !errors.Is(err, sellerwire.ErrOutcomeUnknown): // which are listed below
			failed.Add(row.SKU, demo.Reason(err))
		}
	}
	fmt.Printf("%d sales recorded, %d had been before\n", recorded, before)
	failed.Print("")
	unclear, err := journal.Unclear(context.WithoutCancel(ctx)) // an interrupt must not hide them
	for _, change := range unclear {
		demo.Linef("", "look at this one by hand: %s, item %s, begun %s", change.Key, change.Payload, change.Begun.Local())
	}
	return cmp.Or(err, ctx.Err())
}
