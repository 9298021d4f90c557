//go:build race

package isobyte

// inPlace is false because the race detector does not see what the core reads and writes: a copy shows it the access.
const inPlace = false
