package invapi

import (
	"maps"
	"slices"
)

// RetryWindow and AttemptTimeout are what the documentation promises.
const (
	RetryWindow    = retryWindow
	AttemptTimeout = attemptTimeout
)

// Phrases and FieldNames are the entries of the tables that replies are read by.
func Phrases() []string {
	var all []string
	for _, list := range phrases {
		for _, p := range list {
			all = append(all, p.words[:len(p.words)-1])
		}
	}
	slices.Sort(all)
	return all
}

func FieldNames() []string {
	all := slices.Concat(slices.Collect(maps.Keys(roles)), slices.Collect(maps.Keys(roleOfName)), slices.Collect(maps.Keys(counting)))
	slices.Sort(all)
	return slices.Compact(all)
}
