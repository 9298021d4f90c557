//! Avro: schemas parsed and printed, plans compiled, data encoded and decoded.
