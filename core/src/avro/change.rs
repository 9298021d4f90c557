//! What differs between two schemas, as data and as sentences for people.

/// One difference between an old and a new schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Where, by the names of fields: `address.zip`; `[]` for the items of an array, `{}` for the values of a map.
    /// Unions add no step; empty for the whole schema. A field that was removed or renamed has its old place.
    pub path: String,
    /// What kind of change.
    pub kind: ChangeKind,
    /// The change in words, such as "type of field `amount` changed from int to long (promotion)".
    pub sentence: String,
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident => $text:literal, )*) => {
        /// The kinds of changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ChangeKind { $( $(#[$doc])* $name, )* }

        impl ChangeKind {
            /// The name, such as `field_added`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

kinds! {
    /// A field that the old record lacks.
    FieldAdded => "field_added",
    /// A field that the new record lacks.
    FieldRemoved => "field_removed",
    /// A field whose old name is an alias of the new one.
    FieldRenamed => "field_renamed",
    /// Fields in another order, which changes the bytes.
    FieldsReordered => "fields_reordered",
    /// A type of another kind, or a named type in the place of another.
    TypeChanged => "type_changed",
    /// A named type whose old name is an alias of the new one, or that is the whole schema.
    TypeRenamed => "type_renamed",
    /// A named type of the same simple name in another namespace.
    NamespaceChanged => "namespace_changed",
    /// A branch that the old union lacks.
    BranchAdded => "branch_added",
    /// A branch that the new union lacks.
    BranchRemoved => "branch_removed",
    /// Branches in another order, which changes the bytes.
    BranchesReordered => "branches_reordered",
    /// A symbol that the old enum lacks.
    SymbolAdded => "symbol_added",
    /// A symbol that the new enum lacks.
    SymbolRemoved => "symbol_removed",
    /// Symbols in another order, which changes the bytes.
    SymbolsReordered => "symbols_reordered",
    /// The size of a fixed.
    SizeChanged => "size_changed",
    /// The default of a field or an enum, also when it is new or gone.
    DefaultChanged => "default_changed",
    /// The logical type, also when it is new or gone.
    LogicalTypeChanged => "logical_type_changed",
    /// The documentation, also when it is new or gone.
    DocChanged => "doc_changed",
    /// An alias that is new.
    AliasAdded => "alias_added",
    /// An alias that is gone.
    AliasRemoved => "alias_removed",
    /// Aliases in another order.
    AliasesReordered => "aliases_reordered",
    /// How a field takes part in sorting.
    OrderChanged => "order_changed",
    /// An attribute that the specification does not define, also when it is new or gone.
    AttributeChanged => "attribute_changed",
    /// A record that became an error, or the other way round.
    ErrorChanged => "error_changed",
    /// There are more changes than are told.
    CutOff => "cut_off",
}
