package io.isobyte;

/** Which earlier versions a new schema must go together with, and in which direction. */
public enum CompatibilityLevel {
  /** Anything goes. */
  NONE,
  /** The new schema reads what the latest version wrote. */
  BACKWARD,
  /** The new schema reads what any version wrote. */
  BACKWARD_TRANSITIVE,
  /** The latest version reads what the new schema writes. */
  FORWARD,
  /** Every version reads what the new schema writes. */
  FORWARD_TRANSITIVE,
  /** Both ways, with the latest version. */
  FULL,
  /** Both ways, with every version. */
  FULL_TRANSITIVE
}
