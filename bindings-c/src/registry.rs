//! iso_registry: schemas by id, by subject or by URL; registered once, cached for good.
use crate::border::{
    arg, array, give, guard, guard_need, guard_or, maybe, maybe_text, options, put, share, take, text, wanted,
};
use crate::codec::{iso_codec, iso_codec_options};
use crate::error::{iso_error, iso_status};
use crate::schema::{copy_out, iso_schema};
use isobyte_client::{Auth, Registered, Registry, RegistryConfig, SchemaId, Version};
use isobyte_core::{Code, Error, Result};
use std::ffi::c_char;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A registry: counted, safe to share between threads; one per process is enough. Every call but `_new`, `_share`, `_free` and
/// `_forget_latest` may do HTTP, and blocks meanwhile; nothing is locked then. Answers are cached.
pub struct iso_registry {
    registry: Registry,
}

/// How to reach a registry. Zero it, then set `struct_size`, `url` and what differs from the defaults.
/// All is borrowed for the call of `iso_registry_new`; texts end with NUL.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_registry_options {
    /// `sizeof(iso_registry_options)`.
    pub struct_size: usize,
    /// `http://` or `https://` addresses of one registry, separated by commas, tried in turn; or `memory:` (a registry of its
    /// own) or `memory:NAME` (shared by all of this process who give the same name).
    pub url: *const c_char,
    /// The name for basic authentication, or NULL.
    pub user: *const c_char,
    /// The password for basic authentication, or NULL.
    pub password: *const c_char,
    /// A bearer token, or NULL. Not together with `user`.
    pub token: *const c_char,
    /// How long one request may take, in milliseconds; 0: 10,000.
    pub timeout_ms: u32,
    /// How long connecting may take, in milliseconds; 0: 5,000.
    pub connect_timeout_ms: u32,
    /// How often a request that finds the registry unavailable is repeated; 0: 3 times; negative: never.
    pub retries: i32,
    /// The wait before the first repetition, in milliseconds, doubled from one to the next; 0: 100.
    pub backoff_ms: u32,
    /// How long the latest version of a subject is believed, in milliseconds; 0: 60,000.
    pub latest_ttl_ms: u32,
    /// Hosts, beside those of `url`, from which schemas may be fetched by URL: "schemas.example.com", "10.0.0.7:8081".
    /// They are never sent credentials.
    pub allowed_hosts: *const *const c_char,
    /// How many they are.
    pub allowed_host_count: usize,
    /// A file of PEM certificates to trust instead of the public authorities, or NULL.
    pub ca_file: *const c_char,
}

/// `ISO_VERSION_LATEST` of the header.
const LATEST: i32 = -1;

/// What this library keeps beside a schema that a registry handed out, so that the same question gets the same object.
struct Handles {
    schema: Arc<iso_schema>,
    codec: OnceLock<Arc<iso_codec>>,
}

fn handles(registered: &Registered) -> Result<Arc<Handles>> {
    registered.slot(|schema| Ok(Handles { schema: iso_schema::new(schema.clone()), codec: OnceLock::new() }))
}

fn config(given: &iso_registry_options) -> Result<RegistryConfig> {
    let wrong = |message: &str| Err(Error::new(Code::InvalidArgument, message));
    let Some(url) = maybe_text(given.url, "options.url")? else {
        return wrong("expected options.url, found NULL");
    };
    let mut config =
        RegistryConfig { urls: url.split(',').map(|url| url.trim().to_owned()).collect(), ..Default::default() };
    let user = maybe_text(given.user, "options.user")?;
    let password = maybe_text(given.password, "options.password")?;
    let token = maybe_text(given.token, "options.token")?;
    config.auth = match (user, password, token) {
        (None, None, None) => None,
        (Some(user), password, None) => {
            Some(Auth::Basic { user: user.to_owned(), password: password.unwrap_or_default().to_owned() })
        }
        (None, None, Some(token)) => Some(Auth::Bearer(token.to_owned())),
        _ => return wrong("expected either options.user and options.password or options.token"),
    };
    for (field, milliseconds) in [
        (&mut config.timeout, given.timeout_ms),
        (&mut config.connect_timeout, given.connect_timeout_ms),
        (&mut config.backoff, given.backoff_ms),
        (&mut config.latest_ttl, given.latest_ttl_ms),
    ] {
        if milliseconds != 0 {
            *field = Duration::from_millis(milliseconds.into());
        }
    }
    if given.retries != 0 {
        config.retries = u32::try_from(given.retries).unwrap_or(0);
    }
    for host in array(given.allowed_hosts, given.allowed_host_count, "options.allowed_hosts")? {
        match maybe_text(*host, "options.allowed_hosts[i]")? {
            Some(host) => config.allowed_hosts.push(host.to_owned()),
            None => return wrong("expected options.allowed_hosts[i], found NULL"),
        }
    }
    config.ca_file = maybe_text(given.ca_file, "options.ca_file")?.map(PathBuf::from);
    Ok(config)
}

/// A registry; nothing is connected to yet.
///
/// On success `*registry` is a registry that the caller frees with `iso_registry_free`.
/// Fails with `ISO_INVALID_ARGUMENT` for options that contradict each other and addresses that are none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_new(
    given: *const iso_registry_options,
    registry: *mut *const iso_registry,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(registry, "registry")?;
        arg(given, "options")?;
        let made = Registry::new(config(&options(given, "options")?)?)?;
        put(registry, give(Arc::new(iso_registry { registry: made })));
        Ok(())
    })
}

/// One more share of the registry, to be freed like the first. Gives the same pointer; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_share(registry: *const iso_registry) -> *const iso_registry {
    share(registry)
}

/// Gives back one share; the last frees the registry. Schemas and codecs that came from it live on. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_free(registry: *const iso_registry) {
    take(registry);
}

/// Hands out what was found: the schema, its id and its version, as far as they are wanted and known.
fn answer(registered: &Registered, schema: *mut *const iso_schema, id: *mut i64, version: *mut i32) -> Result<()> {
    if !schema.is_null() {
        put(schema, give(handles(registered)?.schema.clone()));
    }
    put(id, registered.id.map_or(-1, i64::from));
    put(version, registered.version.and_then(|version| i32::try_from(version).ok()).unwrap_or(-1));
    Ok(())
}

/// The schema of an id.
///
/// On success `*schema` is a share that the caller frees with `iso_schema_free`; the same id gives the same pointer.
/// Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_schema_by_id(
    registry: *const iso_registry,
    id: u32,
    schema: *mut *const iso_schema,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(schema, "schema")?;
        let registered = arg(registry, "registry")?.registry.schema_by_id(id)?;
        answer(&registered, schema, std::ptr::null_mut(), std::ptr::null_mut())
    })
}

/// A codec (without options) for data that were written under the schema of an id: that of a frame.
///
/// On success `*codec` is a share that the caller frees with `iso_codec_free`; it is compiled once for an id.
/// Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_codec_by_id(
    registry: *const iso_registry,
    id: u32,
    codec: *mut *const iso_codec,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(codec, "codec")?;
        let handles = handles(&*arg(registry, "registry")?.registry.schema_by_id(id)?)?;
        let known = match handles.codec.get() {
            Some(known) => known,
            None => {
                let made = iso_codec::new(handles.schema.clone(), iso_codec_options::DEFAULT)?;
                handles.codec.get_or_init(|| made)
            }
        };
        put(codec, give(known.clone()));
        Ok(())
    })
}

/// A version of a subject; `version` may be `ISO_VERSION_LATEST`; `subject_len` is in bytes or `ISO_CSTR`.
///
/// On success `*schema` is a share that the caller frees with `iso_schema_free`, `*id` its id and `*found` its version, -1 where
/// the registry tells none. Each output may be NULL. Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_schema_by_version(
    registry: *const iso_registry,
    subject: *const c_char,
    subject_len: usize,
    version: i32,
    schema: *mut *const iso_schema,
    id: *mut i64,
    found: *mut i32,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let registry = &arg(registry, "registry")?.registry;
        let version = match u32::try_from(version) {
            Ok(number) => Version::Number(number),
            Err(_) if version == LATEST => Version::Latest,
            Err(_) => {
                return Err(Error::new(Code::InvalidArgument, format!("expected a version, found {version}")));
            }
        };
        let registered = registry.schema_by_version(text(subject, subject_len, "subject")?, version)?;
        answer(&registered, schema, id, found)
    })
}

/// The schema behind a URL: `.../schemas/ids/{id}` or `.../{name}/schema.avsc`, the latest version of that name.
/// `url_len` is in bytes or `ISO_CSTR`.
///
/// On success `*schema` is a share that the caller frees with `iso_schema_free`, and `*id` its id, -1 where a URL led to a text
/// that has none. Each output may be NULL. Fails with `ISO_INVALID_ARGUMENT`, before anything is connected to, for a URL of
/// another form and for a host that is neither the registry's nor allowed by its options; with `ISO_NOT_FOUND`, and the other
/// codes of kind 5.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_schema_by_url(
    registry: *const iso_registry,
    url: *const c_char,
    url_len: usize,
    schema: *mut *const iso_schema,
    id: *mut i64,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let registered = arg(registry, "registry")?.registry.schema_by_url(text(url, url_len, "url")?)?;
        answer(&registered, schema, id, std::ptr::null_mut())
    })
}

/// The schema that a class or an event names: an id (`7`), a URL as above, a GUID, or a version of a subject (`users:3`,
/// `users:latest`). `name_len` is in bytes or `ISO_CSTR`.
///
/// On success `*schema` is a share that the caller frees with `iso_schema_free`, `*id` its id and `*version` its version, -1 where
/// the registry tells none. Each output may be NULL. Fails with `ISO_INVALID_ARGUMENT` for what is no name, and as the function
/// that asks for what it names.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_schema_by_name(
    registry: *const iso_registry,
    name: *const c_char,
    name_len: usize,
    schema: *mut *const iso_schema,
    id: *mut i64,
    version: *mut i32,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let registry = &arg(registry, "registry")?.registry;
        let registered = registry.schema(&SchemaId::parse(text(name, name_len, "name")?)?)?;
        answer(&registered, schema, id, version)
    })
}

/// The schema that the header of an event names: the bytes of `schema-id`, which are a name as above, or of Confluent's
/// `__value_schema_id`.
///
/// On success as `iso_registry_schema_by_name`. Fails with `ISO_FRAME_UNKNOWN` for what is no name, and for an empty header.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_schema_by_header(
    registry: *const iso_registry,
    value: *const u8,
    value_len: usize,
    schema: *mut *const iso_schema,
    id: *mut i64,
    version: *mut i32,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let registry = &arg(registry, "registry")?.registry;
        let registered = registry.schema(&SchemaId::from_header(array(value, value_len, "value")?)?)?;
        answer(&registered, schema, id, version)
    })
}

/// What the header `schema-id` of an event should say of a schema with that name, so that it says the same for good: the name
/// itself, or for the latest version of a subject the id that it has now, in a context the version. `name_len` is in bytes or `ISO_CSTR`.
///
/// On success its length is in `*written`, which may be NULL. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the length
/// there. Fails as `iso_registry_schema_by_name`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_fixed_name(
    registry: *const iso_registry,
    name: *const c_char,
    name_len: usize,
    out: *mut u8,
    out_cap: usize,
    written: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, written, || {
        let registry = &arg(registry, "registry")?.registry;
        let name = SchemaId::parse(text(name, name_len, "name")?)?;
        let fixed = if name.is_fixed() { name } else { name.fixed(&*registry.schema(&name)?) };
        copy_out(fixed.to_string().as_bytes(), out, out_cap)
    })
}

/// Registers a schema under a subject; `subject_len` is in bytes or `ISO_CSTR`. Registering what is registered is no change.
///
/// On success `*id` is the schema's id. Fails with `ISO_CONFLICT` when the schema is incompatible with an earlier version,
/// `ISO_REJECTED`, and the other codes of kind 5.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_register(
    registry: *const iso_registry,
    subject: *const c_char,
    subject_len: usize,
    schema: *const iso_schema,
    id: *mut i64,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let registry = &arg(registry, "registry")?.registry;
        let schema = &arg(schema, "schema")?.schema;
        let known = registry.register(text(subject, subject_len, "subject")?, schema)?;
        put(id, known.into());
        Ok(())
    })
}

/// Where a schema lies under a subject, without registering it; `subject_len` is in bytes or `ISO_CSTR`.
///
/// On success `*id` is its id and `*version` its version, -1 where the registry tells none. Each output may be NULL.
/// Fails with `ISO_NOT_FOUND`, and the other codes of kind 5.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_lookup(
    registry: *const iso_registry,
    subject: *const c_char,
    subject_len: usize,
    schema: *const iso_schema,
    id: *mut i64,
    version: *mut i32,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let registry = &arg(registry, "registry")?.registry;
        let schema = &arg(schema, "schema")?.schema;
        let registered = registry.lookup(text(subject, subject_len, "subject")?, schema)?;
        answer(&registered, std::ptr::null_mut(), id, version)
    })
}

/// Forgets what was the latest version of any subject, so that it is asked for anew. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_registry_forget_latest(registry: *const iso_registry) {
    guard_or((), || {
        maybe(registry)?.registry.forget_latest();
        Some(())
    });
}
