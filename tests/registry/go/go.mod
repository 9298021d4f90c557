module github.com/isobyte/isobyte/tests/registry/go

go 1.25

require github.com/twmb/franz-go/pkg/sr v1.8.0
