module github.com/isobyte/isobyte/bindings-go

go 1.24
