/**
 * Schemas and codecs for events: the same bytes from Python, Java, Go and C.
 *
 * <pre>{@code
 * record User(String name, Integer age) {}
 *
 * Schema schema = Schema.parse(text);
 * Codec<User> codec = Codec.of(schema, User.class);
 * byte[] bytes = codec.encode(new User("Ada", 36));
 * User user = codec.decode(bytes);
 * }</pre>
 *
 * <p>{@link io.isobyte.Codec#resolve} reads what was written with another schema, {@link
 * io.isobyte.DataFileReader} and {@link io.isobyte.DataFileWriter} are for container files, {@link
 * io.isobyte.SchemaStore} is for messages in single-object encoding, {@code io.isobyte.kafka} for
 * Kafka's clients.
 *
 * <p>{@link io.isobyte.Schema}, {@link io.isobyte.Codec}, {@link io.isobyte.Registry} and {@link
 * io.isobyte.SchemaStore} are safe to share between threads. Every failure is an {@link
 * io.isobyte.IsobyteException}.
 */
package io.isobyte;
