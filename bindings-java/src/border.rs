//! The border: every function that Java calls, and every pointer that crosses. Nothing unwinds into Java: errors and panics
//! become Java exceptions.
//!
//! Handles are boxes of [`Schema`], [`Codec`], [`Registry`], `Arc<Registered>` and what `files` has, made here and freed here
//! once; Java's `Handle` keeps each alive while a call uses it. Addresses are of memory that Java allocated and keeps for the call.
use crate::{codec, registry, schema, text};
use isobyte::frame;
use isobyte::schema::Schema;
use isobyte::store;
use isobyte::tape::source::TapeSource;
use isobyte::{Code, Codec, Error, Result};
use isobyte_client::{Registered, Registry, SchemaId};
use jni_sys::{
    JNI_VERSION_1_8, JNIEnv, JavaVM, jboolean, jbyteArray, jclass, jint, jintArray, jlong, jlongArray, jobject,
    jobjectArray, jstring, jvalue,
};
use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;
use std::sync::Arc;

/// What must change whenever a native method does; `Native.java` holds the same number.
const ABI: jint = 3;

/// The environment of the calling thread, for one call.
#[derive(Clone, Copy)]
struct Env(*mut JNIEnv);

/// Calls a function of JNI's table that is there since version 1.2.
macro_rules! jni {
    ($env:expr, $name:ident $(, $arg:expr)*) => {{
        let env = $env.0;
        // SAFETY: `env` is the environment that Java gave to this call, and the arguments are references of this call.
        unsafe { ((**env).v1_2.$name)(env $(, $arg)*) }
    }};
}

impl Env {
    /// A Java text as it is.
    fn units(self, text: jstring) -> Result<Vec<u16>> {
        if text.is_null() {
            return Err(Error::new(Code::InvalidArgument, "expected a text, found null"));
        }
        let length = jni!(self, GetStringLength, text);
        let mut units = vec![0u16; length as usize];
        jni!(self, GetStringRegion, text, 0, length, units.as_mut_ptr());
        Ok(units)
    }

    /// A Java text as Unicode.
    fn text(self, text: jstring) -> Result<String> {
        let lone = |_| Error::new(Code::InvalidArgument, "expected text, found a lone surrogate");
        String::from_utf16(&self.units(text)?).map_err(lone)
    }

    fn string(self, text: &str) -> jstring {
        let units: Vec<u16> = text.encode_utf16().collect();
        jni!(self, NewString, units.as_ptr(), units.len() as jint)
    }

    fn strings<'a>(self, texts: impl ExactSizeIterator<Item = &'a str>) -> jobjectArray {
        self.objects(c"java/lang/String", texts, |text| self.string(text))
    }

    fn bytes(self, bytes: &[u8]) -> jbyteArray {
        let array = jni!(self, NewByteArray, bytes.len() as jint);
        if !array.is_null() {
            jni!(self, SetByteArrayRegion, array, 0, bytes.len() as jint, bytes.as_ptr().cast());
        }
        array
    }

    /// Bytes of Java's, at most so many of them.
    fn front(self, array: jbyteArray, most: usize) -> Result<Vec<u8>> {
        if array.is_null() {
            return Err(Error::new(Code::InvalidArgument, "expected bytes, found null"));
        }
        let length = (jni!(self, GetArrayLength, array) as usize).min(most);
        let mut bytes = vec![0u8; length];
        jni!(self, GetByteArrayRegion, array, 0, length as jint, bytes.as_mut_ptr().cast());
        Ok(bytes)
    }

    /// An array of what `make` makes of each item; null with an exception pending.
    fn objects<T>(
        self,
        class: &CStr,
        items: impl ExactSizeIterator<Item = T>,
        make: impl Fn(T) -> jobject,
    ) -> jobjectArray {
        let class = jni!(self, FindClass, class.as_ptr());
        let array = if class.is_null() {
            null_mut()
        } else {
            jni!(self, NewObjectArray, items.len() as jint, class, null_mut())
        };
        if !array.is_null() {
            for (index, item) in items.enumerate() {
                let item = make(item);
                if item.is_null() {
                    return null_mut();
                }
                jni!(self, SetObjectArrayElement, array, index as jint, item);
                if jni!(self, ExceptionCheck) {
                    return null_mut();
                }
                jni!(self, DeleteLocalRef, item);
            }
        }
        array
    }

    /// What the items of an array are made of.
    fn items<T>(self, array: jobjectArray, make: impl Fn(jobject) -> Result<T>) -> Result<Vec<T>> {
        let mut items = Vec::new();
        for index in 0..if array.is_null() { 0 } else { jni!(self, GetArrayLength, array) } {
            let item = jni!(self, GetObjectArrayElement, array, index);
            items.push(make(item)?);
            jni!(self, DeleteLocalRef, item);
        }
        Ok(items)
    }

    /// The schemas of an array of handles.
    fn schemas(self, array: jlongArray) -> Vec<Schema> {
        let mut handles = vec![0i64; if array.is_null() { 0 } else { jni!(self, GetArrayLength, array) as usize }];
        if !handles.is_empty() {
            jni!(self, GetLongArrayRegion, array, 0, handles.len() as jint, handles.as_mut_ptr());
        }
        handles.into_iter().map(|handle| held::<Schema>(handle).clone()).collect()
    }

    fn ints(self, ints: &[jint]) -> jintArray {
        let array = jni!(self, NewIntArray, ints.len() as jint);
        if !array.is_null() {
            jni!(self, SetIntArrayRegion, array, 0, ints.len() as jint, ints.as_ptr());
        }
        array
    }

    /// Lets Java make the exception of an error, and leaves it pending.
    #[cold]
    fn throw(self, error: &Error) {
        let class = jni!(self, FindClass, c"io/isobyte/internal/Native".as_ptr());
        if class.is_null() {
            return;
        }
        let signature: &CStr = c"(ILjava/lang/String;Ljava/lang/String;J)Ljava/lang/Throwable;";
        let method = jni!(self, GetStaticMethodID, class, c"fault".as_ptr(), signature.as_ptr());
        let message = self.string(error.message());
        let path = if message.is_null() { null_mut() } else { self.string(&error.path()) };
        if method.is_null() || path.is_null() {
            return;
        }
        let offset = error.offset().and_then(|offset| i64::try_from(offset).ok()).unwrap_or(-1);
        let args =
            [jvalue { i: error.code().number() }, jvalue { l: message }, jvalue { l: path }, jvalue { j: offset }];
        let made = jni!(self, CallStaticObjectMethodA, class, method, args.as_ptr());
        if !jni!(self, ExceptionCheck) && !made.is_null() {
            jni!(self, Throw, made);
        }
    }
}

/// Runs the body of a native method; what is given when it fails is seen by nobody.
#[inline(always)]
fn guard<T>(env: *mut JNIEnv, failed: T, body: impl FnOnce(Env) -> Result<T>) -> T {
    let env = Env(env);
    let error = match catch_unwind(AssertUnwindSafe(|| body(env))) {
        Ok(Ok(value)) => return value,
        Ok(Err(error)) => error,
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Error::new(Code::Internal, format!("a bug in isobyte: {text}"))
        }
    };
    env.throw(&error);
    failed
}

fn handle<T>(value: T) -> jlong {
    Box::into_raw(Box::new(value)) as jlong
}

/// What a handle stands for.
#[inline(always)]
fn held<'a, T>(handle: jlong) -> &'a T {
    // SAFETY: Java hands over handles of this type only, and frees none while a call uses it.
    unsafe { &*(handle as *const T) }
}

fn free<T>(handle: jlong) {
    if handle != 0 {
        // SAFETY: the handle was made by `handle` for this type, and Java frees each once.
        drop(unsafe { Box::from_raw(handle as *mut T) });
    }
}

#[inline(always)]
fn slice<'a, T>(address: jlong, length: jlong) -> &'a [T] {
    // SAFETY: Java owns so much memory at this address, initialised and aligned to 8, and keeps it for the call.
    unsafe { std::slice::from_raw_parts(address as *const T, length as usize) }
}

#[inline(always)]
fn slice_mut<'a, T>(address: jlong, length: jlong) -> &'a mut [T] {
    // SAFETY: as for `slice`; the memory belongs to the calling thread's scratch and is not looked at meanwhile.
    unsafe { std::slice::from_raw_parts_mut(address as *mut T, length as usize) }
}

/// A native method of `io.isobyte.internal.Native`.
macro_rules! native {
    ($name:ident($env:ident $(, $arg:ident: $type:ty)*) -> $result:ty, $failed:expr, $body:expr) => {
        // SAFETY: the name is Java's for this method alone, and the parameters are those of its declaration.
        #[unsafe(no_mangle)]
        pub(crate) extern "system" fn $name(env: *mut JNIEnv, _: jclass $(, $arg: $type)*) -> $result {
            guard(env, $failed, |$env| $body)
        }
    };
}

mod files;

// SAFETY: the name and the parameters are those that Java expects of a library.
#[unsafe(no_mangle)]
pub(crate) extern "system" fn JNI_OnLoad(_: *mut JavaVM, _: *mut c_void) -> jint {
    // Panics are reported as exceptions, not on the standard error stream.
    std::panic::set_hook(Box::new(|_| {}));
    JNI_VERSION_1_8
}

native!(Java_io_isobyte_internal_Native_abi(_env) -> jint, 0, Ok(ABI));

native!(Java_io_isobyte_internal_Native_version(env) -> jstring, null_mut(), Ok(env.string(env!("CARGO_PKG_VERSION"))));

native!(Java_io_isobyte_internal_Native_codes(env) -> jobjectArray, null_mut(), {
    let codes: Vec<String> = Code::ALL.iter().map(|code| format!("{} {}", code.number(), code.name())).collect();
    Ok(env.strings(codes.iter().map(String::as_str)))
});

native!(Java_io_isobyte_internal_Native_headers(env) -> jobjectArray, null_mut(), {
    let names = [frame::CONTENT_TYPE, frame::SERIALIZATION_TYPE, frame::SCHEMA_ID];
    let types = [frame::ContentType::Avro.name(), frame::ContentType::AvroJson.name()];
    Ok(env.strings(names.into_iter().chain(types).collect::<Vec<_>>().into_iter()))
});

native!(Java_io_isobyte_internal_Native_contentType(env, text: jstring) -> jstring, null_mut(), {
    Ok(env.string(frame::ContentType::parse(&env.text(text)?)?.name()))
});

native!(Java_io_isobyte_internal_Native_frameId(env, frame: jbyteArray) -> jint, 0, {
    let front = env.front(frame, frame::CONFLUENT_LENGTH)?;
    let (id, _) = frame::read_confluent(&front)?;
    i32::try_from(id).map_err(|_| Error::new(Code::FrameUnknown, format!("expected an id of 31 bits, found {id}")))
});

native!(Java_io_isobyte_internal_Native_frame(env, id: jint) -> jbyteArray, null_mut(), {
    match u32::try_from(id) {
        Ok(id) => Ok(env.bytes(&frame::confluent(id))),
        Err(_) => Err(Error::new(Code::InvalidArgument, format!("expected a schema id, found {id}"))),
    }
});

native!(Java_io_isobyte_internal_Native_schemaParse(env, text: jstring, references: jlongArray, any_names: jint) -> jlong, 0, {
    let text = env.text(text).map_err(|e| match e.message().contains("surrogate") {
        true => Error::new(Code::SchemaSyntax, "expected text, found a lone surrogate"),
        false => e,
    })?;
    Ok(handle(schema::parse(&text, &env.schemas(references), any_names != 0)?))
});

native!(Java_io_isobyte_internal_Native_schemaText(env, schema: jlong, which: jint) -> jstring, null_mut(), {
    Ok(schema::text(held(schema), which)?.map_or(null_mut(), |text| env.string(&text)))
});

native!(Java_io_isobyte_internal_Native_schemaFingerprint(env, schema: jlong, which: jint) -> jbyteArray, null_mut(), {
    Ok(env.bytes(&schema::fingerprint(held(schema), which)?))
});

native!(Java_io_isobyte_internal_Native_schemaEquals(_env, a: jlong, b: jlong) -> jboolean, false, {
    Ok(held::<Schema>(a) == held::<Schema>(b))
});

native!(Java_io_isobyte_internal_Native_schemaView(env, schema: jlong) -> jstring, null_mut(), {
    Ok(env.string(&schema::view(held(schema))))
});

native!(Java_io_isobyte_internal_Native_schemaCompare(
    env, schema: jlong, a: jbyteArray, b: jbyteArray
) -> jint, 0, {
    schema::order(held(schema), &env.front(a, usize::MAX)?, &env.front(b, usize::MAX)?)
});

native!(Java_io_isobyte_internal_Native_schemaCompatible(env, reader: jlong, writer: jlong) -> jstring, null_mut(), {
    Ok(env.string(&schema::incompatibilities(held(reader), held(writer))))
});

native!(Java_io_isobyte_internal_Native_schemaCheck(
    env, level: jstring, candidate: jlong, versions: jlongArray
) -> jstring, null_mut(), {
    Ok(env.string(&schema::check(&env.text(level)?, held(candidate), &env.schemas(versions))?))
});

native!(Java_io_isobyte_internal_Native_schemaDiff(env, old: jlong, new: jlong) -> jstring, null_mut(), {
    Ok(env.string(&schema::changes(held(old), held(new))))
});

native!(Java_io_isobyte_internal_Native_schemaHeader(env, schema: jlong) -> jbyteArray, null_mut(), {
    Ok(env.bytes(&store::header(held(schema))))
});

native!(Java_io_isobyte_internal_Native_schemaFree(_env, schema: jlong) -> (), (), {
    free::<Schema>(schema);
    Ok(())
});

native!(Java_io_isobyte_internal_Native_codecNew(
    env, schema: jlong, writer: jlong, shapes: jstring, flags: jint, depth: jint, empty_items: jint
) -> jlong, 0, {
    let writer = if writer == 0 { None } else { Some(held(writer)) };
    Ok(handle(codec::bind(held(schema), writer, &env.text(shapes)?, flags, codec::limits(depth, empty_items)?)?))
});

native!(Java_io_isobyte_internal_Native_codecLayout(env, codec: jlong) -> jintArray, null_mut(), {
    Ok(env.ints(&codec::layout(held(codec))))
});

native!(Java_io_isobyte_internal_Native_codecTypes(env, codec: jlong) -> jintArray, null_mut(), {
    Ok(env.ints(&codec::types(held(codec))))
});

native!(Java_io_isobyte_internal_Native_codecNames(env, codec: jlong) -> jobjectArray, null_mut(), {
    Ok(env.strings(held::<Codec>(codec).names().strings.iter().map(|name| &**name)))
});

native!(Java_io_isobyte_internal_Native_codecFree(_env, codec: jlong) -> (), (), {
    free::<Codec>(codec);
    Ok(())
});

native!(Java_io_isobyte_internal_Native_encode(
    _env, codec: jlong, tape: jlong, tape_length: jlong, wide: jlong, wide_length: jlong, out: jlong, room: jlong
) -> jlong, 0, {
    let tape = TapeSource { tape: slice(tape, tape_length), wide: Some(slice(wide, wide_length)) };
    codec::encode(held(codec), tape, 1, slice_mut(out, room), None)
});

native!(Java_io_isobyte_internal_Native_encodeAll(
    _env, codec: jlong, tape: jlong, tape_length: jlong, wide: jlong, wide_length: jlong, count: jint, out: jlong, room: jlong,
    ends: jlong
) -> jlong, 0, {
    let tape = TapeSource { tape: slice(tape, tape_length), wide: Some(slice(wide, wide_length)) };
    let ends = slice_mut(ends, count as jlong);
    codec::encode(held(codec), tape, count as usize, slice_mut(out, room), Some(ends))
});

native!(Java_io_isobyte_internal_Native_decode(
    _env, codec: jlong, src: jlong, length: jlong, count: jint, tape: jlong, room: jlong
) -> jlong, 0, {
    codec::decode(held(codec), slice(src, length), count as usize, slice_mut(tape, room))
});

native!(Java_io_isobyte_internal_Native_decodeEach(
    _env, codec: jlong, src: jlong, length: jlong, ends: jlong, count: jint, tape: jlong, room: jlong
) -> jlong, 0, {
    codec::decode_each(held(codec), slice(src, length), slice(ends, count as jlong), slice_mut(tape, room))
});

native!(Java_io_isobyte_internal_Native_decodeSome(
    _env, codec: jlong, src: jlong, length: jlong, from: jlong, left: jlong, number: jlong, tape: jlong, room: jlong
) -> jlong, 0, {
    codec::decode_some(
        held(codec), slice(src, length), from as usize, left as u64, number as u64, slice_mut(tape, room)
    )
});

native!(Java_io_isobyte_internal_Native_toJson(
    env, codec: jlong, src: jlong, length: jlong, depth: jint, empty_items: jint
) -> jbyteArray, null_mut(), {
    Ok(env.bytes(&text::write(held(codec), &codec::limits(depth, empty_items)?, slice(src, length))?))
});

native!(Java_io_isobyte_internal_Native_fromJson(
    env, codec: jlong, json: jstring, depth: jint, empty_items: jint
) -> jbyteArray, null_mut(), {
    Ok(env.bytes(&text::read(held(codec), &codec::limits(depth, empty_items)?, &env.units(json)?)?))
});

native!(Java_io_isobyte_internal_Native_registryNew(env, config: jstring) -> jlong, 0, {
    Ok(handle(registry::open(&env.text(config)?)?))
});

native!(Java_io_isobyte_internal_Native_registryById(_env, registry: jlong, id: jint) -> jlong, 0, {
    Ok(handle(registry::by_id(held(registry), id)?))
});

native!(Java_io_isobyte_internal_Native_registryBySubject(
    env, registry: jlong, subject: jstring, version: jint
) -> jlong, 0, {
    Ok(handle(registry::by_subject(held(registry), &env.text(subject)?, version)?))
});

native!(Java_io_isobyte_internal_Native_registryByUrl(env, registry: jlong, url: jstring) -> jlong, 0, {
    Ok(handle(held::<Registry>(registry).schema_by_url(&env.text(url)?)?))
});

native!(Java_io_isobyte_internal_Native_registryByName(env, registry: jlong, name: jstring) -> jlong, 0, {
    Ok(handle(held::<Registry>(registry).schema(&SchemaId::parse(&env.text(name)?)?)?))
});

native!(Java_io_isobyte_internal_Native_registryByHeader(env, registry: jlong, value: jbyteArray) -> jlong, 0, {
    Ok(handle(held::<Registry>(registry).schema(&SchemaId::from_header(&env.front(value, usize::MAX)?)?)?))
});

native!(Java_io_isobyte_internal_Native_registryFixedName(env, registry: jlong, name: jstring) -> jstring, null_mut(), {
    let name = SchemaId::parse(&env.text(name)?)?;
    let fixed = if name.is_fixed() { name } else { name.fixed(&*held::<Registry>(registry).schema(&name)?) };
    Ok(env.string(&fixed.to_string()))
});

native!(Java_io_isobyte_internal_Native_headerIsFixed(env, value: jbyteArray) -> jint, 0, {
    Ok(SchemaId::from_header(&env.front(value, usize::MAX)?)?.is_fixed().into())
});

native!(Java_io_isobyte_internal_Native_registryRegister(
    env, registry: jlong, subject: jstring, schema: jlong
) -> jint, 0, {
    registry::register(held(registry), &env.text(subject)?, held(schema))
});

native!(Java_io_isobyte_internal_Native_registryLookup(
    env, registry: jlong, subject: jstring, schema: jlong
) -> jlong, 0, {
    Ok(handle(held::<Registry>(registry).lookup(&env.text(subject)?, held(schema))?))
});

native!(Java_io_isobyte_internal_Native_registryForgetLatest(_env, registry: jlong) -> (), (), {
    held::<Registry>(registry).forget_latest();
    Ok(())
});

native!(Java_io_isobyte_internal_Native_registryFree(_env, registry: jlong) -> (), (), {
    free::<Registry>(registry);
    Ok(())
});

native!(Java_io_isobyte_internal_Native_registeredSchema(_env, registered: jlong) -> jlong, 0, {
    Ok(handle(held::<Arc<Registered>>(registered).schema.clone()))
});

native!(Java_io_isobyte_internal_Native_registeredNumbers(env, registered: jlong) -> jintArray, null_mut(), {
    Ok(env.ints(&registry::numbers(held::<Arc<Registered>>(registered))))
});

native!(Java_io_isobyte_internal_Native_registeredSubject(env, registered: jlong) -> jobject, null_mut(), {
    let subject = held::<Arc<Registered>>(registered).subject.as_deref();
    Ok(subject.map_or(null_mut(), |subject| env.string(subject)))
});

native!(Java_io_isobyte_internal_Native_registeredFree(_env, registered: jlong) -> (), (), {
    free::<Arc<Registered>>(registered);
    Ok(())
});
