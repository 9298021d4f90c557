//! include/isobyte.h, made by cbindgen from the nouns of bindings-c.
use crate::tree;
use isobyte::frame;

/// Where it is.
pub(crate) const PATH: &str = "include/isobyte.h";

/// In the order in which the header shows them.
const NOUNS: &[&str] = &[
    "version",
    "error",
    "buffer",
    "schema",
    "properties",
    "findings",
    "codec",
    "json",
    "tape",
    "writer",
    "reader",
    "value",
    "frame",
    "store",
    "file_header",
    "file_reader",
    "file_writer",
    "registry",
];

const PREAMBLE: &str = "/* isobyte.h: schemas and codecs for events, with the same bytes from every language.
 *
 * Generated from bindings-c by `cargo run -p xtask -- header`; not to be edited.
 *
 * Names are iso_<noun>_<verb>; the noun is the first parameter, outputs follow the inputs, and `err` is last.
 *
 * Calls that can fail return an iso_status: ISO_OK (0), or what went wrong. `err` may be NULL; on failure it takes a fresh
 * iso_error that the caller frees with iso_error_free; on success it is not touched, nor when ISO_BUFFER_TOO_SMALL is returned.
 * Other outputs are written only on success, except for the size needed with ISO_BUFFER_TOO_SMALL.
 *
 * Every object is freed once, with iso_<noun>_free; NULL is fine. Nouns that are handed out as const (iso_schema, iso_codec,
 * iso_registry, iso_store, iso_file_header) are counted and may be used by many threads at once; mutable ones (iso_writer,
 * iso_reader, iso_buffer, iso_file_reader, iso_file_writer) by one at a time, readers by many while nobody changes them.
 *
 * Bytes and texts that go in are a pointer and a length, and are borrowed for the call; NULL with length 0 is empty.
 * Lengths of texts may be ISO_CSTR: the text ends with NUL. Parameters without a length are texts that end with NUL.
 * No call ever unwinds, prints, or ends the process.
 */";

const AFTER_INCLUDES: &str = "
/** The length of a text that ends with NUL. */
#define ISO_CSTR ((size_t)-1)

#ifndef ISO_MUST_USE
#if defined(__GNUC__)
#define ISO_MUST_USE __attribute__((warn_unused_result))
#else
#define ISO_MUST_USE
#endif
#endif

/** In the place of a field's number: the root of the schema itself. */
#define ISO_ROOT ((size_t)-1)

/** The registry's latest version of a subject. */
#define ISO_VERSION_LATEST (-1)
";

/// The names of event headers, as the core has them.
fn names() -> String {
    [
        ("CONTENT_TYPE", frame::CONTENT_TYPE, "says how the event was serialized: \"avro\" or \"avro-json\""),
        ("SERIALIZATION_TYPE", frame::SERIALIZATION_TYPE, "says the same, under another name"),
        ("SCHEMA_ID", frame::SCHEMA_ID, "names the schema, by id or URL"),
    ]
    .map(|(name, value, what)| format!("\n/** The event header that {what}. */\n#define ISO_HEADER_{name} \"{value}\""))
    .join("\n")
}

/// The header as it should be.
pub(crate) fn text() -> Result<String, String> {
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        header: Some(PREAMBLE.to_owned()),
        include_guard: Some("ISOBYTE_H".to_owned()),
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h"].map(str::to_owned).into(),
        after_includes: Some(format!("{AFTER_INCLUDES}{}", names())),
        cpp_compat: true,
        usize_is_size_t: true,
        documentation: true,
        documentation_style: cbindgen::DocumentationStyle::Doxy,
        line_length: 120,
        tab_width: 4,
        style: cbindgen::Style::Both,
        ..Default::default()
    };
    config.function.must_use = Some("ISO_MUST_USE".to_owned());
    config.function.args = cbindgen::Layout::Auto;
    config.export.include = [
        "iso_rep",
        "iso_kind",
        "iso_fingerprint",
        "iso_content_type",
        "iso_property",
        "iso_finding_part",
        "iso_change_part",
    ]
    .map(str::to_owned)
    .into();
    let builder = cbindgen::Builder::new().with_config(config);
    let builder =
        NOUNS.iter().fold(builder, |builder, noun| builder.with_src(tree::path(&format!("bindings-c/src/{noun}.rs"))));
    let mut bytes = Vec::new();
    builder.generate().map_err(|e| format!("cbindgen: {e}"))?.write(&mut bytes);
    String::from_utf8(bytes).map_err(|e| e.to_string())
}
