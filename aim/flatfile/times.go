package flatfile

import "time"

// Timestamp is a time as the service prints it.
type Timestamp struct {
	// Time is the moment. It is zero if Text is blank, has another form, or names a
	// zone that is not known.
	Time time.Time
	// Text is what the service printed.
	Text string
}

// String returns the text.
func (t Timestamp) String() string { return t.Text }

// ParseTimestamp reads a time in one of the two forms that the service prints with a
// zone: "2009-07-23 08:59:03 PST" in files, "07/23/2009 08:59:03 PDT" in lists of
// batches. The zone is the one that is printed: order reports print PST in July too,
// and mean it.
func ParseTimestamp(text string, zone ZoneFunc) Timestamp {
	stamp := parseZoned(batchTimeLayout, text, zone)
	if stamp.Time.IsZero() {
		stamp.Time = parseFileTime(text, zone)
	}
	return stamp
}

// ZoneFunc returns the zone that an abbreviation such as "PST" means, nil if it does
// not know it. Only PST and PDT are documented. Without a ZoneFunc, and where it returns
// nil, this package knows the zones of the marketplaces: PST, PDT, GMT, UTC, WET, BST,
// WEST, CET, MET, CEST, MEST and JST.
type ZoneFunc func(abbreviation string) *time.Location

var (
	pst = time.FixedZone("PST", -8*60*60)
	pdt = time.FixedZone("PDT", -7*60*60)
)

// zones are fixed offsets: [time.Parse] would take "PDT" for a zone of offset 0
// on a machine elsewhere.
var zones = map[string]*time.Location{
	"PST": pst, "PDT": pdt,
	"GMT": time.UTC, "UTC": time.UTC, "WET": time.FixedZone("WET", 0),
	"BST": time.FixedZone("BST", 1*60*60), "WEST": time.FixedZone("WEST", 1*60*60),
	"CET": time.FixedZone("CET", 1*60*60), "MET": time.FixedZone("MET", 1*60*60),
	"CEST": time.FixedZone("CEST", 2*60*60), "MEST": time.FixedZone("MEST", 2*60*60),
	"JST": time.FixedZone("JST", 9*60*60),
}

// location looks an abbreviation up; nil if nobody knows it.
func (zone ZoneFunc) location(abbreviation string) *time.Location {
	if zone != nil {
		if found := zone(abbreviation); found != nil {
			return found
		}
	}
	switch abbreviation { // nearly all, and faster than the map
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

// parseFileTime reads a purchase-date, payments-date or open-date; zero if it is
// none. It is written out because [time.Parse] would take a third of the time that
// an order report takes; what is not of the usual form goes the slow way.
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
		return time.Time{} // it took the 31st of June for the 1st of July
	}
	return t
}

// twoDigits reads a number of two digits; negative if it is none.
func twoDigits(text string, at int) int {
	tens, ones := text[at]-'0', text[at+1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return 10*int(tens) + int(ones)
}

func parseZoned(layout, text string, zone ZoneFunc) Timestamp {
	stamp := Timestamp{Text: text}
	// Both layouts are as long as what they stand for.
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

// saving is a rule for daylight saving time in the United States: from the n-th
// Sunday of a month to that of another, each at 2 o'clock. An n of 0 is the last.
type saving struct {
	since            int // the first year
	start, end       time.Month
	startNth, endNth int
}

// savings are the rules since 1987, long before there was such a service. They
// are typed here so that Pacific time does not depend on the machine's zone
// database.
var savings = []saving{
	{since: 2007, start: time.March, startNth: 2, end: time.November, endNth: 1},
	{since: 1987, start: time.April, startNth: 1, end: time.October, endNth: 0},
}

// PacificTime returns the moment at which a clock on the Pacific coast of the United
// States shows what t shows in its own location. It needs no zone database. Of the hour
// that comes twice in autumn it is the first; in the hour that is skipped in spring the
// clock counts on in standard time.
func PacificTime(t time.Time) time.Time {
	clock := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	if t = clock.Add(7 * time.Hour); saves(t) {
		return t.In(pdt)
	}
	return onPacificCoast(clock.Add(8 * time.Hour))
}

// PacificDay returns the start and the end of a day on the Pacific coast of the United
// States, midnight to midnight: the day of t, or one that is a number of days later. The
// end belongs to the next day. These are yesterday's orders:
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

// onPacificCoast is the same moment in the zone that holds there.
func onPacificCoast(t time.Time) time.Time {
	if saves(t) {
		return t.In(pdt)
	}
	return t.In(pst)
}

// saves tells whether daylight saving time holds on the Pacific coast.
func saves(t time.Time) bool {
	start, end := savingTime(t.In(pst).Year())
	return !t.Before(start) && t.Before(end)
}

// savingTime returns when Pacific daylight saving time starts and ends in a
// year.
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

// sunday is the n-th Sunday of a month, the last for 0.
func sunday(year int, month time.Month, n int) time.Time {
	if n == 0 {
		last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
		return last.AddDate(0, 0, -int(last.Weekday()))
	}
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	untilSunday := (7 - int(first.Weekday())) % 7
	return first.AddDate(0, 0, untilSunday+7*(n-1))
}
