// Package defaults makes what is nil in the struct that a pointer leads to.
package defaults

import "reflect"

func Fill(to any) { fill(reflect.ValueOf(to).Elem()) }

func fill(s reflect.Value) {
	for i := range s.NumField() {
		switch f := s.Field(i); f.Kind() {
		case reflect.Map:
			if f.IsNil() && f.CanSet() {
				f.Set(reflect.MakeMap(f.Type()))
			}
		case reflect.Struct:
			fill(f)
		}
	}
}
