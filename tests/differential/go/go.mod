module github.com/isobyte/isobyte/tests/differential/go

go 1.25

require github.com/twmb/avro v1.9.0
