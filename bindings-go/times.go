package isobyte

import (
	"fmt"
	"time"
)

// Date is a calendar day without time and zone: Avro's date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf gives the day on which t falls in t's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// In gives the beginning of the day in a zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// IsValid reports whether there is such a day.
func (d Date) IsValid() bool { return d == dateOfDays(d.days()) }

// String gives ISO 8601: 2026-11-22.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// days counts from 1970-01-01, in the proleptic Gregorian calendar: years of 365.2425 days that begin in March.
func (d Date) days() int64 {
	year, month := int64(d.Year), int64(d.Month)
	if month <= 2 {
		year--
		month += 12
	}
	return 365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*(month-3)+2)/5 + int64(d.Day) - 719_469
}

func dateOfDays(days int64) Date {
	z := days + 719_468
	era := floorDiv(z, 146_097)
	day := z - era*146_097
	year := (day - day/1460 + day/36_524 - day/146_096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153
	date := Date{int(year + era*400), time.Month(month + 3), int(day - (153*month+2)/5 + 1)}
	if date.Month > 12 {
		date.Month -= 12
		date.Year++
	}
	return date
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

const dayNanos = int64(24 * time.Hour)

// TimeOfDay is a time without date and zone, in nanoseconds since midnight: Avro's time-millis and time-micros.
type TimeOfDay int64

// NewTimeOfDay gives the time of day of hours, minutes, seconds and nanoseconds.
func NewTimeOfDay(hour, minute, second, nanosecond int) TimeOfDay {
	return TimeOfDay(((int64(hour)*60+int64(minute))*60+int64(second))*1_000_000_000 + int64(nanosecond))
}

// TimeOfDayOf gives the time that t shows in t's own zone.
func TimeOfDayOf(t time.Time) TimeOfDay {
	hour, minute, second := t.Clock()
	return NewTimeOfDay(hour, minute, second, t.Nanosecond())
}

// IsValid reports whether it is a time from 0:00 to 23:59:59.999999999.
func (t TimeOfDay) IsValid() bool { return t >= 0 && int64(t) < dayNanos }

// Clock gives hours, minutes, seconds and nanoseconds.
func (t TimeOfDay) Clock() (hour, minute, second, nanosecond int) {
	seconds := int64(t) / 1_000_000_000
	return int(seconds / 3600), int(seconds / 60 % 60), int(seconds % 60), int(int64(t) % 1_000_000_000)
}

// String gives ISO 8601: 13:45:00 or 13:45:00.123456789.
func (t TimeOfDay) String() string {
	hour, minute, second, nanosecond := t.Clock()
	if nanosecond == 0 {
		return fmt.Sprintf("%02d:%02d:%02d", hour, minute, second)
	}
	return fmt.Sprintf("%02d:%02d:%02d.%09d", hour, minute, second, nanosecond)
}

// LocalDateTime is date and time in no particular zone: Avro's local-timestamp-millis, -micros and -nanos.
type LocalDateTime struct {
	Date Date
	Time TimeOfDay
}

// LocalDateTimeOf gives what t shows in t's own zone.
func LocalDateTimeOf(t time.Time) LocalDateTime { return LocalDateTime{DateOf(t), TimeOfDayOf(t)} }

// In gives the instant at which clocks in a zone show it.
func (l LocalDateTime) In(zone *time.Location) time.Time {
	hour, minute, second, nanosecond := l.Time.Clock()
	return time.Date(l.Date.Year, l.Date.Month, l.Date.Day, hour, minute, second, nanosecond, zone)
}

// String gives ISO 8601: 2026-11-22T13:45:00.
func (l LocalDateTime) String() string { return l.Date.String() + "T" + l.Time.String() }

func (l LocalDateTime) moment() (seconds, nanos int64) {
	return l.Date.days()*86_400 + int64(l.Time)/1_000_000_000, int64(l.Time) % 1_000_000_000
}

func localOfMoment(seconds, nanos int64) LocalDateTime {
	days := floorDiv(seconds, 86_400)
	return LocalDateTime{dateOfDays(days), TimeOfDay((seconds-days*86_400)*1_000_000_000 + nanos)}
}

// Duration is Avro's duration: three numbers that do not turn into each other. It is no [time.Duration].
type Duration struct {
	Months, Days, Millis uint32
}

// String gives ISO 8601: P1M2DT3.004S.
func (d Duration) String() string {
	return fmt.Sprintf("P%dM%dDT%d.%03dS", d.Months, d.Days, d.Millis/1000, d.Millis%1000)
}
