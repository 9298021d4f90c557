/**
 * Serializers and deserializers for Kafka's clients: values as events, with the headers that say
 * how they were written, and by which schema.
 *
 * <pre>{@code
 * var producer = new KafkaProducer<>(config, new StringSerializer(),
 *     new EventSerializer<>(registry, User.class, "users:latest"));
 * producer.send(new ProducerRecord<>("users", user));
 *
 * var consumer = new KafkaConsumer<>(config, new StringDeserializer(),
 *     new EventDeserializer<>(registry, User.class, readerSchema));
 * }</pre>
 *
 * <p>Both can be made by Kafka itself, too, from the properties of {@link
 * io.isobyte.kafka.EventConfig}. Kafka's own library, {@code kafka-clients}, is needed beside this
 * one.
 */
package io.isobyte.kafka;
