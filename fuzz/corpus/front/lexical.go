//go:build go1.18 && (linux || !cgo)

//line x.go:10:3
package p /* c */ ; import . "fmt"; import _ `os`
//go:embed a
var s string
/*line y.go:1*/ func init ( ) { Println( /* ERROR */ 0b1_0, 0o7, 0x.8p1, 1e-3i, '\U0010ffff', "\\x41\\377" ) }
