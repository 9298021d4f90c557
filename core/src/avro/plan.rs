//! The plan: a schema and a host type compiled into flat tables, so that nothing is decided twice.
//!
//! Version 2. A [`Step`] says what to do with one value: `op` is the wire's side, `rep` and `shape` the host's side,
//! `at` where the value lies behind its record's head (0 elsewhere), `arg` an index into the table that `op` names.
//! The steps of a record stand in schema order; runs of two or more plain numbers are one step.
use crate::avro::budget::Cost;
use crate::avro::resolve::Wire;
use crate::model::names::Names;
use crate::model::node::{NodeId, Unit};
use crate::model::shape::{Rep, ShapeId};
use crate::model::value::{RunNumber, Slot};
use std::collections::HashMap;
use std::sync::Arc;

/// What a value is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Op {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    /// `arg`: fixed.
    Fixed,
    /// `arg`: enum.
    Enum,
    /// `arg`: items.
    Array,
    /// `arg`: items.
    Map,
    /// A record whose fields are looked up by name. `arg`: record.
    Record,
    /// A record whose fields lie at known places. `arg`: record.
    Struct,
    /// A union whose branch is chosen by the value. `arg`: union.
    Union,
    /// A union of which one branch alone fits the host's type. `arg`: branch.
    Branch,
    /// A host value that may be absent. `arg`: optional.
    Optional,
    /// A host value of one of several types. `arg`: one-of.
    OneOf,
    /// `arg`: decimal.
    DecimalBytes,
    /// `arg`: decimal.
    DecimalFixed,
    BigDecimal,
    UuidString,
    UuidFixed,
    Date,
    /// An int of milliseconds.
    TimeMillis,
    /// A long of microseconds.
    TimeMicros,
    Timestamp(Unit),
    LocalTimestamp(Unit),
    Duration,
    /// Numbers one behind the other. `arg`: run.
    Run,
    /// A field that the host's type lacks. `arg`: absent.
    Absent,
    /// Reading only, as all that follow: a writer's number or text that the reader holds wider. `arg`: promotion.
    Promoted,
    /// A writer's enum whose symbols the reader numbers otherwise. `arg`: symbols.
    Symbols,
    /// A writer's union, branch by branch. `arg`: choice.
    Choice,
    /// A writer's type that is one branch of the reader's union. `arg`: branch.
    Tagged,
    /// A field that the writer lacks: its default. `arg`: default.
    Default,
    /// What the reader cannot take. `arg`: refusal.
    Never,
}

/// What to do with one value.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The wire's side.
    pub op: Op,
    /// How the host holds it.
    pub rep: Rep,
    /// Where it lies behind its record's head, in bytes (or which field of the host it is).
    pub at: u32,
    /// An index into the table that `op` names.
    pub arg: u32,
    /// The host's type.
    pub shape: ShapeId,
}

impl Step {
    /// The host's side, for a sink.
    #[inline(always)]
    pub fn slot(&self) -> Slot {
        Slot { rep: self.rep, shape: self.shape }
    }
}

/// A compiled schema, or a writer's schema resolved to a reader's (and a host type).
#[derive(Debug, Default)]
pub struct Plan {
    /// How to write the whole value; none where a writer's schema is resolved, which is for reading.
    pub write: Option<Step>,
    /// How to read it.
    pub read: Option<Step>,
    /// Records.
    pub records: Vec<RecordPlan>,
    /// Items of arrays and entries of maps.
    pub items: Vec<ItemsPlan>,
    /// Unions.
    pub unions: Vec<UnionPlan>,
    /// Single branches of unions.
    pub branches: Vec<BranchPlan>,
    /// Optional host values.
    pub optionals: Vec<OptionalPlan>,
    /// Host values of one of several types.
    pub one_ofs: Vec<OneOfPlan>,
    /// Enums.
    pub enums: Vec<EnumPlan>,
    /// Fixed types.
    pub fixeds: Vec<FixedPlan>,
    /// Decimals.
    pub decimals: Vec<DecimalPlan>,
    /// Runs: the first of `numbers`, how many.
    pub runs: Vec<(u32, u32)>,
    /// The numbers of all runs.
    pub numbers: Vec<RunNumber>,
    /// Fields that the host's type lacks.
    pub absents: Vec<AbsentPlan>,
    /// Numbers and texts that are read as wider types.
    pub promotions: Vec<PromotionPlan>,
    /// Enums with other numbers.
    pub symbols: Vec<SymbolsPlan>,
    /// Unions of the writer.
    pub choices: Vec<ChoicePlan>,
    /// Fields that the writer lacks.
    pub defaults: Vec<DefaultPlan>,
    /// Why data cannot be read.
    pub refusals: Vec<Box<str>>,
    /// Names that hosts see again and again.
    pub names: Names,
}

/// A record.
#[derive(Debug, Clone)]
pub struct RecordPlan {
    /// The schema's node.
    pub node: NodeId,
    /// Its names.
    pub named: u32,
    /// One a field, or one a run of fields; in the order of the wire.
    pub steps: Box<[Step]>,
    /// The first field of each step.
    pub first_field: Box<[u32]>,
    /// In schema order; those that only the writer has stand behind them.
    pub fields: Box<[FieldPlan]>,
    /// How many fields the host sees.
    pub count: u32,
    /// Bytes from one entry to the next, where the host's value is a mapping.
    pub stride: u32,
    /// The slot of the host's mapping values, where it is one.
    pub value_size: u32,
    /// What it costs where it takes no bytes: its fields, and what the defaults hold that are read for it.
    pub hollow: u32,
    /// Whether binding failed; only branches that no value takes refer to such a record.
    pub broken: bool,
}

impl RecordPlan {
    /// Whether the steps are the fields, one each, in their order, and all of them on the wire.
    pub fn is_plain(&self) -> bool {
        let plain = |(index, (step, field)): (usize, (&Step, &u32))| {
            index == *field as usize && !matches!(step.op, Op::Run | Op::Absent | Op::Default)
        };
        self.steps.len() == self.fields.len() && self.steps.iter().zip(&self.first_field).enumerate().all(plain)
    }
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// Its name in the schema.
    pub name: Box<str>,
    /// What is written for a value that is missing.
    pub default: Option<FieldDefault>,
}

/// What is written for a value that is missing.
#[derive(Debug, Clone)]
pub struct FieldDefault {
    /// Avro binary.
    pub bytes: Arc<[u8]>,
    /// What it holds beside its bytes.
    pub cost: Cost,
}

impl FieldDefault {
    /// What it adds to a record that took no bytes: eight small values take the memory of a field.
    pub(crate) fn held(&self) -> u32 {
        (self.bytes.len() as u32 / 8).saturating_add(self.cost.items).saturating_add(self.cost.fields)
    }
}

/// Items of an array, or values of a map.
#[derive(Debug, Clone, Copy)]
pub struct ItemsPlan {
    /// What to do with each.
    pub step: Step,
    /// Bytes from one to the next in the host's slots.
    pub stride: u32,
    /// The fewest bytes that one takes on the wire.
    pub least: u32,
    /// What one costs at least that takes none.
    pub fields: u32,
}

/// A union.
#[derive(Debug, Clone)]
pub struct UnionPlan {
    /// The names of its branches.
    pub named: u32,
    /// One a branch: its node, and what to do if the host's value can be it.
    pub branches: Box<[(NodeId, Option<Step>)]>,
    /// The branch that a record or enum type of the host takes by its own name.
    pub own: Option<u32>,
}

/// One branch of a union.
#[derive(Debug, Clone, Copy)]
pub struct BranchPlan {
    /// Its index.
    pub index: u32,
    /// What to do with its value.
    pub step: Step,
    /// The union's names.
    pub named: u32,
}

/// A host value that may be absent.
#[derive(Debug, Clone, Copy)]
pub struct OptionalPlan {
    /// The index of the null branch; none if the schema has no null there.
    pub null: Option<u32>,
    /// The index of the only branch that a value that is there can be, if there is only one: `step` is that branch's.
    pub branch: Option<u32>,
    /// The union's names.
    pub named: u32,
    /// What to do with a value that is there.
    pub step: Step,
    /// The host's side of it.
    pub inner: Slot,
    /// The size of its slot in bytes.
    pub size: u32,
}

/// A host value of one of several types.
#[derive(Debug, Clone)]
pub struct OneOfPlan {
    /// The index of the null branch.
    pub null: Option<u32>,
    /// One an alternative: what to do, and the size of its slot.
    pub alternatives: Box<[(Option<Step>, u32)]>,
    /// One a branch (one in all, if the schema has no union there): the alternative that holds it, and what to do with the value.
    pub branches: Box<[Option<(u32, Step)>]>,
    /// The union's names, if it is one.
    pub union_named: Option<u32>,
}

/// An enum.
#[derive(Debug, Clone)]
pub struct EnumPlan {
    /// Its names: the full name, then the symbols.
    pub named: u32,
    /// The symbols, in schema order.
    pub symbols: Box<[Box<str>]>,
    /// Symbol to index, where there are too many to compare one by one.
    pub index: HashMap<Box<[u8]>, u32>,
    /// The host's index to the schema's, where the host has an enum of its own.
    pub to_wire: Box<[Option<u32>]>,
    /// The schema's index to the host's.
    pub to_host: Box<[Option<u32>]>,
}

impl EnumPlan {
    /// Up to so many symbols are compared one by one.
    pub const FEW: usize = 8;

    /// The index of a symbol.
    #[inline]
    pub fn find(&self, symbol: &[u8]) -> Option<u32> {
        if self.symbols.len() > Self::FEW {
            return self.index.get(symbol).copied();
        }
        self.symbols.iter().position(|known| known.as_bytes() == symbol).map(|index| index as u32)
    }
}

/// A fixed.
#[derive(Debug, Clone, Copy)]
pub struct FixedPlan {
    /// Its name.
    pub named: u32,
    /// Its size in bytes.
    pub size: usize,
}

/// A decimal.
#[derive(Debug, Clone, Copy)]
pub struct DecimalPlan {
    /// Most digits.
    pub precision: u32,
    /// Digits behind the point.
    pub scale: u32,
    /// Its size in bytes, if it is fixed.
    pub size: Option<usize>,
}

/// A field that the host's type lacks.
#[derive(Debug, Clone, Copy)]
pub struct AbsentPlan {
    /// How to pass over it on reading.
    pub skip: Step,
}

/// A number or text that is read as a wider type.
#[derive(Debug, Clone, Copy)]
pub struct PromotionPlan {
    /// What is on the wire.
    pub wire: Wire,
    /// What it becomes.
    pub step: Step,
}

/// An enum of the writer whose symbols the reader numbers otherwise.
#[derive(Debug, Clone)]
pub struct SymbolsPlan {
    /// The names of the writer's enum.
    pub named: u32,
    /// The writer's index to the reader's.
    pub to_reader: Box<[Option<u32>]>,
    /// What to do with the symbol.
    pub step: Step,
}

/// A union of the writer.
#[derive(Debug, Clone)]
pub struct ChoicePlan {
    /// The names of its branches.
    pub named: u32,
    /// What to do with each, if the host has a place for it.
    pub branches: Box<[Option<Step>]>,
}

/// A field that the writer lacks.
#[derive(Debug, Clone)]
pub struct DefaultPlan {
    /// Its value as Avro binary.
    pub bytes: Arc<[u8]>,
    /// Where a text begins in it, and which string of the plan's names that text is.
    pub texts: HashMap<u32, u32>,
    /// What to do with it.
    pub step: Step,
}
