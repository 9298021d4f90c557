//! Scalars as values of options, of fields in text format, and as defaults: of the right kind and within range.
use crate::proto::place::{Fault, Offset};
use crate::proto::tree::{Constant, Scalar};

/// What is wrong with a constant as a value of a scalar; text format is laxer about words and numbers.
pub(super) fn scalar_fault(scalar: Scalar, value: &Constant, at: Offset, text_format: bool) -> Result<(), Fault> {
    let good = match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => within(value, 1 << 31, i32::MAX as u64),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => within(value, 1 << 63, i64::MAX as u64),
        Scalar::Uint32 | Scalar::Fixed32 => within(value, 0, u32::MAX as u64),
        Scalar::Uint64 | Scalar::Fixed64 => within(value, 0, u64::MAX),
        Scalar::Float | Scalar::Double => match value {
            Constant::Integer { .. } | Constant::Float(_) => true,
            Constant::Word(word) if text_format => {
                ["inf", "infinity", "nan"].iter().any(|known| known.eq_ignore_ascii_case(word))
            }
            Constant::Word(word) => matches!(&**word, "inf" | "nan"),
            _ => false,
        },
        Scalar::Bool => match value {
            Constant::Word(word) if text_format => matches!(&**word, "true" | "True" | "t" | "false" | "False" | "f"),
            Constant::Integer { negative: false, value: 0 | 1 } => text_format,
            Constant::Word(word) => matches!(&**word, "true" | "false"),
            _ => false,
        },
        Scalar::String | Scalar::Bytes => matches!(value, Constant::Text(_)),
    };
    if good {
        return Ok(());
    }
    let what = match scalar {
        Scalar::Bool => "`true` or `false`",
        Scalar::Float | Scalar::Double => "a number",
        Scalar::String | Scalar::Bytes => "a string",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "an integer of 32 bits",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "an integer of 64 bits",
        Scalar::Uint32 | Scalar::Fixed32 => "an integer of 32 bits, not negative",
        Scalar::Uint64 | Scalar::Fixed64 => "an integer of 64 bits, not negative",
    };
    Err(Fault::invalid(at, format!("expected {what}, found {}", kind(value))))
}

fn within(constant: &Constant, below: u64, above: u64) -> bool {
    match constant {
        Constant::Integer { negative: true, value } => *value <= below,
        Constant::Integer { negative: false, value } => *value <= above,
        _ => false,
    }
}

/// What a constant is, in words.
pub(super) fn kind(constant: &Constant) -> String {
    match constant {
        Constant::Word(word) => format!("`{}`", word.chars().take(40).collect::<String>()),
        Constant::Integer { negative, value } => format!("{}{value}", if *negative { "-" } else { "" }),
        Constant::Float(value) => format!("{value}"),
        Constant::Text(_) => "a string".to_owned(),
        Constant::Message(_) => "a message".to_owned(),
        Constant::List(_) => "a list".to_owned(),
    }
}
