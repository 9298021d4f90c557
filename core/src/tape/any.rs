//! The kinds of a tape's any slot. The numbers cross the C ABI and are permanent.

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident = $number:literal, )*) => {
        $( $(#[$doc])* pub const $name: u32 = $number; )*
    };
}

kinds! {
    /// Nothing.
    NULL = 0,
    /// 0 or 1.
    BOOLEAN = 1,
    /// An integer of 32 bits.
    INT = 2,
    /// An integer of 64 bits.
    LONG = 3,
    /// A float, as the bits of the double that is equal.
    FLOAT = 4,
    /// The bits of a double.
    DOUBLE = 5,
    /// A word.
    TEXT = 6,
    /// A word.
    BYTES = 7,
    /// A symbol.
    ENUM = 8,
    /// The offset of a decimal slot.
    DECIMAL = 9,
    /// The offset of a UUID slot.
    UUID = 10,
    /// Days since 1970-01-01.
    DATE = 11,
    /// Nanoseconds since midnight.
    TIME = 12,
    /// The offset of a timestamp slot.
    TIMESTAMP = 13,
    /// The offset of a local timestamp slot.
    LOCAL_TIMESTAMP = 14,
    /// The offset of a duration slot.
    DURATION = 15,
    /// A word; items are any.
    LIST = 16,
    /// A word; entries are a key word and an any.
    MAP = 17,
    /// A record.
    RECORD = 18,
    /// A named branch.
    BRANCH = 19,
    /// An unsigned integer of 64 bits.
    UNSIGNED = 20,
}
