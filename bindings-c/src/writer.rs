//! iso_writer: a value built call by call, for `iso_codec_encode`.
