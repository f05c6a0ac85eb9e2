package orders

import (
	"fmt"
	"time"
)

// LocalTime is a wall-clock time. The service writes dates without a time zone and
// does not say which one it means. [LocalTime.In] interprets one in the zone you
// choose; [DomainID.Zone] suggests one. The zero value means no date.
type LocalTime struct {
	Year, Month, Day, Hour, Minute, Second int
}

const localLayout = "2006-01-02T15:04:05"

// In returns the time at which a clock in the location shows t. Nil means UTC.
// Times that a change of clocks repeats or skips are resolved as [time.Date] does.
// For the zero value it returns the zero time.
func (t LocalTime) In(location *time.Location) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	if location == nil {
		location = time.UTC
	}
	return time.Date(t.Year, time.Month(t.Month), t.Day, t.Hour, t.Minute, t.Second, 0, location)
}

// IsZero reports whether t is the zero value, which means no date.
func (t LocalTime) IsZero() bool { return t == LocalTime{} }

// Compare returns -1 if t shows an earlier time than other, 0 if it shows the same,
// and 1 if it shows a later one.
func (t LocalTime) Compare(other LocalTime) int { return t.In(nil).Compare(other.In(nil)) }

// String returns a text such as "2026-03-07T06:05:02", or an empty text for no
// date.
func (t LocalTime) String() string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d", t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second)
}

// MarshalText implements [encoding.TextMarshaler]. It returns the same as String.
func (t LocalTime) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts what MarshalText
// returns.
func (t *LocalTime) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = LocalTime{}
		return nil
	}
	read, err := time.Parse(localLayout, string(text))
	if err != nil {
		return fmt.Errorf("orders: %.40q is no local time such as %s", text, localLayout)
	}
	*t = localTime(read)
	return nil
}

func localTime(t time.Time) LocalTime {
	return LocalTime{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
}

// valid reports whether a clock can show this time.
func (t LocalTime) valid() bool {
	return t.Year >= 1 && t.Year <= 9999 && localTime(t.In(nil)) == t
}
