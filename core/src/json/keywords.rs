//! The keywords of JSON Schema: what each expects, and in which drafts. Source: the meta-schemas of the drafts.
use crate::json::draft::Draft;

/// What a keyword's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    Schema,
    /// An object of schemas.
    Schemas,
    /// An object of schemas, whose keys are regular expressions.
    Patterns,
    /// A list of at least one schema.
    SchemaList,
    /// A schema or a list of schemas.
    Items,
    /// An object of schemas and lists of names.
    Dependencies,
    /// An object of lists of names.
    NameLists,
    /// A list of names, each once.
    Names,
    Type,
    List,
    Text,
    Pattern,
    Boolean,
    Number,
    /// A number above 0.
    Positive,
    /// A whole number from 0.
    Count,
    Any,
}

/// A keyword, what it expects, and the first and last draft that have it.
type Row = (&'static str, Expect, Draft, Draft);

const TABLE: &[Row] = {
    use Draft::{Draft4 as D4, Draft6 as D6, Draft7 as D7, Draft2019 as D19, Draft2020 as D20};
    use Expect::*;
    &[
        ("$ref", Text, D4, D20),
        ("id", Text, D4, D4),
        ("$id", Text, D6, D20),
        ("$schema", Text, D4, D20),
        ("$anchor", Text, D19, D20),
        ("$dynamicAnchor", Text, D20, D20),
        ("$dynamicRef", Text, D20, D20),
        ("$recursiveRef", Text, D19, D19),
        ("$recursiveAnchor", Boolean, D19, D19),
        ("$comment", Text, D7, D20),
        ("title", Text, D4, D20),
        ("description", Text, D4, D20),
        ("default", Any, D4, D20),
        ("examples", List, D6, D20),
        ("deprecated", Boolean, D19, D20),
        ("readOnly", Boolean, D7, D20),
        ("writeOnly", Boolean, D7, D20),
        ("format", Text, D4, D20),
        ("contentEncoding", Text, D7, D20),
        ("contentMediaType", Text, D7, D20),
        ("contentSchema", Schema, D19, D20),
        ("type", Type, D4, D20),
        ("enum", List, D4, D20),
        ("const", Any, D6, D20),
        ("multipleOf", Positive, D4, D20),
        ("maximum", Number, D4, D20),
        ("minimum", Number, D4, D20),
        ("exclusiveMaximum", Boolean, D4, D4),
        ("exclusiveMinimum", Boolean, D4, D4),
        ("exclusiveMaximum", Number, D6, D20),
        ("exclusiveMinimum", Number, D6, D20),
        ("maxLength", Count, D4, D20),
        ("minLength", Count, D4, D20),
        ("pattern", Pattern, D4, D20),
        ("items", Items, D4, D19),
        ("items", Schema, D20, D20),
        ("prefixItems", SchemaList, D20, D20),
        ("additionalItems", Schema, D4, D19),
        ("unevaluatedItems", Schema, D19, D20),
        ("maxItems", Count, D4, D20),
        ("minItems", Count, D4, D20),
        ("uniqueItems", Boolean, D4, D20),
        ("contains", Schema, D6, D20),
        ("maxContains", Count, D19, D20),
        ("minContains", Count, D19, D20),
        ("properties", Schemas, D4, D20),
        ("patternProperties", Patterns, D4, D20),
        ("additionalProperties", Schema, D4, D20),
        ("unevaluatedProperties", Schema, D19, D20),
        ("propertyNames", Schema, D6, D20),
        ("required", Names, D4, D20),
        ("maxProperties", Count, D4, D20),
        ("minProperties", Count, D4, D20),
        ("dependencies", Dependencies, D4, D7),
        ("dependentRequired", NameLists, D19, D20),
        ("dependentSchemas", Schemas, D19, D20),
        ("allOf", SchemaList, D4, D20),
        ("anyOf", SchemaList, D4, D20),
        ("oneOf", SchemaList, D4, D20),
        ("not", Schema, D4, D20),
        ("if", Schema, D7, D20),
        ("then", Schema, D7, D20),
        ("else", Schema, D7, D20),
        ("definitions", Schemas, D4, D20),
        ("$defs", Schemas, D19, D20),
    ]
};

/// What a keyword expects in a draft; `None` where the draft does not know it.
pub(crate) fn expected(keyword: &str, draft: Draft) -> Option<Expect> {
    let row = TABLE.iter().find(|row| row.0 == keyword && (row.2..=row.3).contains(&draft));
    row.map(|row| row.1)
}
