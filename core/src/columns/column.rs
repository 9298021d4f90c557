//! One column: its type, and the buffers that its values lie in. Source: "Arrow Columnar Format", version 1.5.
use crate::model::node::Unit;

/// What the values of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnType {
    /// Null, always.
    Null,
    /// A bit each.
    Boolean,
    /// 32 bits.
    Int32,
    /// 64 bits.
    Int64,
    /// 32 bits without a sign.
    UInt32,
    /// 32 bits.
    Float32,
    /// 64 bits.
    Float64,
    /// Bytes of any length.
    Binary,
    /// UTF-8.
    Text,
    /// So many bytes each.
    Fixed(u32),
    /// Unscaled, in 128 bits, or in 256 where the precision needs them.
    Decimal {
        /// Most digits.
        precision: u32,
        /// Digits behind the point.
        scale: u32,
    },
    /// Days since 1970-01-01.
    Date,
    /// Since midnight: 32 bits of milliseconds, 64 of others.
    Time(Unit),
    /// Since 1970-01-01T00:00.
    Timestamp {
        /// The unit.
        unit: Unit,
        /// Whether it is an instant, in UTC; otherwise it is in no particular zone.
        utc: bool,
    },
    /// 32 bits that number one of these texts.
    Enum(Box<[Box<str>]>),
    /// Of the only child.
    List,
    /// A list of the only child, a struct of a key and a value.
    Map,
    /// All the children side by side.
    Struct,
}

impl ColumnType {
    /// The precision up to which a decimal takes 128 bits.
    pub const DIGITS_OF_128: u32 = 38;
    /// The precision up to which a decimal takes 256 bits.
    pub const DIGITS_OF_256: u32 = 76;
}

/// Bits, the least significant first.
#[derive(Debug, Clone, Default)]
pub struct Bits {
    bytes: Vec<u8>,
    len: usize,
}

impl Bits {
    /// `len` times the same.
    pub(crate) fn of(value: bool, len: usize) -> Self {
        let mut bits = Self::default();
        bits.extend(value, len);
        bits
    }

    /// One more.
    #[inline]
    pub(crate) fn push(&mut self, value: bool) {
        let bit = self.len % 8;
        match self.bytes.last_mut() {
            Some(last) if bit != 0 => *last |= (value as u8) << bit,
            _ => self.bytes.push(value as u8),
        }
        self.len += 1;
    }

    /// `count` more, all the same.
    pub(crate) fn extend(&mut self, value: bool, count: usize) {
        for _ in 0..count {
            self.push(value);
        }
    }

    /// The bytes; bits behind the last are 0.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many are 0.
    pub fn zeros(&self) -> usize {
        self.len - self.bytes.iter().map(|byte| byte.count_ones() as usize).sum::<usize>()
    }
}

/// The buffers of a column, besides its validity.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Data {
    /// No buffers: null, structs.
    None,
    Bits(Bits),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U32(Vec<u32>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    /// Numbers of several words, the least first: how many words, and the words.
    Words(usize, Vec<u64>),
    /// Values of so many bytes.
    Fixed(usize, Vec<u8>),
    /// Where each value begins and ends, and the bytes.
    Bytes(Vec<i32>, Vec<u8>),
    /// Where each list begins and ends in the child.
    Offsets(Vec<i32>),
}

/// A column in the making, or made.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name of the field.
    pub name: Box<str>,
    /// What its values are.
    pub kind: ColumnType,
    /// Whether values can be null.
    pub nullable: bool,
    /// The numbers of the columns inside.
    pub children: Vec<u32>,
    /// How many values there are.
    pub len: usize,
    /// Which values are not null; none where all are.
    pub validity: Option<Bits>,
    /// The values.
    pub data: Data,
    /// Of a struct for a union: for each branch, the child that holds it.
    pub(crate) branches: Option<Box<[Option<u32>]>>,
    /// Of a struct: whether children lack values for rows that were null.
    pub(crate) behind: bool,
    /// The memory that a null takes in it and in all that lies in it, in bytes.
    pub(crate) padding: usize,
}

impl Column {
    /// A column without values.
    pub(crate) fn new(name: &str, kind: ColumnType) -> Self {
        let data = Self::empty(&kind);
        Self {
            name: name.into(),
            kind,
            nullable: false,
            children: Vec::new(),
            len: 0,
            validity: None,
            data,
            branches: None,
            behind: false,
            padding: 0,
        }
    }

    /// A column of texts: the symbols that an enum's column numbers.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut column = Self::new("", ColumnType::Text);
        let (mut offsets, mut bytes) = (vec![0], Vec::new());
        for text in texts {
            bytes.extend_from_slice(text.as_bytes());
            offsets.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
        }
        column.len = offsets.len() - 1;
        column.data = Data::Bytes(offsets, bytes);
        column
    }

    fn empty(kind: &ColumnType) -> Data {
        match kind {
            ColumnType::Null | ColumnType::Struct => Data::None,
            ColumnType::Boolean => Data::Bits(Bits::default()),
            ColumnType::Int32 | ColumnType::Date | ColumnType::Time(Unit::Millis) | ColumnType::Enum(_) => {
                Data::I32(Vec::new())
            }
            ColumnType::Int64 | ColumnType::Time(_) | ColumnType::Timestamp { .. } => Data::I64(Vec::new()),
            ColumnType::UInt32 => Data::U32(Vec::new()),
            ColumnType::Float32 => Data::F32(Vec::new()),
            ColumnType::Float64 => Data::F64(Vec::new()),
            ColumnType::Binary | ColumnType::Text => Data::Bytes(vec![0], Vec::new()),
            ColumnType::Fixed(size) => Data::Fixed(*size as usize, Vec::new()),
            ColumnType::Decimal { precision, .. } => {
                Data::Words(if *precision <= ColumnType::DIGITS_OF_128 { 2 } else { 4 }, Vec::new())
            }
            ColumnType::List | ColumnType::Map => Data::Offsets(vec![0]),
        }
    }

    /// The same column without values; its own values are taken out.
    pub(crate) fn take(&mut self) -> Self {
        let fresh = Self {
            name: self.name.clone(),
            kind: self.kind.clone(),
            nullable: self.nullable,
            children: self.children.clone(),
            branches: self.branches.clone(),
            padding: self.padding,
            ..Self::new("", self.kind.clone())
        };
        std::mem::replace(self, fresh)
    }

    /// The memory that a null takes in the column's own buffers, in bytes.
    pub(crate) fn width(&self) -> usize {
        match &self.data {
            Data::None | Data::Bits(_) => 1,
            Data::Words(words, _) => words * 8,
            Data::Fixed(size, _) => *size,
            _ => 8,
        }
    }

    /// One more value, whose data are there already.
    #[inline(always)]
    pub(crate) fn added(&mut self) {
        self.len += 1;
        if let Some(validity) = &mut self.validity {
            validity.push(true);
        }
    }

    /// Values up to `to`: null where the column can be, otherwise zeros and empty ones that nobody sees, for what they lie in is
    /// null.
    pub(crate) fn pad(&mut self, to: usize) {
        let more = to.saturating_sub(self.len);
        if more == 0 {
            return;
        }
        if self.nullable {
            let len = self.len;
            self.validity.get_or_insert_with(|| Bits::of(true, len)).extend(false, more);
        }
        match &mut self.data {
            Data::None => self.behind = true,
            Data::Bits(bits) => bits.extend(false, more),
            Data::I32(values) => values.resize(to, 0),
            Data::I64(values) => values.resize(to, 0),
            Data::U32(values) => values.resize(to, 0),
            Data::F32(values) => values.resize(to, 0.0),
            Data::F64(values) => values.resize(to, 0.0),
            Data::Words(words, values) => values.resize(to * *words, 0),
            Data::Fixed(size, bytes) => bytes.resize(to * *size, 0),
            Data::Bytes(offsets, _) | Data::Offsets(offsets) => {
                let last = offsets.last().copied().unwrap_or_default();
                offsets.resize(to + 1, last);
            }
        }
        self.len = to;
    }
}
