package flatfile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim/flatfile"
)

func TestUnknownColumnsBehindAnEmptyOneAreKept(t *testing.T) {
	t.Parallel()
	file := "sku\tprice\tquantity\tnew-1\tnew-2\nSKU-1\t1.00\t1\t\tvalue\n"
	for row, err := range flatfile.ReadLoader(strings.NewReader(file), flatfile.ReadOptions{}) {
		require.NoError(t, err)
		assert.Equal(t, map[string]string{"new-2": "value"}, row.Extra)
	}
}

func TestTheLargestCountIsReadAndNoLarger(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"2147483647": 2147483647, "2147483647.0": 2147483647, "2147483648": -1,
		"99999999999999999999": -1, "10": 10} {
		rows, err := readingAll(flatfile.ReadLoader(strings.NewReader("sku\tquantity\nSKU-1\t"+text+"\n"), flatfile.ReadOptions{}))
		if want < 0 {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, *rows[0].Quantity)
	}
}

func TestEveryConditionIsKnown(t *testing.T) {
	t.Parallel()
	for condition, text := range map[flatfile.Condition]string{
		"1": "used-like new", "2": "used-very good", "3": "used-good", "4": "used-acceptable",
		"5": "collectible-like new", "6": "collectible-very good", "7": "collectible-good", "8": "collectible-acceptable",
		"9": "refurbished", "10": "refurbished", "11": "new",
	} {
		assert.True(t, condition.Known(), condition)
		assert.Equal(t, text, condition.Text())
	}
	assert.False(t, flatfile.Condition("12").Known())
	assert.False(t, flatfile.Condition("0").Known())
}

func TestEveryZoneHasItsOffset(t *testing.T) {
	t.Parallel()
	for zone, hours := range map[string]int{
		"PST": -8, "PDT": -7, "GMT": 0, "UTC": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "JST": 9,
	} {
		want := time.Date(2009, 7, 23, 8-hours, 59, 3, 0, time.UTC)
		row := strings.Replace(orderRow, "2009-07-23 08:59:03 PST", "2009-07-23 08:59:03 "+zone, 1)
		assert.True(t, want.Equal(readingOrders(t, orderHeader+row, flatfile.ReadOptions{})[0].PaymentsDate.Time), zone)
		for _, text := range []string{"2009-07-23 08:59:03 " + zone, "07/23/2009 08:59:03 " + zone} {
			assert.True(t, want.Equal(flatfile.ParseTimestamp(text, nil).Time), text)
		}
	}
	assert.True(t, flatfile.ParseTimestamp("2009-07-23 08:59:03 XYZ", nil).Time.IsZero())
}

// The words of a condition can be in any order, with any separator.
func TestConditionsInEitherOrderOfWords(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]flatfile.Condition{
		"Very Good - Collectible": "6", "Good - Used": "3", "Like New (Used)": "1",
		"collectible/acceptable": "8", "Acceptable; collectible": "8",
		"Very Good \u2013 Collectible": "6", "USED. LIKE NEW": "1", "good": "3", "new": "11", "Used, Refurbished": "9",
		"very_good": "2", "Used_Like_New": "1", `"Good"`: "3", "Used|Acceptable": "4", "Good & Collectible": "7", "[new]": "11",
	} {
		got, ok := flatfile.ConditionOf(words)
		assert.True(t, ok, words)
		assert.Equal(t, want, got, words)
	}
	for _, words := range []string{"used collectible good", "used new", "new collectible", "very good+", "good used used", "not good",
		"good or better", "collectible", "", "good-", "Very Good \u2013", "very good/good", "good?", "VG"} {
		_, ok := flatfile.ConditionOf(words)
		assert.False(t, ok, words)
	}
}
