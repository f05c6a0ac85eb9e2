package demo

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// Causes gathers what failed by its reason, so that a reason that many have in
// common is told once.
type Causes struct {
	reasons []string // in the order in which they came
	items   map[string][]string
}

// Add adds one that failed.
func (c *Causes) Add(item, reason string) {
	if c.items == nil {
		c.items = map[string][]string{}
	}
	if c.items[reason] == nil {
		c.reasons = append(c.reasons, reason)
	}
	c.items[reason] = append(c.items[reason], item)
}

// Print prints a line for each reason behind an indent: the first that failed for it,
// and how many more.
func (c *Causes) Print(indent string) {
	for _, reason := range c.reasons {
		if more := len(c.items[reason]) - 1; more > 0 {
			Linef(indent, "%s and %d more: %s", c.items[reason][0], more, reason)
		} else {
			Linef(indent, "%s: %s", c.items[reason][0], reason)
		}
	}
}

// Why is an error that says what is the matter, and the reason that most have in
// common: the last line of a run says what to mend.
func (c *Causes) Why(what string) error {
	most := ""
	for _, reason := range c.reasons {
		if len(c.items[reason]) > len(c.items[most]) {
			most = reason
		}
	}
	if most == "" {
		return errors.New(what)
	}
	return fmt.Errorf("%s: %s", what, most)
}

// Inventory reads an inventory file, that of the examples if it has no name. Rows that
// cannot be read are reported and passed over; it is an error if none can.
func Inventory(file string) ([]inventory.Row, error) {
	var bad Causes
	var rows []inventory.Row
	for row, err := range inventory.ReadFile(file) {
		if r, ok := errors.AsType[*inventory.RowError](err); ok {
			bad.Add(fmt.Sprintf("row %d, passed over", r.Row), r.Err.Error())
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	bad.Print("")
	if len(rows) == 0 {
		return nil, errors.New("there is no book in the file that can be read")
	}
	return rows, nil
}

// Confirm stands before what changes a service. If one that a variable names is a
// real account, plan prints what would be done, and only -yes goes on.
func Confirm(yes bool, plan func(), variables ...string) error {
	named := slices.DeleteFunc(variables, func(name string) bool { return !Real(name) })
	if yes || len(named) == 0 {
		return nil
	}
	plan()
	return fmt.Errorf("nothing was changed; say -yes for %s", strings.Join(named, ", "))
}

// Real tells whether a variable names a service that is not on this machine: a
// real account, and no emulator.
func Real(variable string) bool {
	address := os.Getenv(variable)
	u, err := url.Parse(address)
	if address == "" || err != nil {
		return address != ""
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}
