package faults_test

import (
	"strings"
)

// A shownRecord is a record of a golden reply. path is its path, if the reply is
// the one that is changed.
type shownRecord struct {
	record
	path string
}

// truthOf lists the records of golden replies. odd is the index of the changed one.
func (s *subject) truthOf(goldens []answer, odd int) []shownRecord {
	var all []shownRecord
	for i, a := range goldens {
		for _, row := range s.recordsOf(a) {
			if i != odd {
				row.path = "in another reply"
			}
			all = append(all, row)
		}
	}
	return all
}

// recordsOf lists the records of one reply.
func (s *subject) recordsOf(a answer) []shownRecord {
	if s.record == file {
		return []shownRecord{{record: record{"": utf8Of(a.body)}}}
	}
	rows := []string{""}
	parts := partsOf(a)
	if s.record != "" {
		rows = nil
		for _, p := range parts {
			if p.pattern() == s.record {
				rows = append(rows, strings.TrimSuffix(p.path, "#"))
			}
		}
	}
	var all []shownRecord
	for _, row := range rows {
		e := shownRecord{record{}, row}
		for _, p := range parts {
			rest, in := p.path, true
			if row != "" {
				rest, in = strings.CutPrefix(p.path, row+"/")
			}
			if in && p.leaf {
				e.record[rest] = p.text(a)
			}
		}
		all = append(all, e)
	}
	return all
}
