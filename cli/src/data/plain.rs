//! Values as JSON for people: unions without the names of their branches, logical types in words, bytes in base64.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use isobyte::Value;
use isobyte::model::kind::Moment;
use num_bigint::BigInt;
use serde_json::Value as Json;

/// Appends a value.
pub(crate) fn write(value: &Value, out: &mut Vec<u8>) {
    out.extend_from_slice(json(value).to_string().as_bytes());
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Long(value) => (*value).into(),
        Value::Unsigned(value) => (*value).into(),
        // The shortest digits of the float, not of the double that it is.
        Value::Float(value) => value.to_string().parse().map_or_else(|_| float(*value as f64), float),
        Value::Double(value) => float(*value),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => STANDARD.encode(bytes).into(),
        Value::Enum(symbol, _) => symbol.as_str().into(),
        Value::Decimal(unscaled, scale) => decimal(unscaled, *scale).into(),
        Value::Uuid(bytes) => uuid(bytes).into(),
        Value::Date(days) => date(*days).into(),
        Value::Time(nanos) => clock(nanos.div_euclid(NANOS), nanos.rem_euclid(NANOS)).into(),
        Value::Timestamp(moment) => format!("{}Z", point(moment)).into(),
        Value::LocalTimestamp(moment) => point(moment).into(),
        Value::Duration(d) => {
            serde_json::json!({"months": d.months, "days": d.days, "millis": d.millis})
        }
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(entries) | Value::Record(_, entries) => {
            Json::Object(entries.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
        Value::Branch(_, value) => json(value),
    }
}

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// JSON has no words for what is no number.
fn float(value: f64) -> Json {
    serde_json::Number::from_f64(value).map_or_else(|| value.to_string().into(), Json::Number)
}

fn decimal(unscaled: &[u8], scale: i32) -> String {
    let value = BigInt::from_signed_bytes_be(unscaled);
    let digits = value.magnitude().to_string();
    let sign = if value.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    match usize::try_from(scale) {
        Ok(0) => format!("{sign}{digits}"),
        // So many zeros would be no help to anybody.
        Ok(scale) if scale <= 4_096 => {
            let digits = format!("{digits:0>width$}", width = scale + 1);
            let (whole, part) = digits.split_at(digits.len() - scale);
            format!("{sign}{whole}.{part}")
        }
        _ => format!("{sign}{digits}E{}", -i64::from(scale)),
    }
}

fn uuid(bytes: &[u8; 16]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn point(moment: &Moment) -> String {
    let (days, seconds) = (moment.seconds.div_euclid(DAY), moment.seconds.rem_euclid(DAY));
    format!("{}T{}", date(days), clock(seconds, moment.nanos.into()))
}

fn clock(seconds: i64, nanos: i64) -> String {
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match nanos {
        0 => whole,
        nanos if nanos % 1_000_000 == 0 => format!("{whole}.{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!("{whole}.{:06}", nanos / 1_000),
        nanos => format!("{whole}.{nanos:09}"),
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, which is taken to have held always.
fn date(days: i64) -> String {
    // Years begin in March, so that the odd day is at a year's end; 400 of them are 146,097 days.
    let days = i128::from(days) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, late) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + era * 400 + late;
    match year {
        0..=9_999 => format!("{year:04}-{month:02}-{day:02}"),
        year => format!("{year:+05}-{month:02}-{day:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{date, decimal, point};
    use isobyte::model::kind::Moment;

    #[test]
    fn days_of_the_calendar() {
        // From `date -u -d @...`.
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (-25_509, "1900-02-28"),
            (-25_508, "1900-03-01"),
            (20_782, "2026-11-25"),
            (-719_528, "0000-01-01"),
            (-719_529, "-0001-12-31"),
            (2_932_896, "9999-12-31"),
            (2_932_897, "+10000-01-01"),
        ] {
            assert_eq!(date(days), text);
        }
        assert_eq!(point(&Moment { seconds: -1, nanos: 999_000_000 }), "1969-12-31T23:59:59.999");
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal(&[0x30, 0x39], 2), "123.45");
        assert_eq!(decimal(&[0xff], 3), "-0.001");
        assert_eq!(decimal(&[], 1), "0.0");
        assert_eq!(decimal(&[5], -3), "5E3");
        assert_eq!(decimal(&[5], 100_000), "5E-100000");
    }
}
