package demo

import (
	"net"
	"net/url"
	"os"
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

// Print prints a line for each reason: the first that failed for it, and how many
// more.
func (c *Causes) Print() {
	for _, reason := range c.reasons {
		if more := len(c.items[reason]) - 1; more > 0 {
			Linef("", "%s and %d more: %s", c.items[reason][0], more, reason)
		} else {
			Linef("", "%s: %s", c.items[reason][0], reason)
		}
	}
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
