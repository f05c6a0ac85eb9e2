package flatfile

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the oracle; the package itself does without

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/money"
)

func TestPacificTimeIsThatOfTheZoneDatabase(t *testing.T) {
	t.Parallel()
	losAngeles, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	for clock := time.Date(1987, 1, 1, 0, 15, 0, 0, time.UTC); clock.Year() < 2038; clock = clock.Add(30 * time.Minute) {
		want := time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), 0, 0, losAngeles)
		if want.Hour() != clock.Hour() {
			continue // skipped in spring: no report has such a time
		}
		got := PacificTime(clock)
		if !got.Equal(want) || got.Format(time.RFC1123) != want.Format(time.RFC1123) {
			t.Fatalf("%v: got %v, want %v", clock, got, want)
		}
	}
}

func TestClocksThatStandForNoneOrTwoTimes(t *testing.T) {
	t.Parallel()
	skipped := PacificTime(time.Date(2010, 3, 14, 2, 30, 0, 0, time.UTC))
	assert.Equal(t, "2010-03-14 03:30:00 -0700 PDT", skipped.String())
	first := PacificTime(time.Date(2010, 11, 7, 1, 30, 0, 0, time.UTC))
	assert.Equal(t, "2010-11-07 01:30:00 -0700 PDT", first.String())
	after := PacificTime(time.Date(2010, 11, 7, 2, 0, 0, 0, time.UTC))
	assert.Equal(t, "2010-11-07 02:00:00 -0800 PST", after.String())
}

func TestPacificDaysAreThoseOfTheZoneDatabase(t *testing.T) {
	t.Parallel()
	losAngeles, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	for at := time.Date(2009, 1, 1, 0, 10, 0, 0, time.UTC); at.Year() < 2011; at = at.Add(7 * time.Hour) {
		for _, days := range []int{-1, 0, 40} {
			local := at.In(losAngeles)
			start, end := PacificDay(at, days)
			assert.True(t,
				start.Equal(time.Date(local.Year(), local.Month(), local.Day()+days, 0, 0, 0, 0, losAngeles)), "%v %d: %v", at, days,
				start)
			assert.True(t, end.Equal(time.Date(local.Year(), local.Month(), local.Day()+days+1, 0, 0, 0, 0, losAngeles)))
		}
	}
}

func TestBatchTimesAreInTheZoneThatIsPrinted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"08/07/2009 01:48:23 PDT": time.Date(2009, 8, 7, 8, 48, 23, 0, time.UTC),
		"10/22/2004 10:47:44 PST": time.Date(2004, 10, 22, 18, 47, 44, 0, time.UTC),
		"10/22/2004 10:47:44 JST": time.Date(2004, 10, 22, 1, 47, 44, 0, time.UTC),
		"10/22/2004 10:47:44 ???": {},
		"10/22/2004 10:47:44":     {},
		"10/22/2004 10:47:44PDT":  {},
		"22/10/2004 10:47:44 PDT": {},
		"":                        {},
	} {
		stamp := ParseTimestamp(text, nil)
		assert.Equal(t, text, stamp.Text)
		assert.Equal(t, want, stamp.Time.UTC(), text)
	}
}

// FuzzFileTime compares the hand-written parser with [time.ParseInLocation].
func FuzzFileTime(f *testing.F) {
	for _, seed := range []string{
		"2009-07-23 08:59:03 PST", "2012-02-29 00:00:00 PDT", "2011-02-29 00:00:00 PST", "0000-01-01 00:00:00 GMT",
		"2009-00-23 08:59:03 PST", "2009-07-00 08:59:03 PST", "2009-07-31 23:59:60 PST", "2009-06-31 24:00:00 PST",
		"2009/07/23 08:59:03 PST", "2009-07-23 08:59:03 XYZ", "2009-07-23T08:59:03 PST", "2009-07-23 08:59:03", "+009-07-23 08:59:03 PST",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := parseFileTime(text, nil)
		want := parseZoned(fileTimeLayout, text, nil)
		assert.True(t, want.Time.Equal(got), "%q: %v, not %v", text, got, want.Time)
	})
}

// FuzzBounds compares splitting eight bytes at a time with [strings.Split].
func FuzzBounds(f *testing.F) {
	for _, seed := range []string{
		"", "\t", "a\tb", "12345678", "\t2345678", "1234567\t", "\t\t\t\t\t\t\t\t", "\t\x08\t\x08\t\x08\t\x08",
		"\x08\x0A\x89\x01\x00\xFF\x09\x7F",
		orderFields,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		bounds := appendBounds(nil, line)
		var got []string
		for i := range len(bounds) - 1 {
			got = append(got, line[bounds[i]+1:bounds[i+1]])
		}
		assert.Equal(t, strings.Split(line, "\t"), got)
		joined, same := joinCells(got, nil)
		assert.Equal(t, line, joined)
		assert.Equal(t, bounds, same)
	})
}

// FuzzPlainText compares what is written of text with what the encoding makes of it.
func FuzzPlainText(f *testing.F) {
	for _, seed := range []string{"", "Clean and unmarked", " ~", "\x1f", "\x7f", "Caf\u00e9", "\u20ac", "\u30dd", "\\", "a\tb", "\xE9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for encoding := DefaultEncoding; encoding.Known(); encoding++ {
			opts := WriteOptions{Encoding: encoding}
			var want []byte
			var refused faultList
			if refused.checkText("note", text) {
				want = opts.appendEncoded(nil, "note", text, &refused)
			}
			var faults faultList
			got := opts.appendValue(nil, "note", text, &faults)
			assert.Equal(t, refused, faults)
			assert.Equal(t, string(want), string(got))

			c, err := loaderFormat.codec(TabDelimited, opts)
			require.NoError(t, err)
			line, faults := c.appender()(nil, LoaderRow{SKU: "S", Action: ActionDelete, ItemNote: text})
			assert.Equal(t, len(refused), len(faults), "%q", text)
			if faults == nil {
				assert.Equal(t, string(want), strings.Split(string(line), "\t")[9])
			}
		}
	})
}

const orderFields = "\t001-1234567-1234567\t12345678901234\t2009-07-23 08:59:03 PST\t\tFoo Bar\t000000000000\t1234567890\t10.00\t3.99\t1"

// FuzzAmount compares amounts with the decimal package, and what is sent with what is
// read.
func FuzzAmount(f *testing.F) {
	for _, seed := range []string{"10.00", "3.99", "0", "-5.5", ".5", "5.", ".", "-", "", "1e3", "+1", "1,000", "007", "999999999999999999",
		"1234567890123456789", "0.000001", "0.0000001", "81.91", "81.92", " 1.5 ", "1 5", " ", "- 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cache := new(amountCache)
		got, reason := parseAmount(text, cache)
		if reason != "" {
			assert.NotContains(t, reason, "\n")
			return
		}
		want, err := decimal.NewFromString(strings.Trim(text, " "))
		require.NoError(t, err, "%q", text)
		assert.True(t, got.Equal(want), "%q is %s, not %s", text, got, want)
		again, _ := parseAmount(text, cache)
		assert.Equal(t, got.Exponent(), again.Exponent())
		assert.True(t, got.Equal(again))

		var faults faultList
		sent := amountText("price", got, &faults)
		if faults != nil {
			assert.True(t, got.Sign() <= 0 || !got.Equal(got.Truncate(cents)) || got.NumDigits() > money.MaxDigits, "%s", got)
			return
		}
		assert.Regexp(t, `^\d{1,18}(\.\d{1,2})?$`, sent)
		assert.True(t, decimal.RequireFromString(sent).Equal(want), "%s is sent as %s", text, sent)
	})
}

func TestISBNsAreKnownByTheirCheckDigit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0486404455": "0486404455", "0-486-40445-5": "0486404455", "978 0 14 143951 8": "9780141439518",
		"080442957X": "080442957X", "080442957x": "080442957X",
		"0486404456": "", "9780141439519": "", "4006381333931": "", "9771234567003": "", "9790000000001": "9790000000001",
		"08044295X7": "", "": "", "X": "", "04864044": "", "０４８６４０４４５５": "",
	} {
		assert.Equal(t, want, findISBN(text, true), "%q", text)
	}
}

func TestQuotedIsShortAndOnOneLine(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `"a\tb"`, quoted("a\tb"))
	assert.Equal(t, `"`+strings.Repeat("é", 40)+`"...`, quoted(strings.Repeat("é", 1000)))
	assert.Equal(t, `"`+strings.Repeat("é", 40)+`"`, quoted(strings.Repeat("é", 40)))
	assert.Less(t, len(quoted(strings.Repeat("\x00", 1000))), 200)
}

func TestTheTablesOfTheFormatsAreSound(t *testing.T) {
	t.Parallel()
	check := func(format string, names []string) {
		for i, name := range names {
			assert.Equal(t, foldName(name), name, format)
			assert.NotContains(t, names[:i], name, format)
		}
	}
	check(loaderFormat.name, loaderFormat.names())
	check(modifyFormat.name, modifyFormat.names())
	check(bookLoaderFormat.name, bookLoaderFormat.names())
	check(refundFormat.name, refundFormat.names())
	check(orderReport.name, orderReport.names())
	check(listings.name, listings.names())
	check(liteListings.name, liteListings.names())
	check(literListings.name, literListings.names())
	check(errorLog.name, errorLog.names())
	tokens := uieeTokens()
	assert.True(t, slices.Contains(tokens, firstOfLast))
	for _, token := range tokens {
		assert.True(t, isToken(token))
	}
	assert.Len(t, orderReport.names(), 26)
	assert.Len(t, listings.names(), 27)
}
