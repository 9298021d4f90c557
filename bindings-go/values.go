package isobyte

import (
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
)

// Branch names the branch of a union: the name of a type ("long", "array") or the full name of a named type.
// It is for values of type any, and always wins over the rules that choose a branch by the kind of the value.
type Branch struct {
	Name  string
	Value any
}

// Enum is the symbol of an enum that says which enum it means. A plain string does where there is no doubt.
type Enum struct {
	Type   string // full or simple name; may be empty
	Symbol string
}

// Pair is an entry of [Pairs].
type Pair[V any] struct {
	Key   string
	Value V
}

// Pairs is a map as a slice of entries. It is faster than a Go map, both ways, and keeps the order of the entries.
// Bytes are sorted by key all the same, unless the codec was made with [KeepMapOrder]. A key must not occur twice.
type Pairs[V any] []Pair[V]

// Get gives the value of a key: of the last entry that has it, as a map would.
func (p Pairs[V]) Get(key string) (value V, ok bool) {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i].Key == key {
			return p[i].Value, true
		}
	}
	return value, false
}

// Map gives the entries as a Go map.
func (p Pairs[V]) Map() map[string]V {
	m := make(map[string]V, len(p))
	for _, pair := range p {
		m[pair.Key] = pair.Value
	}
	return m
}

func (Pairs[V]) isPairs() {}

// PairsOf gives the entries of a Go map, sorted by key.
func PairsOf[V any](m map[string]V) Pairs[V] {
	pairs := make(Pairs[V], 0, len(m))
	for key, value := range m {
		pairs = append(pairs, Pair[V]{key, value})
	}
	slices.SortFunc(pairs, func(a, b Pair[V]) int { return strings.Compare(a.Key, b.Key) })
	return pairs
}

// UUID is a universally unique identifier, big-endian.
type UUID [16]byte

// ParseUUID reads the 36 characters of a UUID.
func ParseUUID(text string) (UUID, error) {
	var id UUID
	if len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' {
		digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
		if n, err := hex.Decode(id[:], []byte(digits)); err == nil && n == 16 {
			return id, nil
		}
	}
	return UUID{}, newError(CodeInvalidArgument, "expected a UUID of 36 characters, found %q", shorten(text))
}

// String gives 36 characters in lower case.
func (u UUID) String() string {
	text := hex.EncodeToString(u[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// Decimal is Unscaled / 10^Scale, exactly. A nil Unscaled is zero.
// *[math/big.Rat] may be used instead where the schema fixes the scale; it must be a decimal fraction.
type Decimal struct {
	Unscaled *big.Int
	Scale    int32
}

// ParseDecimal reads a decimal such as -12.340, whose scale is the number of its digits behind the point.
func ParseDecimal(text string) (Decimal, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if unscaled, ok := new(big.Int).SetString(whole+fraction, 10); ok && !strings.ContainsAny(text, "_ ") {
		return Decimal{unscaled, int32(len(fraction))}, nil
	}
	return Decimal{}, newError(CodeInvalidArgument, "expected a decimal, found %q", shorten(text))
}

// Rat gives the same number as a fraction.
func (d Decimal) Rat() *big.Rat {
	if d.Unscaled == nil {
		return new(big.Rat)
	}
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(max(int64(d.Scale), -int64(d.Scale))), nil)
	if d.Scale < 0 {
		return new(big.Rat).SetInt(power.Mul(power, d.Unscaled))
	}
	return new(big.Rat).SetFrac(d.Unscaled, power)
}

// String gives all the digits: -12.340.
func (d Decimal) String() string {
	if d.Unscaled == nil {
		return Decimal{new(big.Int), d.Scale}.String()
	}
	digits := new(big.Int).Abs(d.Unscaled).String()
	switch {
	case d.Scale < 0:
		digits += "e" + big.NewInt(-int64(d.Scale)).String()
	case d.Scale > 0:
		if missing := int(d.Scale) + 1 - len(digits); missing > 0 {
			digits = strings.Repeat("0", missing) + digits
		}
		point := len(digits) - int(d.Scale)
		digits = digits[:point] + "." + digits[point:]
	}
	if d.Unscaled.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// decimalOf gives a fraction as a decimal of the least scale, if it is one.
func decimalOf(r *big.Rat) (Decimal, bool) {
	denominator := new(big.Int).Set(r.Denom())
	scale := max(remove(denominator, 2), remove(denominator, 5))
	if !denominator.IsInt64() || denominator.Int64() != 1 {
		return Decimal{}, false
	}
	unscaled := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	unscaled.Mul(unscaled, r.Num()).Quo(unscaled, r.Denom())
	return Decimal{unscaled, int32(scale)}, true
}

// remove divides n by a prime as often as it goes.
func remove(n *big.Int, prime int64) (times int) {
	quotient, rest, divisor := new(big.Int), new(big.Int), big.NewInt(prime)
	for {
		if quotient.QuoRem(n, divisor, rest); rest.Sign() != 0 {
			return times
		}
		n.Set(quotient)
		times++
	}
}

// twosComplement gives the shortest big-endian bytes.
func twosComplement(n *big.Int) []byte {
	if n == nil || n.Sign() == 0 {
		return []byte{0}
	}
	if n.Sign() > 0 {
		bytes := n.Bytes()
		if bytes[0] >= 0x80 {
			return append([]byte{0}, bytes...)
		}
		return bytes
	}
	// -n is the complement of n - 1.
	bytes := new(big.Int).Not(n).Bytes()
	for i := range bytes {
		bytes[i] = ^bytes[i]
	}
	if len(bytes) == 0 || bytes[0] < 0x80 {
		return append([]byte{0xff}, bytes...)
	}
	return bytes
}

func bigOf(bytes []byte) *big.Int {
	n := new(big.Int).SetBytes(bytes)
	if len(bytes) > 0 && bytes[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(bytes))))
	}
	return n
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 64 {
		return string(runes[:64])
	}
	return text
}
