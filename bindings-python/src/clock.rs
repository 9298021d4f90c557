//! Civil time as arithmetic: days and microseconds, without any host's types.
use isobyte::model::kind::Moment;

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;

/// A date of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i32,
    pub(crate) month: i32,
    pub(crate) day: i32,
}

impl Civil {
    /// Days since 1970-01-01.
    pub(crate) fn days(self) -> i64 {
        // March is month 0, so that the leap day ends a year; an era is 400 years of 146,097 days.
        let year = self.year as i64 - (self.month <= 2) as i64;
        let era = year.div_euclid(400);
        let of_era = year - era * 400;
        let month = (self.month as i64 + 9) % 12;
        let of_year = (153 * month + 2) / 5 + self.day as i64 - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The date so many days after 1970-01-01, where Python has it: years 1 to 9999.
    pub(crate) fn from_days(days: i64) -> Option<Self> {
        if !(-719_162..=2_932_896).contains(&days) {
            return None;
        }
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted - era * 146_097;
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Some(Self { year: (year + era * 400 + next) as i32, month: month as i32, day: day as i32 })
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: i32,
    pub(crate) minute: i32,
    pub(crate) second: i32,
    pub(crate) micro: i32,
}

impl Clock {
    /// Seconds since midnight.
    pub(crate) fn seconds(self) -> i64 {
        (self.hour as i64 * 60 + self.minute as i64) * 60 + self.second as i64
    }

    /// From seconds since midnight.
    pub(crate) fn from_seconds(seconds: i64, micro: i32) -> Self {
        let seconds = seconds as i32;
        Self { hour: seconds / 3_600, minute: seconds / 60 % 60, second: seconds % 60, micro }
    }
}

/// A date and time of day as a moment, `offset` microseconds east of it.
pub(crate) fn moment(date: Civil, clock: Clock, offset: i64) -> Moment {
    let micros = clock.micro as i64 - offset.rem_euclid(1_000_000);
    let seconds = date.days() * DAY + clock.seconds() - offset.div_euclid(1_000_000) + micros.div_euclid(1_000_000);
    Moment { seconds, nanos: micros.rem_euclid(1_000_000) as u32 * 1_000 }
}

/// A moment as a date and time of day; `None` beyond Python's years, or with parts of a microsecond.
pub(crate) fn civil(moment: Moment) -> Option<(Civil, Clock)> {
    if !moment.nanos.is_multiple_of(1_000) {
        return None;
    }
    let date = Civil::from_days(moment.seconds.div_euclid(DAY))?;
    Some((date, Clock::from_seconds(moment.seconds.rem_euclid(DAY), (moment.nanos / 1_000) as i32)))
}
