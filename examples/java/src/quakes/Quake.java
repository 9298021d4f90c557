package quakes;

import io.isobyte.AvroName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A seismic event, as the schema {@code quakes.Quake} has it. */
record Quake(
    String id,
    Instant time,
    Instant updated,
    String place,
    Location location,
    Double mag,
    @AvroName("mag_type") String magType,
    String type,
    Status status,
    Alert alert,
    Integer felt,
    Double cdi,
    Double mmi,
    boolean tsunami,
    int sig,
    String net,
    List<String> ids,
    List<String> sources,
    List<String> types,
    Map<String, Double> quality) {

  /** Where it was: degrees, and kilometres below the ground. */
  record Location(double longitude, double latitude, double depth) {}

  /** How far its data was looked at. */
  enum Status {
    @AvroName("automatic")
    AUTOMATIC,
    @AvroName("reviewed")
    REVIEWED,
    @AvroName("deleted")
    DELETED
  }

  /** How bad it may be. */
  enum Alert {
    @AvroName("green")
    GREEN,
    @AvroName("yellow")
    YELLOW,
    @AvroName("orange")
    ORANGE,
    @AvroName("red")
    RED
  }
}
