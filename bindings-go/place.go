//go:build !race

package isobyte

// inPlace says that types without pointers are handed to the core as they lie.
const inPlace = true
