//! What serde's side reports becomes an error of the one table.
use crate::error::{Code, Error};
use std::fmt::Display;

/// A `Serialize` that refuses its own value: `value_constraint`.
impl serde_core::ser::Error for Error {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Error::new(Code::ValueConstraint, message.to_string())
    }
}

/// A `Deserialize` that does not take what the data hold: `data_unrepresentable`.
impl serde_core::de::Error for Error {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Error::new(Code::DataUnrepresentable, message.to_string())
    }
}
