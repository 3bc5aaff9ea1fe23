module example.com/m // comment

go 1.24

toolchain go1.24.1

godebug default=go1.21

require (
	example.org/a v1.2.3
	"example.org/b/v2" v2.0.0-20240101000000-abcdef012345 // indirect
)

replace example.org/a => ../a
replace example.org/b/v2 v2.0.0 => example.org/c v1.0.0+incompatible
exclude example.org/d v0.1.0
retract [v1.0.0, v1.1.0] // broken
tool example.org/a/cmd
ignore (
	./node_modules
)
