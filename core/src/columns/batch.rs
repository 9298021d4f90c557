//! The door: data are appended to a batch of columns, which is taken when it has rows enough.
use crate::codec::{Codec, CodecOptions};
use crate::columns::column::{Column, Data};
use crate::columns::layout;
use crate::columns::sink::ColumnSink;
use crate::error::Result;
use crate::model::node::NodeKind;
use crate::schema::Schema;

/// Columns with the same number of rows.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The first is a struct, whose children are the columns of the batch.
    pub columns: Vec<Column>,
}

impl Batch {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.columns[0].len
    }
}

/// Decodes data of one schema into columns.
///
/// A union of null and one type is that type, with nulls; of several types, a struct with a column for each of them, of which one
/// is not null. Decimals of more than 76 digits stay bytes, big decimals and UUIDs are text, a duration is a struct, an enum
/// numbers its symbols. Of a key that stands twice in a map, both entries are there.
#[derive(Debug)]
pub struct Columns {
    codec: Codec,
    batch: Batch,
    /// The column of a whole datum.
    root: u32,
    /// The memory that nulls take in the batch, in bytes.
    padding: usize,
}

/// A batch ends early when its nulls take so much memory, in bytes.
const ENOUGH_PADDING: usize = 32 << 20;

impl Columns {
    /// For data of `writer`, read as `reader` if that is another schema. `options`: its limits count.
    ///
    /// # Errors
    /// `unsupported` for a type that holds itself, and for too many columns; those of [`Codec::resolve`].
    pub fn new(writer: &Schema, reader: Option<&Schema>, mut options: CodecOptions) -> Result<Self> {
        options.tagged_unions = true;
        options.raw_logical = false;
        let codec = match reader {
            Some(reader) => Codec::resolve(writer, reader, options)?,
            None => Codec::new(writer, options)?,
        };
        let columns = layout::columns(codec.schema().graph())?;
        let graph = codec.schema().graph();
        let root = u32::from(!matches!(graph.node(graph.root).kind, NodeKind::Record(_)));
        Ok(Self { codec, batch: Batch { columns }, root, padding: 0 })
    }

    /// The columns, with the rows so far.
    pub fn columns(&self) -> &[Column] {
        &self.batch.columns
    }

    /// How many rows there are so far.
    pub fn rows(&self) -> usize {
        self.batch.rows()
    }

    /// Whether the batch should be taken before more is appended: it has so many rows, or wide rows of nulls.
    pub fn is_full(&self, rows: usize) -> bool {
        self.rows() >= rows || self.padding >= ENOUGH_PADDING
    }

    /// Reads one datum that begins at `at` as a row; gives where it ends. After an error the batch is of no use.
    ///
    /// # Errors
    /// `data_*` with path and offset; `data_unrepresentable` for a decimal that its column does not hold; `data_limit` beyond
    /// 2 GiB in a column, and for a row whose nulls take hundreds of megabytes.
    pub fn append(&mut self, src: &[u8], at: usize) -> Result<usize> {
        // The sink keeps no offsets within the input, so that its length does not matter.
        let mut sink = ColumnSink { columns: &mut self.batch.columns, padding: &mut self.padding };
        let ((), end) = self.codec.decode_at(src, at, &mut sink, self.root)?;
        if self.root != 0 {
            self.batch.columns[0].len += 1;
        }
        Ok(end)
    }

    /// Takes the rows out; the next batch is empty.
    pub fn take(&mut self) -> Batch {
        self.padding = 0;
        let columns = &mut self.batch.columns;
        // Parents stand before their children.
        for at in 0..columns.len() {
            let Column { len, children, data: Data::None, .. } = &columns[at] else { continue };
            let (len, children) = (*len, children.clone());
            for child in children {
                columns[child as usize].pad(len);
            }
        }
        Batch { columns: columns.iter_mut().map(Column::take).collect() }
    }
}
