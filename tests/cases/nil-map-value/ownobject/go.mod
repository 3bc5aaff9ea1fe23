module ownobject

go 1.24
