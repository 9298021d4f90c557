package events;

import io.isobyte.AvroName;
import io.isobyte.IsobyteException;
import io.isobyte.Registry;
import io.isobyte.Schema;
import io.isobyte.kafka.EventDeserializer;
import io.isobyte.kafka.EventSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Java's side of the tests with a broker: reads events as a record, as an evolved record and as a
 * map, and writes some.
 */
public final class Events {
  private static final String USAGE =
      "Events consume KAFKA REGISTRY TOPIC COUNT framed|bare\n"
          + "Events produce KAFKA REGISTRY TOPIC framed|bare";

  /** The user of the first version. */
  record User(String name, long age, @AvroName("has_pets") boolean hasPets, double money) {}

  /** The user of the second. */
  record Later(
      String name, long age, @AvroName("has_pets") boolean hasPets, double money, String email) {}

  private Events() {}

  /** Runs one of the two. */
  public static void main(String[] args) throws Exception {
    if (args.length < 5) {
      System.err.println(USAGE);
      System.exit(2);
    }
    boolean framed = args[args.length - 1].equals("framed");
    try (Registry registry = Registry.connect(args[2])) {
      if (args[0].equals("produce")) {
        produce(args[1], registry, args[3], framed);
        return;
      }
      int count = Integer.parseInt(args[4]);
      Schema first = registry.byName("users:1").schema();
      Schema second = registry.byName("users:2").schema();
      var users = new EventDeserializer<>(registry, User.class, first);
      var later = new EventDeserializer<>(registry, Later.class, second);
      var maps = new EventDeserializer<>(registry, Object.class);
      List<List<String>> told = new ArrayList<>();
      for (EventDeserializer<?> values : List.of(users, later, maps)) {
        told.add(consume(args[1], args[3], count, values, framed));
      }
      for (int i = 0; i < count; i++) {
        System.out.printf(
            "{\"class\":%s,\"evolved\":%s,\"map\":%s}%n",
            told.get(0).get(i), told.get(1).get(i), told.get(2).get(i));
      }
    }
  }

  private static void produce(String kafka, Registry registry, String topic, boolean framed)
      throws Exception {
    Later user = new Later("Bond", 50, false, 100.3, "java");
    for (boolean json : new boolean[] {false, true}) {
      var values = new EventSerializer<>(registry, Later.class, "users:latest");
      values = framed ? values.framed() : values;
      values = json ? values.json() : values;
      Map<String, Object> config = Map.of("bootstrap.servers", kafka);
      try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), values)) {
        producer.send(new ProducerRecord<>(topic, user)).get();
      }
    }
  }

  /** All events of a topic as JSON, or the codes of their errors. */
  private static <T> List<String> consume(
      String kafka, String topic, int count, EventDeserializer<T> events, boolean framed) {
    EventDeserializer<T> values = framed ? events.framed() : events;
    List<String> told = new ArrayList<>();
    Map<String, Object> config = Map.of("bootstrap.servers", kafka);
    TopicPartition all = new TopicPartition(topic, 0);
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), values)) {
      consumer.assign(List.of(all));
      consumer.seekToBeginning(List.of(all));
      while (told.size() < count) {
        try {
          for (ConsumerRecord<byte[], T> record : consumer.poll(Duration.ofSeconds(1))) {
            told.add(json(record.value()));
          }
        } catch (RecordDeserializationException e) {
          // One bad event; behind it the consumer goes on.
          IsobyteException cause = (IsobyteException) e.getCause();
          told.add("{\"error\":\"" + cause.code().code() + "\"}");
          consumer.seek(e.topicPartition(), e.offset() + 1);
        }
      }
    }
    return told;
  }

  private static String json(Object value) {
    if (value instanceof User user) {
      return json(user.name, user.age, user.hasPets, user.money, null);
    }
    if (value instanceof Later user) {
      return json(user.name, user.age, user.hasPets, user.money, user.email);
    }
    Map<?, ?> map = (Map<?, ?>) value;
    return json(
        map.get("name"), map.get("age"), map.get("has_pets"), map.get("money"), map.get("email"));
  }

  private static String json(Object name, Object age, Object hasPets, Object money, Object email) {
    String text =
        "{\"name\":\""
            + name
            + "\",\"age\":"
            + age
            + ",\"has_pets\":"
            + hasPets
            + ",\"money\":"
            + money;
    return text + (email == null ? "}" : ",\"email\":\"" + email + "\"}");
  }
}
