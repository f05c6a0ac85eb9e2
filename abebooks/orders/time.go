package orders

import (
	"fmt"
	"time"
)

// LocalTime is the reading of a wall clock. The service writes dates without a zone
// and does not say which one it means; [LocalTime.In] reads one in the zone of your
// choice, and [DomainID.Zone] has a guess. The zero value is no date.
type LocalTime struct {
	Year, Month, Day, Hour, Minute, Second int
}

const localLayout = "2006-01-02T15:04:05"

// In is the time at which a clock in a location reads so. Nil means UTC. In the hour
// that a change to winter time repeats, and in the one that a change to summer time
// leaves out, it is as [time.Date] has it. No date is the zero time.
func (t LocalTime) In(location *time.Location) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	if location == nil {
		location = time.UTC
	}
	return time.Date(t.Year, time.Month(t.Month), t.Day, t.Hour, t.Minute, t.Second, 0, location)
}

// IsZero tells whether it is no date.
func (t LocalTime) IsZero() bool { return t == LocalTime{} }

// Compare returns -1, 0 or 1 as t reads earlier than other, the same, or later.
func (t LocalTime) Compare(other LocalTime) int { return t.In(nil).Compare(other.In(nil)) }

// String returns "2026-03-07T06:05:02", and "" for no date.
func (t LocalTime) String() string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d", t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second)
}

// MarshalText implements [encoding.TextMarshaler] with what String returns.
func (t LocalTime) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It reads what MarshalText
// writes.
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

// valid tells whether a clock can read so.
func (t LocalTime) valid() bool {
	return t.Year >= 1 && t.Year <= 9999 && localTime(t.In(nil)) == t
}
