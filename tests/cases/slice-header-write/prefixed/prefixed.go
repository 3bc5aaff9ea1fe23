// Lengths that stand in the bytes themselves, or were read from them and are kept in a field: some are set against how many bytes there are.
// seen: checkptr: unsafe.String result straddles multiple allocations (or what lies behind the record is read) in Name, Label, Values and Bits;
// clean: run with -race, which turns checkptr on, on short records.
package prefixed

import (
	"encoding/binary"
	"errors"
	"unsafe"
)

var ErrShort = errors.New("prefixed: short")

// Name begins with its length.
func Name(record []byte) string {
	n := binary.BigEndian.Uint16(record)
	return unsafe.String(&record[2], int(n)) // want slice-header-write
}

// Label has a length of one byte.
func Label(record []byte) string {
	return unsafe.String(&record[1], int(record[0])) // want slice-header-write
}

// TestedName asks first.
func TestedName(record []byte) (string, error) {
	n := int(binary.BigEndian.Uint16(record))
	if len(record)-2 < n {
		return "", ErrShort
	}
	return unsafe.String(&record[2], n), nil
}

// CutName slices, which tests.
func CutName(record []byte) string {
	n := int(binary.BigEndian.Uint16(record))
	name := record[2 : 2+n]
	return unsafe.String(&name[0], n)
}

// TouchedName looks at the last byte before.
func TouchedName(record []byte) string {
	n := int(record[0])
	_ = record[n]
	return unsafe.String(&record[1], n)
}

func fits(record []byte, n int) bool { return n <= len(record) }

// AskedName has a helper ask.
func AskedName(record []byte) string {
	n := int(binary.LittleEndian.Uint32(record))
	if !fits(record[4:], n) {
		return ""
	}
	return unsafe.String(unsafe.SliceData(record[4:]), n)
}

// Fresh makes room for what is announced.
func Fresh(record []byte) []byte {
	n := binary.LittleEndian.Uint32(record)
	room := make([]byte, n+1)
	return unsafe.Slice(&room[0], n)
}

// ReadTable has words behind a header that says how many.
type ReadTable struct {
	data  []byte
	words uint32
	bits  uint32
}

func Open(data []byte) (*ReadTable, error) {
	if len(data) < 16 {
		return nil, ErrShort
	}
	t := &ReadTable{data: data}
	t.words = binary.LittleEndian.Uint32(data)
	t.bits = binary.LittleEndian.Uint32(data[4:])
	return t, nil
}

// Values trusts the header.
func (t *ReadTable) Values() []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(&t.data[8])), t.words) // want slice-header-write
}

// Some asks, for what it gives itself.
func (t *ReadTable) Some() ([]uint64, error) {
	if int(t.words) > (len(t.data)-8)/8 {
		return nil, ErrShort
	}
	return unsafe.Slice((*uint64)(unsafe.Pointer(&t.data[8])), t.words), nil
}

// Bits trusts it, too, eight at a time.
func (t *ReadTable) Bits() []byte {
	return unsafe.Slice(&t.data[8], t.bits/8) // want slice-header-write
}

// Block is tested once for all.
type Block struct {
	data  []byte
	count uint16
	plain uint16
}

func Load(data []byte) (*Block, error) {
	b := &Block{data: data[4:]}
	b.count = binary.LittleEndian.Uint16(data)
	b.plain = binary.LittleEndian.Uint16(data[2:])
	if int(b.count) >= len(b.data) {
		return nil, ErrShort
	}
	return b, nil
}

func (b *Block) valid() error {
	if int(b.plain) >= len(b.data) {
		return ErrShort
	}
	return nil
}

func (b *Block) Counted() []byte { return unsafe.Slice(&b.data[0], b.count) }

func (b *Block) Plain() []byte {
	if b.valid() != nil {
		return nil
	}
	return unsafe.Slice(&b.data[0], b.plain)
}

// Arena has room for what its header announces.
type Arena struct {
	room []byte
	size uint32
}

func NewArena(header []byte) *Arena { return &Arena{size: binary.LittleEndian.Uint32(header)} }

func (a *Arena) Grow() []byte {
	a.room = make([]byte, a.size+1)
	return a.room
}

func (a *Arena) All() []byte { return unsafe.Slice(&a.room[0], a.size) }

const names = "\x03one\x05three"

var table = []byte(names)

// Known reads the program's own table.
func Known() string { return unsafe.String(&table[1], int(table[0])) }
