// Prints the JSON fields of the Go structs of the kinds, one struct a line:
//
//	NAME: FIELD[MARK]:TYPE …
//
// The mark `!` means that Go writes the field even if it is empty.
package main

import (
	"fmt"
	"reflect"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
)

// Structs with their own JSON format.
var opaque = map[string]bool{"Time": true, "MicroTime": true, "Quantity": true, "IntOrString": true, "FieldsV1": true}

var seen = map[reflect.Type]bool{}
var queue []reflect.Type

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeName(t.Elem())
	case reflect.Slice:
		return "[]" + typeName(t.Elem())
	case reflect.Map:
		return "map[" + typeName(t.Key()) + "]" + typeName(t.Elem())
	case reflect.Struct:
		if !seen[t] && !opaque[t.Name()] {
			seen[t] = true
			queue = append(queue, t)
		}
		return t.Name()
	}
	return t.Kind().String()
}

func fields(t reflect.Type) (out []string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" {
			out = append(out, fields(f.Type)...)
			continue
		}
		// For structs, `omitempty` has no effect.
		omits := strings.Contains(options, "omitempty") && f.Type.Kind() != reflect.Struct
		mark := "!"
		if omits || strings.Contains(options, "omitzero") {
			mark = ""
		}
		out = append(out, name+mark+":"+typeName(f.Type))
	}
	return out
}

func main() {
	for _, kind := range []any{
		corev1.ConfigMap{}, corev1.Event{}, corev1.Namespace{}, corev1.Node{}, corev1.Pod{},
		corev1.ServiceAccount{}, appsv1.DaemonSet{}, coordinationv1.Lease{},
	} {
		typeName(reflect.TypeOf(kind))
	}
	for len(queue) > 0 {
		t := queue[0]
		queue = queue[1:]
		fmt.Printf("%s: %s\n", t.Name(), strings.Join(fields(t), " "))
	}
}
