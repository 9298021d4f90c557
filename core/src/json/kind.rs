//! The kinds of differences between two versions of a JSON Schema, and which of them a reader may make.

/// How much a comparison lets pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Nothing that could break a reader.
    #[default]
    Strict,
    /// Also what breaks only readers that meet properties of a name that nobody had agreed on.
    Lenient,
}

/// Under which policies a difference breaks nobody.
#[derive(PartialEq, Eq)]
enum Passes {
    Always,
    Lenient,
    Never,
}

macro_rules! kinds {
    ($( $name:ident = $text:literal => $passes:ident, )*) => {
        /// What differs, named as Confluent's registry names it. A kind speaks of the update: `MaximumIncreased` is a
        /// larger `maximum` in the update than in the original.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs)]
        pub enum DifferenceKind { $( $name, )* }

        impl DifferenceKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name, such as `MAXIMUM_INCREASED`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            const fn passes(self) -> Passes {
                match self { $(Self::$name => Passes::$passes),* }
            }
        }
    };
}

kinds! {
    IdChanged = "ID_CHANGED" => Always,
    DescriptionChanged = "DESCRIPTION_CHANGED" => Always,
    TitleChanged = "TITLE_CHANGED" => Always,
    DefaultChanged = "DEFAULT_CHANGED" => Always,
    SchemaAdded = "SCHEMA_ADDED" => Never,
    SchemaRemoved = "SCHEMA_REMOVED" => Always,
    TypeExtended = "TYPE_EXTENDED" => Always,
    TypeNarrowed = "TYPE_NARROWED" => Never,
    TypeChanged = "TYPE_CHANGED" => Never,
    MaxLengthAdded = "MAX_LENGTH_ADDED" => Never,
    MaxLengthRemoved = "MAX_LENGTH_REMOVED" => Always,
    MaxLengthIncreased = "MAX_LENGTH_INCREASED" => Always,
    MaxLengthDecreased = "MAX_LENGTH_DECREASED" => Never,
    MinLengthAdded = "MIN_LENGTH_ADDED" => Never,
    MinLengthRemoved = "MIN_LENGTH_REMOVED" => Always,
    MinLengthIncreased = "MIN_LENGTH_INCREASED" => Never,
    MinLengthDecreased = "MIN_LENGTH_DECREASED" => Always,
    PatternAdded = "PATTERN_ADDED" => Never,
    PatternRemoved = "PATTERN_REMOVED" => Always,
    PatternChanged = "PATTERN_CHANGED" => Never,
    MaximumAdded = "MAXIMUM_ADDED" => Never,
    MaximumRemoved = "MAXIMUM_REMOVED" => Always,
    MaximumIncreased = "MAXIMUM_INCREASED" => Always,
    MaximumDecreased = "MAXIMUM_DECREASED" => Never,
    MinimumAdded = "MINIMUM_ADDED" => Never,
    MinimumRemoved = "MINIMUM_REMOVED" => Always,
    MinimumIncreased = "MINIMUM_INCREASED" => Never,
    MinimumDecreased = "MINIMUM_DECREASED" => Always,
    ExclusiveMaximumAdded = "EXCLUSIVE_MAXIMUM_ADDED" => Never,
    ExclusiveMaximumRemoved = "EXCLUSIVE_MAXIMUM_REMOVED" => Always,
    ExclusiveMaximumIncreased = "EXCLUSIVE_MAXIMUM_INCREASED" => Always,
    ExclusiveMaximumDecreased = "EXCLUSIVE_MAXIMUM_DECREASED" => Never,
    ExclusiveMinimumAdded = "EXCLUSIVE_MINIMUM_ADDED" => Never,
    ExclusiveMinimumRemoved = "EXCLUSIVE_MINIMUM_REMOVED" => Always,
    ExclusiveMinimumIncreased = "EXCLUSIVE_MINIMUM_INCREASED" => Never,
    ExclusiveMinimumDecreased = "EXCLUSIVE_MINIMUM_DECREASED" => Always,
    MultipleOfAdded = "MULTIPLE_OF_ADDED" => Never,
    MultipleOfRemoved = "MULTIPLE_OF_REMOVED" => Always,
    MultipleOfExpanded = "MULTIPLE_OF_EXPANDED" => Never,
    MultipleOfReduced = "MULTIPLE_OF_REDUCED" => Always,
    MultipleOfChanged = "MULTIPLE_OF_CHANGED" => Never,
    RequiredAttributeAdded = "REQUIRED_ATTRIBUTE_ADDED" => Never,
    RequiredAttributeWithDefaultAdded = "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED" => Always,
    RequiredAttributeRemoved = "REQUIRED_ATTRIBUTE_REMOVED" => Always,
    MaxPropertiesAdded = "MAX_PROPERTIES_ADDED" => Never,
    MaxPropertiesRemoved = "MAX_PROPERTIES_REMOVED" => Always,
    MaxPropertiesIncreased = "MAX_PROPERTIES_INCREASED" => Always,
    MaxPropertiesDecreased = "MAX_PROPERTIES_DECREASED" => Never,
    MinPropertiesAdded = "MIN_PROPERTIES_ADDED" => Never,
    MinPropertiesRemoved = "MIN_PROPERTIES_REMOVED" => Always,
    MinPropertiesIncreased = "MIN_PROPERTIES_INCREASED" => Never,
    MinPropertiesDecreased = "MIN_PROPERTIES_DECREASED" => Always,
    AdditionalPropertiesAdded = "ADDITIONAL_PROPERTIES_ADDED" => Always,
    AdditionalPropertiesRemoved = "ADDITIONAL_PROPERTIES_REMOVED" => Lenient,
    AdditionalPropertiesExtended = "ADDITIONAL_PROPERTIES_EXTENDED" => Always,
    AdditionalPropertiesNarrowed = "ADDITIONAL_PROPERTIES_NARROWED" => Lenient,
    UnevaluatedPropertiesAdded = "UNEVALUATED_PROPERTIES_ADDED" => Always,
    UnevaluatedPropertiesRemoved = "UNEVALUATED_PROPERTIES_REMOVED" => Lenient,
    UnevaluatedPropertiesExtended = "UNEVALUATED_PROPERTIES_EXTENDED" => Always,
    UnevaluatedPropertiesNarrowed = "UNEVALUATED_PROPERTIES_NARROWED" => Lenient,
    DependencyArrayAdded = "DEPENDENCY_ARRAY_ADDED" => Never,
    DependencyArrayRemoved = "DEPENDENCY_ARRAY_REMOVED" => Always,
    DependencyArrayExtended = "DEPENDENCY_ARRAY_EXTENDED" => Never,
    DependencyArrayNarrowed = "DEPENDENCY_ARRAY_NARROWED" => Always,
    DependencyArrayChanged = "DEPENDENCY_ARRAY_CHANGED" => Never,
    DependencySchemaAdded = "DEPENDENCY_SCHEMA_ADDED" => Never,
    DependencySchemaRemoved = "DEPENDENCY_SCHEMA_REMOVED" => Always,
    PropertyAddedToOpenContentModel = "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL" => Never,
    RequiredPropertyAddedToOpenContentModel = "REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL" => Never,
    RequiredPropertyWithDefaultAddedToOpenContentModel = "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL" => Lenient,
    OptionalPropertyAddedToOpenContentModel = "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL" => Lenient,
    PropertyWithEmptySchemaAddedToOpenContentModel = "PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL" => Always,
    RequiredPropertyAddedToUnopenContentModel = "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL" => Never,
    RequiredPropertyWithDefaultAddedToUnopenContentModel = "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL" => Always,
    OptionalPropertyAddedToUnopenContentModel = "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL" => Always,
    PropertyRemovedFromOpenContentModel = "PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL" => Always,
    PropertyWithFalseRemovedFromClosedContentModel = "PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL" => Always,
    PropertyRemovedFromClosedContentModel = "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL" => Lenient,
    PropertyRemovedIsCoveredByPartiallyOpenContentModel = "PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Always,
    PropertyRemovedNotCoveredByPartiallyOpenContentModel = "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Lenient,
    PropertyAddedIsCoveredByPartiallyOpenContentModel = "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Always,
    PropertyAddedNotCoveredByPartiallyOpenContentModel = "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Lenient,
    ReservedPropertyRemoved = "RESERVED_PROPERTY_REMOVED" => Never,
    ReservedPropertyConflictsWithProperty = "RESERVED_PROPERTY_CONFLICTS_WITH_PROPERTY" => Never,
    MaxItemsAdded = "MAX_ITEMS_ADDED" => Never,
    MaxItemsRemoved = "MAX_ITEMS_REMOVED" => Always,
    MaxItemsIncreased = "MAX_ITEMS_INCREASED" => Always,
    MaxItemsDecreased = "MAX_ITEMS_DECREASED" => Never,
    MinItemsAdded = "MIN_ITEMS_ADDED" => Never,
    MinItemsRemoved = "MIN_ITEMS_REMOVED" => Always,
    MinItemsIncreased = "MIN_ITEMS_INCREASED" => Never,
    MinItemsDecreased = "MIN_ITEMS_DECREASED" => Always,
    MaxContainsAdded = "MAX_CONTAINS_ADDED" => Never,
    MaxContainsRemoved = "MAX_CONTAINS_REMOVED" => Always,
    MaxContainsIncreased = "MAX_CONTAINS_INCREASED" => Always,
    MaxContainsDecreased = "MAX_CONTAINS_DECREASED" => Never,
    MinContainsAdded = "MIN_CONTAINS_ADDED" => Never,
    MinContainsRemoved = "MIN_CONTAINS_REMOVED" => Always,
    MinContainsIncreased = "MIN_CONTAINS_INCREASED" => Never,
    MinContainsDecreased = "MIN_CONTAINS_DECREASED" => Always,
    UniqueItemsAdded = "UNIQUE_ITEMS_ADDED" => Never,
    UniqueItemsRemoved = "UNIQUE_ITEMS_REMOVED" => Always,
    AdditionalItemsAdded = "ADDITIONAL_ITEMS_ADDED" => Always,
    AdditionalItemsRemoved = "ADDITIONAL_ITEMS_REMOVED" => Never,
    AdditionalItemsExtended = "ADDITIONAL_ITEMS_EXTENDED" => Always,
    AdditionalItemsNarrowed = "ADDITIONAL_ITEMS_NARROWED" => Never,
    UnevaluatedItemsAdded = "UNEVALUATED_ITEMS_ADDED" => Always,
    UnevaluatedItemsRemoved = "UNEVALUATED_ITEMS_REMOVED" => Never,
    UnevaluatedItemsExtended = "UNEVALUATED_ITEMS_EXTENDED" => Always,
    UnevaluatedItemsNarrowed = "UNEVALUATED_ITEMS_NARROWED" => Never,
    ItemAddedToOpenContentModel = "ITEM_ADDED_TO_OPEN_CONTENT_MODEL" => Never,
    ItemWithEmptySchemaAddedToOpenContentModel = "ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL" => Always,
    ItemAddedToClosedContentModel = "ITEM_ADDED_TO_CLOSED_CONTENT_MODEL" => Always,
    ItemRemovedFromOpenContentModel = "ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL" => Always,
    ItemWithFalseRemovedFromClosedContentModel = "ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL" => Always,
    ItemRemovedFromClosedContentModel = "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL" => Never,
    ItemRemovedIsCoveredByPartiallyOpenContentModel = "ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Always,
    ItemRemovedNotCoveredByPartiallyOpenContentModel = "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Never,
    ItemAddedIsCoveredByPartiallyOpenContentModel = "ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Always,
    ItemAddedNotCoveredByPartiallyOpenContentModel = "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL" => Never,
    EnumArrayExtended = "ENUM_ARRAY_EXTENDED" => Always,
    EnumArrayNarrowed = "ENUM_ARRAY_NARROWED" => Never,
    EnumArrayChanged = "ENUM_ARRAY_CHANGED" => Never,
    CombinedTypeExtended = "COMBINED_TYPE_EXTENDED" => Always,
    CombinedTypeChanged = "COMBINED_TYPE_CHANGED" => Never,
    ProductTypeExtended = "PRODUCT_TYPE_EXTENDED" => Never,
    ProductTypeNarrowed = "PRODUCT_TYPE_NARROWED" => Always,
    SumTypeExtended = "SUM_TYPE_EXTENDED" => Always,
    SumTypeNarrowed = "SUM_TYPE_NARROWED" => Never,
    CombinedTypeSubschemasChanged = "COMBINED_TYPE_SUBSCHEMAS_CHANGED" => Never,
    NotTypeExtended = "NOT_TYPE_EXTENDED" => Never,
    NotTypeNarrowed = "NOT_TYPE_NARROWED" => Always,
}

impl DifferenceKind {
    /// Whether readers of the update can still read what was written by the original.
    pub fn is_compatible(self, policy: Policy) -> bool {
        match self.passes() {
            Passes::Always => true,
            Passes::Lenient => policy == Policy::Lenient,
            Passes::Never => false,
        }
    }
}
