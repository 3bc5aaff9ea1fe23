package p

func f( { if x := ; x { } else }
type T struct { a int, b ]
var = 1
for {
