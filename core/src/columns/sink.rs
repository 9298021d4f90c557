//! The sink that appends values to columns. A place is the number of a column.
use crate::columns::column::{Column, ColumnType, Data};
use crate::error::{Code, Error, Result};
use crate::model::kind::{Duration, Moment};
use crate::model::value::{Sink, Slot};
use crate::wire::text::Text;
use num_bigint::BigInt;

/// Decimals of any length are written as text up to so many bytes: it takes quadratic time.
const MOST_BYTES: usize = 16_384;
/// Nulls beyond this memory in a batch are refused, in bytes.
const MOST_PADDING: usize = 256 << 20;

/// Appends to the columns of a batch.
pub(crate) struct ColumnSink<'c> {
    pub(crate) columns: &'c mut [Column],
    /// The memory that the batch has for nulls, now or when its children catch up, in bytes.
    pub(crate) padding: &'c mut usize,
}

impl ColumnSink<'_> {
    #[inline(always)]
    fn column(&mut self, place: u32) -> &mut Column {
        &mut self.columns[place as usize]
    }

    /// Nulls take a byte or none in the data, but their place in every column that lies inside.
    #[inline]
    fn spend(&mut self, place: u32) -> Result<()> {
        let total = self.padding.saturating_add(self.columns[place as usize].padding);
        if total > MOST_PADDING {
            return Err(too_sparse());
        }
        *self.padding = total;
        Ok(())
    }

    /// Gives the children the values that they lack for rows that were null.
    #[cold]
    fn catch_up(&mut self, place: u32) {
        let Column { len, children, .. } = &self.columns[place as usize];
        let (len, children) = (*len, children.clone());
        for child in children {
            self.columns[child as usize].pad(len);
        }
        self.column(place).behind = false;
    }

    #[inline]
    fn put_bytes(&mut self, place: u32, value: &[u8]) -> Result<()> {
        let column = self.column(place);
        let Data::Bytes(offsets, bytes) = &mut column.data else { return Err(other("bytes", &column.kind)) };
        bytes.extend_from_slice(value);
        let Ok(end) = i32::try_from(bytes.len()) else { return Err(too_long()) };
        offsets.push(end);
        column.added();
        Ok(())
    }

    #[inline]
    fn put_i32(&mut self, place: u32, value: i32) -> Result<()> {
        let column = self.column(place);
        let Data::I32(values) = &mut column.data else { return Err(other("32 bits", &column.kind)) };
        values.push(value);
        column.added();
        Ok(())
    }

    #[inline]
    fn put_i64(&mut self, place: u32, value: i64) -> Result<()> {
        let column = self.column(place);
        let Data::I64(values) = &mut column.data else { return Err(other("64 bits", &column.kind)) };
        values.push(value);
        column.added();
        Ok(())
    }

    /// Ends a list or a map: where its items end in the child.
    fn end_list(&mut self, place: u32) -> Result<()> {
        let child = self.columns[place as usize].children[0];
        let Ok(end) = i32::try_from(self.columns[child as usize].len) else { return Err(too_long()) };
        let column = self.column(place);
        let Data::Offsets(offsets) = &mut column.data else { return Err(other("a list", &column.kind)) };
        offsets.push(end);
        column.added();
        Ok(())
    }
}

impl Sink for ColumnSink<'_> {
    type Place = u32;
    type Value = ();
    type List = u32;
    type Map = u32;
    type Record = u32;

    fn at(&self, place: u32, _: u32) -> u32 {
        place
    }

    fn null(&mut self, place: u32, _: Slot) -> Result<()> {
        self.spend(place)?;
        let column = self.column(place);
        let to = column.len + 1;
        column.pad(to);
        Ok(())
    }

    fn boolean(&mut self, place: u32, _: Slot, value: bool) -> Result<()> {
        let column = self.column(place);
        let Data::Bits(bits) = &mut column.data else { return Err(other("a boolean", &column.kind)) };
        bits.push(value);
        column.added();
        Ok(())
    }

    #[inline]
    fn int(&mut self, place: u32, _: Slot, value: i32) -> Result<()> {
        self.put_i32(place, value)
    }

    #[inline]
    fn long(&mut self, place: u32, _: Slot, value: i64) -> Result<()> {
        self.put_i64(place, value)
    }

    fn float(&mut self, place: u32, _: Slot, value: f32) -> Result<()> {
        let column = self.column(place);
        let Data::F32(values) = &mut column.data else { return Err(other("a float", &column.kind)) };
        values.push(value);
        column.added();
        Ok(())
    }

    #[inline]
    fn double(&mut self, place: u32, _: Slot, value: f64) -> Result<()> {
        let column = self.column(place);
        let Data::F64(values) = &mut column.data else { return Err(other("a double", &column.kind)) };
        values.push(value);
        column.added();
        Ok(())
    }

    #[inline]
    fn text(&mut self, place: u32, _: Slot, value: Text<'_>, _: usize) -> Result<()> {
        self.put_bytes(place, value.bytes())
    }

    fn bytes(&mut self, place: u32, _: Slot, value: &[u8], _: usize) -> Result<()> {
        self.put_bytes(place, value)
    }

    fn fixed(&mut self, place: u32, _: Slot, value: &[u8], _: usize, _: u32) -> Result<()> {
        let column = self.column(place);
        let Data::Fixed(_, bytes) = &mut column.data else { return Err(other("a fixed", &column.kind)) };
        bytes.extend_from_slice(value);
        column.added();
        Ok(())
    }

    fn symbol(&mut self, place: u32, _: Slot, _: u32, index: u32, _: Option<u32>) -> Result<()> {
        self.put_i32(place, index as i32)
    }

    fn decimal(&mut self, place: u32, _: Slot, unscaled: &[u8], _: usize, scale: i32) -> Result<()> {
        let column = self.column(place);
        match (&mut column.data, &column.kind) {
            (Data::Words(words, values), _) => {
                let mut bytes = [0u8; 32];
                if !widen(unscaled, &mut bytes[..*words * 8]) {
                    let message =
                        format!("found a decimal of {} bytes, which its column does not hold", unscaled.len());
                    return Err(Error::new(Code::DataUnrepresentable, message));
                }
                values.extend(bytes[..*words * 8].as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)));
                column.added();
                Ok(())
            }
            (_, ColumnType::Text) => {
                if unscaled.len() > MOST_BYTES {
                    let message = format!("found a decimal of {} bytes, which is too long", unscaled.len());
                    return Err(Error::new(Code::DataUnrepresentable, message));
                }
                let number = BigInt::from_signed_bytes_be(unscaled);
                let text = if scale == 0 { number.to_string() } else { format!("{number}E{}", -(scale as i64)) };
                self.put_bytes(place, text.as_bytes())
            }
            _ => self.put_bytes(place, unscaled),
        }
    }

    fn uuid(&mut self, place: u32, _: Slot, value: [u8; 16]) -> Result<()> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'-'; 36];
        let mut at = 0;
        for (index, byte) in value.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                at += 1;
            }
            text[at] = DIGITS[(byte >> 4) as usize];
            text[at + 1] = DIGITS[(byte & 15) as usize];
            at += 2;
        }
        self.put_bytes(place, &text)
    }

    fn date(&mut self, place: u32, _: Slot, days: i32) -> Result<()> {
        self.put_i32(place, days)
    }

    fn time(&mut self, place: u32, _: Slot, _: Option<i64>, raw: i64) -> Result<()> {
        match &self.columns[place as usize].data {
            Data::I32(_) => self.put_i32(place, raw as i32),
            _ => self.put_i64(place, raw),
        }
    }

    #[inline]
    fn moment(&mut self, place: u32, _: Slot, _: Moment, _: bool, raw: i64) -> Result<()> {
        self.put_i64(place, raw)
    }

    fn duration(&mut self, place: u32, slot: Slot, value: Duration) -> Result<()> {
        let place = self.record(place, slot, 0, 0, 3)?;
        for (index, part) in [value.months, value.days, value.millis].into_iter().enumerate() {
            let child = self.columns[place as usize].children[index];
            let column = self.column(child);
            let Data::U32(values) = &mut column.data else { return Err(other("a duration", &column.kind)) };
            values.push(part);
            column.added();
        }
        self.record_end(place)
    }

    fn present(&mut self, place: u32, _: Slot, _: Slot, _: u32) -> Result<u32> {
        Ok(place)
    }

    fn alternative(&mut self, place: u32, _: usize, _: u32) -> Result<u32> {
        Ok(place)
    }

    fn branch(&mut self, place: u32, _: Slot, _: u32, index: u32) -> Result<u32> {
        if self.columns[place as usize].branches.is_none() {
            return Ok(place);
        }
        self.spend(place)?;
        let column = &mut self.columns[place as usize];
        let Some(branches) = &column.branches else { return Ok(place) };
        let Some(Some(child)) = branches.get(index as usize) else {
            return Err(Error::new(Code::Internal, "a branch without a column"));
        };
        let (row, child) = (column.len, *child);
        // The other children lack a value for this row, until they have one of their own or the batch ends.
        column.added();
        column.behind = true;
        self.column(child).pad(row);
        Ok(child)
    }

    fn branch_end(&mut self, (): (), _: u32, _: u32) -> Result<()> {
        Ok(())
    }

    fn list(&mut self, place: u32, _: Slot) -> Result<u32> {
        Ok(place)
    }

    fn list_block(&mut self, _: &mut u32, _: usize, _: u32) -> Result<()> {
        Ok(())
    }

    #[inline]
    fn item(&mut self, list: &mut u32) -> u32 {
        self.columns[*list as usize].children[0]
    }

    fn item_end(&mut self, _: &mut u32, (): ()) -> Result<()> {
        Ok(())
    }

    fn list_end(&mut self, list: u32) -> Result<()> {
        self.end_list(list)
    }

    fn map(&mut self, place: u32, _: Slot) -> Result<u32> {
        Ok(place)
    }

    fn map_block(&mut self, _: &mut u32, _: usize, _: u32) -> Result<()> {
        Ok(())
    }

    fn entry(&mut self, map: &mut u32, key: Text<'_>, _: usize) -> Result<u32> {
        let entries = self.columns[*map as usize].children[0];
        let [key_column, value] = self.columns[entries as usize].children[..] else {
            return Err(Error::new(Code::Internal, "a map without a key and a value"));
        };
        self.put_bytes(key_column, key.bytes())?;
        Ok(value)
    }

    fn entry_end(&mut self, map: &mut u32, (): ()) -> Result<()> {
        let entries = self.columns[*map as usize].children[0];
        self.column(entries).added();
        Ok(())
    }

    fn map_end(&mut self, map: u32) -> Result<()> {
        self.end_list(map)
    }

    #[inline]
    fn record(&mut self, place: u32, _: Slot, _: u32, _: u32, _: usize) -> Result<u32> {
        if self.column(place).behind {
            self.catch_up(place);
        }
        Ok(place)
    }

    #[inline]
    fn field(&mut self, record: &mut u32, index: usize, _: u32) -> u32 {
        self.columns[*record as usize].children[index]
    }

    fn field_end(&mut self, _: &mut u32, _: usize, _: u32, (): ()) -> Result<()> {
        Ok(())
    }

    fn record_end(&mut self, record: u32) -> Result<()> {
        self.column(record).added();
        Ok(())
    }
}

/// Two's complement, big-endian, as little-endian of another length; false if it does not fit.
fn widen(value: &[u8], out: &mut [u8]) -> bool {
    let fill = if value.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let extra = value.len().saturating_sub(out.len());
    let (front, rest) = value.split_at(extra);
    let kept_sign = rest.first().is_none_or(|byte| byte & 0x80 == fill & 0x80);
    if front.iter().any(|byte| *byte != fill) || !kept_sign {
        return false;
    }
    out.fill(fill);
    for (to, from) in out.iter_mut().zip(rest.iter().rev()) {
        *to = *from;
    }
    true
}

#[cold]
fn too_sparse() -> Error {
    let most = MOST_PADDING >> 20;
    Error::new(
        Code::DataLimit,
        format!("expected at most {most} MiB for the nulls of a batch, found more: fewer rows a batch"),
    )
}

#[cold]
fn too_long() -> Error {
    Error::new(Code::DataLimit, "expected less than 2 GiB in a column of a batch: fewer rows a batch")
}

#[cold]
fn other(found: &str, kind: &ColumnType) -> Error {
    Error::new(Code::Internal, format!("{found} for a column of {kind:?}"))
}
