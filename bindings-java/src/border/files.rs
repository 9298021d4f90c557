//! What Java calls of container files and of stores of schemas.
use crate::border::{free, guard, handle, held, slice, slice_mut};
use crate::file;
use crate::file::{Reading, Writing};
use crate::store::Store;
use isobyte::avro::file::header::Header;
use isobyte::frame;
use jni_sys::{JNIEnv, jboolean, jbyteArray, jclass, jint, jlong, jlongArray, jobjectArray, jstring};
use std::ptr::null_mut;

native!(Java_io_isobyte_internal_Native_storeNew(_env) -> jlong, 0, Ok(handle(Store::default())));

native!(Java_io_isobyte_internal_Native_storeAdd(_env, store: jlong, schema: jlong) -> jlong, 0, {
    held::<Store>(store).add(held(schema))
});

native!(Java_io_isobyte_internal_Native_storeGet(_env, store: jlong, fingerprint: jlong) -> jlong, 0, {
    Ok(held::<Store>(store).get(fingerprint).map_or(0, handle))
});

native!(Java_io_isobyte_internal_Native_storeRead(env, store: jlong, message: jbyteArray) -> jlong, 0, {
    held::<Store>(store).read(&env.front(message, frame::SINGLE_OBJECT_LENGTH)?)
});

native!(Java_io_isobyte_internal_Native_storeSize(_env, store: jlong) -> jint, 0, {
    Ok(held::<Store>(store).len() as jint)
});

native!(Java_io_isobyte_internal_Native_storeFree(_env, store: jlong) -> (), (), {
    free::<Store>(store);
    Ok(())
});

native!(Java_io_isobyte_internal_Native_readerNew(
    _env, empty_items: jint, header_bytes: jint, block_bytes: jint, any_names: jint
) -> jlong, 0, {
    Ok(handle(Reading::new(file::options(empty_items, header_bytes, block_bytes, any_names != 0)?)))
});

native!(Java_io_isobyte_internal_Native_readerResume(
    _env, header: jlong, from: jlong, to: jlong, empty_items: jint, header_bytes: jint, block_bytes: jint
) -> jlong, 0, {
    let options = file::options(empty_items, header_bytes, block_bytes, false)?;
    Ok(handle(Reading::resume(held(header), from, to, options)?))
});

native!(Java_io_isobyte_internal_Native_readerFeed(_env, reader: jlong, src: jlong, length: jlong) -> (), (), {
    held::<Reading>(reader).feed(slice(src, length))
});

native!(Java_io_isobyte_internal_Native_readerHeader(_env, reader: jlong) -> jlong, 0, {
    Ok(held::<Reading>(reader).header().map_or(0, handle))
});

native!(Java_io_isobyte_internal_Native_readerNext(
    env, reader: jlong, dst: jlong, room: jlong, info: jlongArray
) -> jboolean, false, {
    let Some(found) = held::<Reading>(reader).next(slice_mut(dst, room))? else { return Ok(false) };
    jni!(env, SetLongArrayRegion, info, 0, found.len() as jint, found.as_ptr());
    Ok(true)
});

native!(Java_io_isobyte_internal_Native_readerIsDone(_env, reader: jlong) -> jboolean, false, {
    Ok(held::<Reading>(reader).is_done())
});

native!(Java_io_isobyte_internal_Native_readerFinish(_env, reader: jlong) -> (), (), held::<Reading>(reader).finish());

native!(Java_io_isobyte_internal_Native_readerFree(_env, reader: jlong) -> (), (), {
    free::<Reading>(reader);
    Ok(())
});

native!(Java_io_isobyte_internal_Native_headerSchema(_env, header: jlong) -> jlong, 0, {
    Ok(handle(held::<Header>(header).schema().clone()))
});

native!(Java_io_isobyte_internal_Native_headerCodec(env, header: jlong) -> jstring, null_mut(), {
    Ok(env.string(held::<Header>(header).compression().name()))
});

native!(Java_io_isobyte_internal_Native_headerKeys(env, header: jlong) -> jobjectArray, null_mut(), {
    Ok(env.strings(held::<Header>(header).metadata().iter().map(|(key, _)| key.as_str())))
});

native!(Java_io_isobyte_internal_Native_headerValues(env, header: jlong) -> jobjectArray, null_mut(), {
    Ok(env.objects(c"[B", held::<Header>(header).metadata().iter(), |(_, value)| env.bytes(value)))
});

native!(Java_io_isobyte_internal_Native_headerSync(env, header: jlong) -> jbyteArray, null_mut(), {
    Ok(env.bytes(held::<Header>(header).sync()))
});

native!(Java_io_isobyte_internal_Native_headerLength(_env, header: jlong) -> jlong, 0, {
    Ok(held::<Header>(header).length() as jlong)
});

native!(Java_io_isobyte_internal_Native_headerFree(_env, header: jlong) -> (), (), {
    free::<Header>(header);
    Ok(())
});

native!(Java_io_isobyte_internal_Native_writerNew(
    env, schema: jlong, codec: jstring, level: jint, keys: jobjectArray, values: jobjectArray, block_bytes: jint,
    sync: jbyteArray
) -> jlong, 0, {
    let keys = env.items(keys, |key| env.text(key))?;
    let values = env.items(values, |value| env.front(value, usize::MAX))?;
    let metadata = keys.into_iter().zip(values).collect();
    let (codec, sync) = (env.text(codec)?, env.front(sync, usize::MAX)?);
    Ok(handle(Writing::new(held(schema), (&codec, level), metadata, block_bytes, &sync)?))
});

native!(Java_io_isobyte_internal_Native_writerAppendTo(
    env, header: jlong, tail: jbyteArray, block_bytes: jint
) -> jlong, 0, {
    Ok(handle(Writing::append_to(held(header), &env.front(tail, usize::MAX)?, block_bytes)?))
});

native!(Java_io_isobyte_internal_Native_writerHeader(env, writer: jlong) -> jbyteArray, null_mut(), {
    Ok(env.bytes(&held::<Writing>(writer).header()))
});

native!(Java_io_isobyte_internal_Native_writerAppend(
    env, writer: jlong, src: jlong, length: jlong, ends: jlong, count: jint
) -> jbyteArray, null_mut(), {
    let whole = [length as u32];
    let ends = if ends == 0 { &whole } else { slice(ends, count as jlong) };
    let blocks = held::<Writing>(writer).append(slice(src, length), ends)?;
    Ok(if blocks.is_empty() { null_mut() } else { env.bytes(&blocks) })
});

native!(Java_io_isobyte_internal_Native_writerFlush(env, writer: jlong) -> jbyteArray, null_mut(), {
    Ok(env.bytes(&held::<Writing>(writer).flush()?))
});

native!(Java_io_isobyte_internal_Native_writerFree(_env, writer: jlong) -> (), (), {
    free::<Writing>(writer);
    Ok(())
});
