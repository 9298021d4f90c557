//! The kinds of differences between two schemas, named as Confluent's registry names them, and which of them are compatible.

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident $word:literal $compatible:literal )*) => {
        /// What differs. Compatible means that a reader with the update understands data of the original.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum DifferenceKind { $( $(#[$doc])* $name, )* }

        impl DifferenceKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];

            /// The name that schema registries use, such as `FIELD_KIND_CHANGED`.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$name => $word, )* }
            }

            /// Whether readers get along with it.
            pub const fn is_compatible(self) -> bool {
                match self { $( Self::$name => $compatible, )* }
            }
        }
    };
}

kinds! {
    /// The file is in another package.
    PackageChanged "PACKAGE_CHANGED" false
    /// The update has a message more.
    MessageAdded "MESSAGE_ADDED" true
    /// The update lacks a message.
    MessageRemoved "MESSAGE_REMOVED" false
    /// A message stands at another place among its neighbours, so that its index is another.
    MessageMoved "MESSAGE_MOVED" true
    /// The update has an enum more.
    EnumAdded "ENUM_ADDED" true
    /// The update lacks an enum.
    EnumRemoved "ENUM_REMOVED" true
    /// An enum has a number more.
    EnumConstAdded "ENUM_CONST_ADDED" true
    /// A number of an enum has another name.
    EnumConstChanged "ENUM_CONST_CHANGED" true
    /// An enum lacks a number.
    EnumConstRemoved "ENUM_CONST_REMOVED" true
    /// A message has a field more.
    FieldAdded "FIELD_ADDED" true
    /// A message lacks a field.
    FieldRemoved "FIELD_REMOVED" true
    /// A field has another name.
    FieldNameChanged "FIELD_NAME_CHANGED" true
    /// Of scalar, message, group and map, a field is another.
    FieldKindChanged "FIELD_KIND_CHANGED" false
    /// A field is a scalar of another group, so that its bytes mean something else.
    FieldScalarKindChanged "FIELD_SCALAR_KIND_CHANGED" false
    /// A field is another message.
    FieldNamedTypeChanged "FIELD_NAMED_TYPE_CHANGED" false
    /// A number became repeated, required, or no longer is.
    FieldNumericLabelChanged "FIELD_NUMERIC_LABEL_CHANGED" false
    /// A string or bytes became repeated, required, or no longer is.
    FieldStringOrBytesLabelChanged "FIELD_STRING_OR_BYTES_LABEL_CHANGED" true
    /// A message has a required field more.
    RequiredFieldAdded "REQUIRED_FIELD_ADDED" false
    /// A message lacks a required field.
    RequiredFieldRemoved "REQUIRED_FIELD_REMOVED" false
    /// A message has a oneof more.
    OneofAdded "ONEOF_ADDED" true
    /// A message lacks a oneof.
    OneofRemoved "ONEOF_REMOVED" true
    /// A oneof has a new field.
    OneofFieldAdded "ONEOF_FIELD_ADDED" true
    /// A field of a oneof is gone, while others of the oneof are still there.
    OneofFieldRemoved "ONEOF_FIELD_REMOVED" false
    /// A field left its oneof.
    OneofFieldMovedToTopLevel "ONEOF_FIELD_MOVED_TO_TOP_LEVEL" true
    /// Several fields that could be set together are in one oneof.
    MultipleFieldsMovedToOneof "MULTIPLE_FIELDS_MOVED_TO_ONEOF" false
    /// A field is in one oneof with fields of an earlier one.
    FieldMovedToExistingOneof "FIELD_MOVED_TO_EXISTING_ONEOF" false
}
