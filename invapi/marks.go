package invapi

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The functions here read replies of unknown form. Names of fields are compared
// without case.

// marked finds the object that says that it is a failure; nil if none does. A
// reply can wrap it or list it: what is sent is one update, so whatever fails
// in a reply is that.
func marked(value any) map[string]any {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			if found := marked(item); found != nil {
				return found
			}
		}
	case map[string]any:
		if isFailure(v) {
			return v
		}
		for _, key := range nested(v) {
			if found := marked(v[key]); found != nil {
				return found
			}
		}
	}
	return nil
}

// nested names the fields that hold objects or lists.
func nested(object map[string]any) []string {
	var names []string
	for name, value := range object {
		switch value.(type) {
		case map[string]any, []any:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func isFailure(object map[string]any) bool {
	for name, value := range object {
		switch strings.ToLower(name) {
		case "error":
			// An error that JavaScript turned into JSON has no fields.
			if _, isObject := value.(map[string]any); isObject || says(value) {
				return true
			}
		case "errors", "usererrors", "user_errors":
			if says(value) {
				return true
			}
		case "success":
			if isFalse(value) {
				return true
			}
		case "status":
			text, _ := value.(string)
			if slices.Contains([]string{"error", "fail", "failed", "failure"}, strings.ToLower(text)) {
				return true
			}
		}
	}
	return false
}

// says tells whether an error field holds an error: null, "", false, 0 and
// lists and maps of nothing but those do not.
func says(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case []any:
		return slices.ContainsFunc(v, func(item any) bool {
			_, isObject := item.(map[string]any)
			return isObject || says(item)
		})
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), says)
	case string:
		return strings.TrimSpace(v) != "" && !isFalse(v)
	default:
		return !isFalse(v)
	}
}

// isFalse reads a boolean in the forms such services write it.
func isFalse(value any) bool {
	switch v := value.(type) {
	case bool:
		return !v
	case float64:
		return v == 0
	case string:
		return v == "0" || strings.EqualFold(v, "false")
	}
	return false
}

// maxWords bounds the lines taken from one reply.
const maxWords = 50

// words finds what a reply says about its failure, in the places where such
// services say it, the most telling first.
func words(value any) []string {
	var all []string
	switch v := value.(type) {
	case map[string]any:
		for _, name := range tellingFields(v) {
			all = flatten(all, "", v[name])
		}
	case []any:
		for _, item := range v {
			if len(all) < maxWords {
				all = append(all, words(item)...)
			}
		}
	default:
		all = flatten(all, "", v)
	}
	return distinct(all)
}

// telling are the fields that say what went wrong, the most telling first.
var telling = []string{"error", "message", "errors", "usererrors", "user_errors", "detail", "title"}

// tellingFields names those that an object has.
func tellingFields(object map[string]any) []string {
	var names []string
	for name := range object {
		if slices.Contains(telling, strings.ToLower(name)) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(
			slices.Index(telling, strings.ToLower(a))-slices.Index(telling, strings.ToLower(b)),
			strings.Compare(a, b))
	})
	return names
}

// distinct drops repetitions, and what is beyond maxWords.
func distinct(lines []string) []string {
	var once []string
	for _, text := range lines {
		if len(once) < maxWords && !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

// flatten turns texts, and lists and maps of them, into "field: message" lines
// and appends those to lines.
func flatten(lines []string, name string, value any) []string {
	if len(lines) >= maxWords {
		return lines
	}
	switch v := value.(type) {
	case string:
		return appendLine(lines, name, v)
	case float64:
		if name != "" {
			return appendLine(lines, name, strconv.FormatFloat(v, 'f', -1, 64))
		}
	case []any:
		for _, item := range v {
			lines = flatten(lines, name, item)
		}
	case map[string]any:
		if text, ok := field(v, "message").(string); ok {
			if own, ok := field(v, "field").(string); ok {
				name = own
			}
			return appendLine(lines, name, text)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			lines = flatten(lines, key, v[key])
		}
	}
	return lines
}

func appendLine(lines []string, name, text string) []string {
	switch text = strings.TrimSpace(text); {
	case text == "":
		return lines
	case name == "":
		return append(lines, text)
	default:
		return append(lines, name+": "+text)
	}
}

// field finds a field of an object by its name; nil if it has none.
func field(object map[string]any, name string) any {
	if value, ok := object[name]; ok {
		return value
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if strings.EqualFold(key, name) {
			return object[key]
		}
	}
	return nil
}
