// Release checks what a release needs and prints its notes.
//
//	go run ./internal/release api [REF]       how the API changed since REF, by default the last release
//	go run ./internal/release check VERSION   do Version, CHANGELOG.md and the changes of the API agree?
//	go run ./internal/release notes VERSION   print the section of CHANGELOG.md
//
// api fails if a change that breaks callers is not named in CHANGELOG.md.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/sellerwire/sellerwire"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, args []string) error {
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		return fmt.Errorf("run this in the root of the module: %w", err)
	}
	recorded, err := os.ReadFile("docs/api.txt")
	if err != nil {
		return err
	}
	switch {
	case len(args) > 0 && args[0] == "api" && len(args) <= 2:
		return reportChanges(out, strings.Join(args[1:], ""), string(recorded), string(changelog))
	case len(args) == 2 && args[0] == "notes":
		notes, err := section(string(changelog), args[1])
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, notes)
		return err
	case len(args) == 2 && args[0] == "check":
		last, base, err := lastRelease(args[1])
		if err != nil {
			return err
		}
		return check(candidate{
			tag: args[1], version: sellerwire.Version, changelog: string(changelog),
			last: last, changes: compare(base, string(recorded)),
		})
	}
	return errors.New("usage: release api [REF] | check VERSION | notes VERSION")
}

// reportChanges prints each change of the API since ref, and fails if one that breaks
// callers is not in the changelog.
func reportChanges(out io.Writer, ref, recorded, changelog string) error {
	if ref == "" {
		last, _, err := lastRelease("")
		if err != nil {
			return err
		}
		if last == "" {
			_, err := fmt.Fprintln(out, "no release yet: no change of the API can break a caller")
			return err
		}
		ref = last
	}
	base, err := git("show", ref+":docs/api.txt")
	if err != nil {
		return err
	}
	notes, err := section(changelog, "Unreleased")
	if err != nil {
		return err
	}
	changes := compare(base, recorded)
	for _, c := range changes {
		fmt.Fprintln(out, c)
	}
	if silent := unnamed(changes, notes); len(silent) > 0 {
		return fmt.Errorf("%d changes since %s break callers and are not in CHANGELOG.md:\n%s",
			len(silent), ref, strings.Join(silent, "\n"))
	}
	return nil
}

// lastRelease returns the newest version that is tagged, but for the one that is being
// released, and the API as it was recorded there. Without any, last is empty.
func lastRelease(being string) (last, recorded string, err error) {
	tags, err := git("tag", "--list", "v*")
	if err != nil {
		return "", "", err
	}
	last = newest(strings.Fields(tags), being)
	if last == "" {
		return "", "", nil
	}
	recorded, err = git("show", last+":docs/api.txt")
	return last, recorded, err
}

func git(args ...string) (string, error) {
	out, err := exec.Command("git", args...).Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}
