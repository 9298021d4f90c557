package io.isobyte;

import io.isobyte.internal.Handle;
import io.isobyte.internal.Json;
import io.isobyte.internal.Native;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * A registry of schemas: looks up and registers, and remembers what cannot change. Safe to share
 * between threads: one for each process is enough. Nothing is connected to before the first
 * question.
 *
 * <p>{@code memory:} instead of a URL is a registry of its own in memory, for tests; {@code
 * memory:NAME} is shared by all who give the same name.
 */
public final class Registry implements AutoCloseable {
  private final Handle handle;
  private final Map<Integer, RegisteredSchema> byId = new ConcurrentHashMap<>();
  private final Map<Key, Codec<?>> codecs = new ConcurrentHashMap<>();

  private record Key(int id, Schema reader, Class<?> type) {}

  private Registry(String config) {
    handle = new Handle("registry", Native.registryNew(config), Native::registryFree);
  }

  /**
   * A registry at an address, such as {@code http://localhost:8081}; credentials in it are
   * honoured.
   */
  public static Registry connect(String url) {
    return builder(url).build();
  }

  /** A registry with options. */
  public static Builder builder(String url) {
    return new Builder(List.of(Objects.requireNonNull(url, "url")));
  }

  /** A registry with several addresses, tried in turn. */
  public static Builder builder(List<String> urls) {
    return new Builder(urls);
  }

  /**
   * The schema of an id. Asked for once.
   *
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema byId(int id) {
    RegisteredSchema known = byId.get(id);
    if (known != null) {
      return known;
    }
    RegisteredSchema found = ask(address -> Native.registryById(address, id));
    RegisteredSchema first = byId.putIfAbsent(id, found);
    return first == null ? found : first;
  }

  /**
   * The latest schema of a subject.
   *
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema bySubject(String subject) {
    Objects.requireNonNull(subject, "subject");
    return ask(address -> Native.registryBySubject(address, subject, 0));
  }

  /**
   * A version of a subject, from 1 on.
   *
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema bySubject(String subject, int version) {
    Objects.requireNonNull(subject, "subject");
    // 0 is how the latest is asked for.
    int asked = version == 0 ? -1 : version;
    return ask(address -> Native.registryBySubject(address, subject, asked));
  }

  /**
   * The schema behind a URL, such as an event header holds: {@code .../{name}/schema.avsc} or
   * {@code .../schemas/ids/{id}}. Only the registry's own addresses and allowed hosts are ever
   * spoken to.
   *
   * @throws UsageException for other hosts
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema byUrl(String url) {
    Objects.requireNonNull(url, "url");
    return ask(address -> Native.registryByUrl(address, url));
  }

  /**
   * The schema that a name means: an id ({@code 7}), a URL, a GUID, or a version of a subject
   * ({@code users:3}, {@code users:latest}).
   *
   * @throws UsageException for what is no name, and for a URL on a host that was not configured
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema byName(String name) {
    Objects.requireNonNull(name, "name");
    return ask(address -> Native.registryByName(address, name));
  }

  /**
   * The schema that the header of an event names: the bytes of {@code schema-id}, or of Confluent's
   * {@code __value_schema_id}.
   *
   * @throws DecodeException {@code frame_unknown} for what is no name
   * @throws UsageException for a URL on a host that was not configured
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema byHeader(byte[] value) {
    Objects.requireNonNull(value, "value");
    return ask(address -> Native.registryByHeader(address, value));
  }

  /**
   * What the header {@code schema-id} of an event should say of a schema with that name, so that it
   * says the same for good: the name itself, or for the latest version of a subject the id that it
   * has now, in a context the version.
   *
   * @throws UsageException for what is no name, and for a URL on a host that was not configured
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public String fixedName(String name) {
    Objects.requireNonNull(name, "name");
    return use(address -> Native.registryFixedName(address, name));
  }

  /**
   * Registers a schema under a subject, unless it is there already, and gives its id.
   *
   * @throws RegistryException {@code conflict} when it is incompatible with an earlier version,
   *     {@code rejected}, ...
   */
  public int register(String subject, Schema schema) {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(schema, "schema");
    return use(
        address -> schema.<Integer>use(held -> Native.registryRegister(address, subject, held)));
  }

  /**
   * Where a schema lies under a subject.
   *
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public RegisteredSchema lookup(String subject, Schema schema) {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(schema, "schema");
    return ask(address -> schema.<Long>use(held -> Native.registryLookup(address, subject, held)));
  }

  /**
   * A codec for the schema of an id and a class: made once, shared, and closed with the registry.
   *
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   */
  public <T> Codec<T> codec(int id, Class<T> type) {
    return codec(new Key(id, null, type), type);
  }

  /**
   * A codec that decodes data of the schema of an id as values of a reader's schema: made once,
   * shared, and closed with the registry.
   *
   * @throws RegistryException {@code not_found}, {@code unavailable}, ...
   * @throws SchemaException {@code schema_incompatible} if no such data can be read
   */
  public <T> Codec<T> codec(int id, Schema reader, Class<T> type) {
    return codec(new Key(id, Objects.requireNonNull(reader, "reader"), type), type);
  }

  @SuppressWarnings("unchecked")
  private <T> Codec<T> codec(Key key, Class<T> type) {
    Codec<?> known = codecs.get(key);
    if (known == null) {
      // Outside of the map's lock: this may ask the registry.
      Schema writer = byId(key.id()).schema();
      Codec<T> made =
          key.reader() == null ? Codec.of(writer, type) : Codec.resolve(writer, key.reader(), type);
      known = codecs.putIfAbsent(key, made);
      if (known == null) {
        return made;
      }
      made.close();
    }
    return (Codec<T>) known;
  }

  /** Forgets what was the latest of anything, so that it is asked for anew. */
  public void forgetLatest() {
    use(
        address -> {
          Native.registryForgetLatest(address);
          return null;
        });
  }

  private <T> T use(LongFunction<T> body) {
    return Handle.use(handle, body);
  }

  private RegisteredSchema ask(LongFunction<Long> question) {
    long registered = use(question);
    try {
      int[] numbers = Native.registeredNumbers(registered);
      String subject = Native.registeredSubject(registered);
      Schema schema = new Schema(Native.registeredSchema(registered));
      return new RegisteredSchema(schema, numbers[0], numbers[1], subject);
    } finally {
      Native.registeredFree(registered);
    }
  }

  /** Waits for running calls, then lets go of everything. */
  @Override
  public void close() {
    handle.close();
    codecs.values().forEach(Codec::close);
    codecs.clear();
  }

  /** How to reach a registry. */
  public static final class Builder {
    private final Map<String, Object> config = new LinkedHashMap<>();

    private Builder(List<String> urls) {
      config.put("urls", List.copyOf(urls));
    }

    private Builder set(String key, Object value) {
      config.put(key, value);
      return this;
    }

    /** Basic authentication, for the registry's own addresses only. */
    public Builder basicAuth(String user, String password) {
      return set("user", Objects.requireNonNull(user))
          .set("password", Objects.requireNonNull(password));
    }

    /** A bearer token, for the registry's own addresses only. */
    public Builder bearerToken(String token) {
      return set("token", Objects.requireNonNull(token));
    }

    /** How long one request may take. */
    public Builder timeout(Duration timeout) {
      return set("timeout", timeout.toMillis());
    }

    /** How long connecting may take. */
    public Builder connectTimeout(Duration timeout) {
      return set("connectTimeout", timeout.toMillis());
    }

    /** How often a request that finds the registry unavailable is repeated. */
    public Builder retries(int retries) {
      return set("retries", retries);
    }

    /** The wait before the first repetition; it doubles from one to the next. */
    public Builder backoff(Duration wait) {
      return set("backoff", wait.toMillis());
    }

    /** How long the latest version of a subject is believed. */
    public Builder latestTtl(Duration time) {
      return set("latestTtl", time.toMillis());
    }

    /** Hosts, beside the registry's own, from which schemas may be fetched by URL. */
    public Builder allowedHosts(List<String> hosts) {
      return set("allowedHosts", List.copyOf(hosts));
    }

    /** A file of PEM certificates to trust, instead of the public authorities. */
    public Builder caFile(Path file) {
      return set("caFile", file.toString());
    }

    /** The registry. */
    public Registry build() {
      return new Registry(Json.of(config));
    }

    /** Never shows credentials. */
    @Override
    public String toString() {
      return "Registry.Builder" + config.get("urls");
    }
  }
}
