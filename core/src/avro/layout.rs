//! Where a host's values lie in the slots of the tape: decided here once, for the core and for the host's walker.
use crate::model::shape::{Rep, Shape, ShapeId, Shapes, Struct};

/// One step of a host's walker over the fields of a record, in the host's order.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// A [`Rep`], or [`Walk::RUN`].
    pub op: u32,
    /// Where the slot lies behind the record's head, in bytes.
    pub slot: u32,
    /// Where the field lies in the host's memory, in bytes; without memory, its number.
    pub field: u32,
    /// The field's shape; for a run, how many bytes are copied as they lie.
    pub arg: u32,
}

impl Walk {
    /// Memory that is copied as it lies.
    pub const RUN: u32 = 29;
}

/// The head of one struct.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Its size in bytes.
    pub size: u32,
    /// Whether it is the host's memory as it lies.
    pub flat: bool,
    /// What the host's walker does.
    pub walk: Vec<Walk>,
    /// Where each field lies behind the head, in the host's order.
    pub at: Vec<u32>,
}

/// How hosts address fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Addressing {
    /// By the offset of a slot in the tape.
    #[default]
    Tape,
    /// By the number of the field, for hosts whose objects are walked directly.
    Index,
}

/// The heads of all structs of a table of shapes; empty for other shapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    heads: Vec<Head>,
}

const fn align(size: u32, to: u32) -> u32 {
    size.div_ceil(to) * to
}

impl Layout {
    /// Lays out every struct.
    pub fn new(shapes: &Shapes, addressing: Addressing) -> Self {
        let mut layout = Self { heads: vec![Head::default(); shapes.len()] };
        let mut done = vec![false; shapes.len()];
        for index in 0..shapes.len() {
            layout.lay(shapes, index, addressing, &mut done);
        }
        layout
    }

    /// The head of a struct.
    pub fn head(&self, id: ShapeId) -> &Head {
        &self.heads[id.0 as usize]
    }

    /// The size of a value's slot in bytes.
    pub fn slot(&self, shapes: &Shapes, id: ShapeId) -> u32 {
        match shapes.get(id) {
            Shape::Fixed(size) => *size,
            Shape::Struct(_) => self.head(id).size,
            Shape::Optional(inner) if Self::is_word(shapes, *inner) => 8,
            Shape::Optional(inner) => 8 + align(self.slot(shapes, *inner), 8),
            other => other.rep().size(),
        }
    }

    /// Whether an optional of this is told from its word alone: absent is 0.
    pub fn is_word(shapes: &Shapes, id: ShapeId) -> bool {
        matches!(shapes.get(id).rep(), Rep::Text | Rep::Bytes | Rep::List | Rep::Map | Rep::Struct)
    }

    /// Bytes from one item of a list to the next.
    pub fn stride(&self, shapes: &Shapes, id: ShapeId) -> u32 {
        let size = self.slot(shapes, id);
        if self.is_memory(shapes, id) { size } else { align(size, 8) }
    }

    /// Bytes from one entry of a map to the next.
    pub fn entry(&self, shapes: &Shapes, id: ShapeId) -> u32 {
        8 + align(self.slot(shapes, id), 8)
    }

    fn is_memory(&self, shapes: &Shapes, id: ShapeId) -> bool {
        shapes.get(id).rep().is_memory() || self.head(id).flat
    }

    /// Structs that lie inside others come first; `Shapes::new` made sure that this ends.
    fn lay(&mut self, shapes: &Shapes, index: usize, addressing: Addressing, done: &mut [bool]) {
        if std::mem::replace(&mut done[index], true) {
            return;
        }
        let Shape::Struct(record) = shapes.get(ShapeId(index as u32)) else { return };
        for field in &record.fields {
            let mut inner = field.shape;
            while let Shape::Optional(item) = shapes.get(inner) {
                inner = *item;
            }
            if field.shape == inner {
                self.lay(shapes, inner.0 as usize, addressing, done);
            }
        }
        self.heads[index] = match addressing {
            Addressing::Index => Head { at: (0..record.fields.len() as u32).collect(), ..Head::default() },
            Addressing::Tape => self.head_of(shapes, record),
        };
    }

    fn head_of(&self, shapes: &Shapes, record: &Struct) -> Head {
        let mut order: Vec<usize> = (0..record.fields.len()).collect();
        order.sort_by_key(|&i| record.fields[i].offset);
        let mut head = Head { at: vec![0; record.fields.len()], ..Head::default() };
        // The run under way: where it ends in the host's memory.
        let mut run_end: Option<u32> = None;
        for i in order {
            let field = &record.fields[i];
            let size = self.slot(shapes, field.shape);
            let memory = field.offset.filter(|_| self.is_memory(shapes, field.shape));
            if let (Some(offset), Some(end), Some(last)) = (memory, run_end, head.walk.last_mut())
                && (offset == end || (record.size > 0 && offset > end && offset - end < 8))
            {
                head.at[i] = last.slot + (offset - last.field);
                last.arg = offset + size - last.field;
                head.size = align(last.slot + last.arg, 8);
                run_end = Some(offset + size);
                continue;
            }
            let slot = align(head.size, 8);
            head.at[i] = slot;
            head.size = align(slot + size, 8);
            run_end = memory.map(|offset| offset + size);
            head.walk.push(match memory {
                Some(offset) => Walk { op: Walk::RUN, slot, field: offset, arg: size },
                None => Walk {
                    op: shapes.get(field.shape).rep() as u32,
                    slot,
                    field: field.offset.unwrap_or(i as u32),
                    arg: field.shape.0,
                },
            });
        }
        if let [run] = &head.walk[..]
            && run.op == Walk::RUN
            && run.field == 0
            && record.size >= run.arg
        {
            head.flat = true;
            head.size = record.size;
        }
        head
    }
}

#[cfg(test)]
mod tests {
    use super::{Addressing, Layout, Walk};
    use crate::model::shape::{ShapeId, Shapes};

    fn layout(text: &str) -> Layout {
        Layout::new(&Shapes::parse(text).unwrap(), Addressing::Tape)
    }

    #[test]
    fn numbers_that_lie_together_are_one_run() {
        let layout = layout(
            r#"[{"kind":"struct","size":48,"fields":[{"name":"a","shape":1,"offset":0},{"name":"b","shape":2,"offset":8},
                {"name":"t","shape":3,"offset":16},{"name":"c","shape":1,"offset":32},{"name":"d","shape":2,"offset":40}]},
                {"kind":"i64"},{"kind":"i32"},{"kind":"text"}]"#,
        );
        let head = layout.head(ShapeId(0));
        assert_eq!((&head.at[..], head.size, head.flat), (&[0, 8, 16, 24, 32][..], 40, false));
        let walk: Vec<_> = head.walk.iter().map(|w| (w.op, w.slot, w.field, w.arg)).collect();
        assert_eq!(walk, [(Walk::RUN, 0, 0, 12), (12, 16, 16, 3), (Walk::RUN, 24, 32, 12)]);
    }

    #[test]
    fn memory_without_pointers_is_flat_and_unknown_gaps_are_left_alone() {
        let text = |size| {
            format!(
                r#"[{{"kind":"struct","size":{size},"fields":[{{"name":"a","shape":1,"offset":0}},
                {{"name":"b","shape":2,"offset":8}}]}},{{"kind":"i32"}},{{"kind":"i64"}}]"#
            )
        };
        let flat = layout(&text(16));
        assert!(flat.head(ShapeId(0)).flat);
        assert_eq!(flat.head(ShapeId(0)).size, 16);
        let gap = layout(&text(0));
        assert_eq!(gap.head(ShapeId(0)).walk.len(), 2);
    }
}
