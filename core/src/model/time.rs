//! Units of time: from a moment to a number of units and back. Floored, before 1970 too.
use crate::model::kind::Moment;
use crate::model::node::Unit;

/// Nanoseconds in a day.
pub const DAY_NANOS: i64 = 86_400_000_000_000;

impl Unit {
    /// How many of this unit make a second.
    pub const fn per_second(self) -> i64 {
        match self {
            Unit::Millis => 1_000,
            Unit::Micros => 1_000_000,
            Unit::Nanos => 1_000_000_000,
        }
    }

    /// How many nanoseconds make this unit.
    pub const fn nanos(self) -> i64 {
        1_000_000_000 / self.per_second()
    }

    /// A moment in whole units since 1970, floored; `None` beyond 64 bits.
    #[inline]
    pub fn from_moment(self, moment: Moment) -> Option<i64> {
        // Divisions by constants are multiplications: hence one arm a unit.
        let (per_second, part) = match self {
            Unit::Millis => (1_000, moment.nanos / 1_000_000),
            Unit::Micros => (1_000_000, moment.nanos / 1_000),
            Unit::Nanos => (1_000_000_000, moment.nanos),
        };
        match moment.seconds.checked_mul(per_second) {
            Some(units) => units.checked_add(part as i64),
            // Just below the least second, the part may bring the number back into range.
            None => i64::try_from(moment.seconds as i128 * per_second as i128 + part as i128).ok(),
        }
    }

    /// The moment that lies this many units after 1970.
    #[inline]
    pub const fn to_moment(self, units: i64) -> Moment {
        let (seconds, nanos) = match self {
            Unit::Millis => (units.div_euclid(1_000), units.rem_euclid(1_000) * 1_000_000),
            Unit::Micros => (units.div_euclid(1_000_000), units.rem_euclid(1_000_000) * 1_000),
            Unit::Nanos => (units.div_euclid(1_000_000_000), units.rem_euclid(1_000_000_000)),
        };
        Moment { seconds, nanos: nanos as u32 }
    }

    /// The word in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Millis => "millis",
            Unit::Micros => "micros",
            Unit::Nanos => "nanos",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::kind::Moment;
    use crate::model::node::Unit;

    #[test]
    fn moments_before_1970_are_floored() {
        let just_before = Moment { seconds: -1, nanos: 999_999_999 };
        assert_eq!(Unit::Millis.from_moment(just_before), Some(-1));
        assert_eq!(Unit::Nanos.from_moment(just_before), Some(-1));
        assert_eq!(Unit::Micros.to_moment(-1), Moment { seconds: -1, nanos: 999_999_000 });
        assert_eq!(Unit::Nanos.from_moment(Moment { seconds: i64::MAX, nanos: 0 }), None);
        assert_eq!(Unit::Nanos.from_moment(Unit::Nanos.to_moment(i64::MIN)), Some(i64::MIN));
    }
}
