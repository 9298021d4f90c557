module github.com/isobyte/isobyte/examples/go/hello

go 1.24

require github.com/isobyte/isobyte/bindings-go v0.0.0

replace github.com/isobyte/isobyte/bindings-go => ../../../bindings-go
