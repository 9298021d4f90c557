package io.isobyte;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The full name that a record or enum has in the schema, where it is not that of the class. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface AvroType {
  /** The full name in the schema, such as {@code shop.Order}. */
  String value();
}
