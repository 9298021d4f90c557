//! The tape: one pointer-free buffer in which a host's values cross the border, both ways.
//!
//! Layout version 2. All numbers are little-endian; offsets count bytes from the tape's front.
//!
//! **Heads.** The tape begins with the heads of its records, one behind the other. A head holds the slots of its fields in the
//! host's order; where each lies is told by the layout that binding computed (`avro::layout`). A single value that is no
//! record is a head with one slot. Everything else (texts, items, entries, heads of optional records) lies behind, in any order.
//!
//! **Words.** Texts, bytes, lists and maps are a word `offset | length << 32`. 0 is "absent". A length counts bytes, items or
//! entries. Texts may instead lie in an area of their own as UTF-16 (`wide`): then their words count its code units, on the
//! way out only.
//!
//! **Slots** by representation (`Rep`, whose numbers are the codes at the border):
//!
//! | rep | bytes | content |
//! |---|---|---|
//! | bool, i8 to u64, f32, f64 | 1 to 8 | as in the host's memory |
//! | text, bytes | 8 | a word; empty is a word that is not 0 |
//! | fixed(n) | n | the bytes themselves |
//! | decimal | 16 | a bytes word (two's complement, big-endian), the scale as i64 |
//! | uuid | 16 | big-endian |
//! | date, time | 8 | days since 1970-01-01; nanoseconds since midnight |
//! | timestamp, local timestamp | 16 | seconds since 1970-01-01, nanoseconds from 0 to 999,999,999 |
//! | duration | 16 | months, days, milliseconds as u32, four bytes of nothing |
//! | enum | 8 | the index of the host's symbol |
//! | list | 8 | a word; items one behind the other, each of its slot's size (numbers, fixed and flat records unpadded, others padded to 8) |
//! | map | 8 | a word; entries one behind the other: key text word, value slot padded to 8 |
//! | optional | | of text, bytes, list, map: that word, 0 when absent; of a record: the offset of its head, 0 when absent; of anything else: a presence word (0 or 1), then the slot |
//! | struct | | its head, in the slot itself |
//! | one-of | 16 | the alternative's number from 1 on (0: none), the offset of its slot |
//! | any | 16 | a kind (u32), a number that some kinds use (u32), a value |
//!
//! **Any**, on the way out (the kinds are [`any`]): null; boolean, int, long as i64; float, double as f64 bits; unsigned as u64;
//! text, bytes, list (items are any, 16 bytes), map (entries are key word and any, 24 bytes) as words; date, time as their slots;
//! decimal, uuid, timestamp, local timestamp, duration as the offset of their slot; enum as the offset of two words (symbol,
//! name of the host's enum or 0); record as a word whose offset leads to the name's word (or 0) followed by `length` entries;
//! branch as the offset of the name's word followed by an any.
//!
//! **Any, on the way back**: the same, but: texts and bytes are words into the *payload*; with bit 31 of the offset set, the
//! other bits number a string in the codec's table of names instead (of a text), or lead to the tape itself (of bytes and of
//! the unscaled bytes of a decimal), which happens in defaults. fixed is bytes, the number in the kind's upper half is its named
//! type + 1. An enum's number is its named type, its value the index of the symbol. A record's number is its named type, its
//! word leads to its fields' values in schema order, 16 bytes each. A branch (only if asked for) has the union's named type as
//! its number and a word `offset of an any | branch << 32`. Of map keys that occur twice, both are there: the last one wins.
//!
//! **Spare.** Where 16 bytes may be read behind a text, short texts are moved faster. Nothing relies on it.
pub mod any;
pub mod sink;
pub mod source;
mod words;
