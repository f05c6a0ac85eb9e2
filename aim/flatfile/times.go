package flatfile

import "time"

// Timestamp is a time as printed by the service.
type Timestamp struct {
	// Time is the parsed time. It is zero if Text is blank, has another form, or has an
	// unknown zone.
	Time time.Time
	// Text is the text that the service printed.
	Text string
}

// String returns the text.
func (t Timestamp) String() string { return t.Text }

// ParseTimestamp reads a time with a zone in one of the service's two forms: "2009-07-23
// 08:59:03 PST" in files, "07/23/2009 08:59:03 PDT" in lists of batches. The printed zone
// counts: order reports print PST even in July, and mean it.
func ParseTimestamp(text string, zone ZoneFunc) Timestamp {
	stamp := parseZoned(batchTimeLayout, text, zone)
	if stamp.Time.IsZero() {
		stamp.Time = parseFileTime(text, zone)
	}
	return stamp
}

// ZoneFunc returns the time zone of an abbreviation such as "PST", or nil if it does not
// know it. Only PST and PDT are documented. If there is no ZoneFunc, or it returns nil,
// these abbreviations of the marketplaces are known: PST, PDT, GMT, UTC, WET, BST, WEST,
// CET, MET, CEST, MEST and JST.
type ZoneFunc func(abbreviation string) *time.Location

var (
	pst = time.FixedZone("PST", -8*60*60)
	pdt = time.FixedZone("PDT", -7*60*60)
)

// zones are fixed offsets: on a machine elsewhere, [time.Parse] would read "PDT" as a
// zone with offset 0.
var zones = map[string]*time.Location{
	"PST": pst, "PDT": pdt,
	"GMT": time.UTC, "UTC": time.UTC, "WET": time.FixedZone("WET", 0),
	"BST": time.FixedZone("BST", 1*60*60), "WEST": time.FixedZone("WEST", 1*60*60),
	"CET": time.FixedZone("CET", 1*60*60), "MET": time.FixedZone("MET", 1*60*60),
	"CEST": time.FixedZone("CEST", 2*60*60), "MEST": time.FixedZone("MEST", 2*60*60),
	"JST": time.FixedZone("JST", 9*60*60),
}

// location returns the zone of an abbreviation; nil if it is unknown.
func (zone ZoneFunc) location(abbreviation string) *time.Location {
	if zone != nil {
		if found := zone(abbreviation); found != nil {
			return found
		}
	}
	switch abbreviation { // nearly always, and faster than the map
	case "PST":
		return pst
	case "PDT":
		return pdt
	}
	return zones[abbreviation]
}

// The forms in which the service prints times.
const (
	batchTimeLayout = "01/02/2006 15:04:05" // and a zone
	fileTimeLayout  = "2006-01-02 15:04:05" // and a zone
)

// parseFileTime reads a purchase-date, payments-date or open-date; zero if the text is
// not a time. It is written by hand because [time.Parse] would take a third of the time
// of reading an order report. Unusual forms are left to it.
func parseFileTime(text string, zone ZoneFunc) time.Time {
	if len(text) <= len(fileTimeLayout) || text[4] != '-' || text[7] != '-' || text[10] != ' ' ||
		text[13] != ':' || text[16] != ':' || text[19] != ' ' {
		return parseZoned(fileTimeLayout, text, zone).Time
	}
	century, year := twoDigits(text, 0), twoDigits(text, 2)
	month, day := twoDigits(text, 5), twoDigits(text, 8)
	hour, minute, second := twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)
	if min(century, year, month-1, day-1, hour, minute, second) < 0 || month > 12 || hour > 23 || minute > 59 || second > 59 {
		return parseZoned(fileTimeLayout, text, zone).Time
	}
	in := zone.location(text[20:])
	if in == nil {
		return time.Time{}
	}
	t := time.Date(100*century+year, time.Month(month), day, hour, minute, second, 0, in)
	if day > 28 && t.Day() != day {
		return time.Time{} // June 31 became July 1
	}
	return t
}

// twoDigits reads a number of two digits; negative if it is not one.
func twoDigits(text string, at int) int {
	tens, ones := text[at]-'0', text[at+1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return 10*int(tens) + int(ones)
}

func parseZoned(layout, text string, zone ZoneFunc) Timestamp {
	stamp := Timestamp{Text: text}
	// Both layouts are as long as the times that they describe.
	if len(text) <= len(layout) || text[len(layout)] != ' ' {
		return stamp
	}
	in := zone.location(text[len(layout)+1:])
	if in == nil {
		return stamp
	}
	if t, err := time.ParseInLocation(layout, text[:len(layout)], in); err == nil {
		stamp.Time = t
	}
	return stamp
}

// saving is a rule for daylight saving time in the United States: from the n-th Sunday of
// a month to the n-th Sunday of another, each at 2 o'clock. An n of 0 means the last
// Sunday.
type saving struct {
	since            int // the first year
	start, end       time.Month
	startNth, endNth int
}

// savings are the rules since 1987, long before the service existed. They are listed here
// so that Pacific time does not depend on the machine's zone database.
var savings = []saving{
	{since: 2007, start: time.March, startNth: 2, end: time.November, endNth: 1},
	{since: 1987, start: time.April, startNth: 1, end: time.October, endNth: 0},
}

// PacificTime returns the moment at which a clock on the Pacific coast of the United
// States shows what t shows in its own location. It needs no zone database. For the hour
// that occurs twice in autumn it returns the first. For the hour that is skipped in
// spring it uses standard time.
func PacificTime(t time.Time) time.Time {
	clock := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	if t = clock.Add(7 * time.Hour); saves(t) {
		return t.In(pdt)
	}
	return onPacificCoast(clock.Add(8 * time.Hour))
}

// PacificDay returns the start and the end of a day on the Pacific coast of the United
// States, from midnight to midnight. The day is that of t plus a number of days. The end
// belongs to the next day. For yesterday's orders:
//
//	start, end := flatfile.PacificDay(time.Now(), -1)
//	for item, err := range flatfile.ReadOrders(download, download.ReadOptions()) {
//		if err != nil {
//			return err
//		}
//		if at := item.PurchaseDate.Time; !at.Before(start) && at.Before(end) {
//			...
//		}
//	}
func PacificDay(t time.Time, days int) (start, end time.Time) {
	t = onPacificCoast(t)
	return PacificTime(time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, time.UTC)),
		PacificTime(time.Date(t.Year(), t.Month(), t.Day()+days+1, 0, 0, 0, 0, time.UTC))
}

// onPacificCoast returns the same moment in the zone in force there.
func onPacificCoast(t time.Time) time.Time {
	if saves(t) {
		return t.In(pdt)
	}
	return t.In(pst)
}

// saves reports whether daylight saving time is in force on the Pacific coast.
func saves(t time.Time) bool {
	start, end := savingTime(t.In(pst).Year())
	return !t.Before(start) && t.Before(end)
}

// savingTime returns when Pacific daylight saving time starts and ends in a year.
func savingTime(year int) (start, end time.Time) {
	for _, rule := range savings {
		if year >= rule.since {
			// 2 o'clock in PST, then 2 o'clock in PDT.
			return sunday(year, rule.start, rule.startNth).Add(10 * time.Hour),
				sunday(year, rule.end, rule.endNth).Add(9 * time.Hour)
		}
	}
	return time.Time{}, time.Time{}
}

// sunday returns the n-th Sunday of a month, or the last for 0.
func sunday(year int, month time.Month, n int) time.Time {
	if n == 0 {
		last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
		return last.AddDate(0, 0, -int(last.Weekday()))
	}
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	untilSunday := (7 - int(first.Weekday())) % 7
	return first.AddDate(0, 0, untilSunday+7*(n-1))
}
