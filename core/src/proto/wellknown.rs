//! Files that every schema may import without a reference: protobuf's own, Google's common types, Confluent's.
//! The texts in `wellknown/` have the types, fields, numbers and targets of options, and no other options.
use crate::proto::parse::parse;
use crate::proto::tree::File;
use std::sync::{Arc, OnceLock};

/// The file that defines the options themselves.
pub(crate) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

struct Known {
    name: &'static str,
    text: &'static str,
    /// Parsed when it is first asked for.
    file: OnceLock<Arc<File>>,
}

macro_rules! known {
    ($( $name:literal )*) => {
        static KNOWN: [Known; [$( $name ),*].len()] =
            [$( Known { name: $name, text: include_str!(concat!("wellknown/", $name)), file: OnceLock::new() } ),*];
    };
}

known! {
    "confluent/meta.proto"
    "confluent/type/decimal.proto"
    "google/protobuf/any.proto"
    "google/protobuf/api.proto"
    "google/protobuf/compiler/plugin.proto"
    "google/protobuf/cpp_features.proto"
    "google/protobuf/descriptor.proto"
    "google/protobuf/duration.proto"
    "google/protobuf/empty.proto"
    "google/protobuf/field_mask.proto"
    "google/protobuf/go_features.proto"
    "google/protobuf/java_features.proto"
    "google/protobuf/source_context.proto"
    "google/protobuf/struct.proto"
    "google/protobuf/timestamp.proto"
    "google/protobuf/type.proto"
    "google/protobuf/wrappers.proto"
    "google/type/calendar_period.proto"
    "google/type/color.proto"
    "google/type/date.proto"
    "google/type/datetime.proto"
    "google/type/dayofweek.proto"
    "google/type/decimal.proto"
    "google/type/expr.proto"
    "google/type/fraction.proto"
    "google/type/interval.proto"
    "google/type/latlng.proto"
    "google/type/localized_text.proto"
    "google/type/money.proto"
    "google/type/month.proto"
    "google/type/phone_number.proto"
    "google/type/postal_address.proto"
    "google/type/quaternion.proto"
    "google/type/timeofday.proto"
}

/// The file of a name, such as `google/protobuf/any.proto`.
pub(crate) fn file(name: &str) -> Option<Arc<File>> {
    let known = KNOWN.iter().find(|known| known.name == name)?;
    let parsed = || parse(known.name, known.text).map(Arc::new).expect("a file of ours, which a test parses");
    Some(Arc::clone(known.file.get_or_init(parsed)))
}

/// The names and texts of all of them.
pub fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    KNOWN.iter().map(|known| (known.name, known.text))
}
