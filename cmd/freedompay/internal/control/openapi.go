package control

import (
	"reflect"
	"regexp"
	"strings"
)

// OpenAPI returns the description of the control plane, made from its routes so
// that it cannot differ from them.
func OpenAPI() map[string]any {
	paths := make(map[string]any)
	for _, route := range routes() {
		path := strings.TrimSuffix(route.Path, "{$}")
		item, _ := paths[path].(map[string]any)
		if item == nil {
			item = make(map[string]any)
			paths[path] = item
		}
		item[strings.ToLower(route.Method)] = route.describe()
	}
	return map[string]any{
		"openapi": "3.0.3",
		"info": map[string]string{
			"title":   "Control plane of the freedompay sandbox",
			"version": "1",
			"description": "Looks at the fake bank and changes what happens to it. Nothing here belongs to the vendor's API. " +
				"A sentence says what was done, or what is wrong, where and what to do: in English, or in Russian where Accept-Language asks for it.",
		},
		"paths": paths,
		"components": map[string]any{"securitySchemes": map[string]any{
			"token": map[string]string{"type": "http", "scheme": "bearer", "description": "Needed when the sandbox listens beyond loopback."},
		}},
	}
}

func (route Route) describe() map[string]any {
	parameters := []map[string]any{query("partner", "Whose bank, by auth_id; the first partner's when absent.", "string")}
	for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(route.Path, -1) {
		parameters = append(parameters, map[string]any{
			"name": name[1], "in": "path", "required": true, "schema": map[string]string{"type": "string"},
		})
	}
	if route.List {
		parameters = append(parameters,
			query("q", "What an item must contain.", "string"),
			query("offset", "How many items to skip.", "integer"),
			query("limit", "How many items at most: 50 by default, 1000 at most.", "integer"))
	}
	ok := "The answer."
	if route.Method != get {
		ok = "Done: done says what, in a sentence."
	}
	operation := map[string]any{
		"summary":    route.Summary,
		"parameters": parameters,
		"responses": map[string]any{
			"200":     map[string]any{"description": ok, "content": object(nil)},
			"default": map[string]any{"description": "Refused: error says why.", "content": object(map[string]any{"error": map[string]string{"type": "string"}})},
		},
	}
	if route.body != nil {
		operation["requestBody"] = map[string]any{"content": object(properties(reflect.TypeOf(route.body)))}
	}
	return operation
}

func query(name, description, kind string) map[string]any {
	return map[string]any{"name": name, "in": "query", "description": description, "schema": map[string]string{"type": kind}}
}

func object(properties map[string]any) map[string]any {
	schema := map[string]any{"type": "object"}
	if properties != nil {
		schema["properties"] = properties
	}
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

// properties describes the members of a body.
func properties(t reflect.Type) map[string]any {
	members := make(map[string]any)
	for field := range t.Fields() {
		if field.Tag.Get("json") == "" {
			continue // what snapshot has returned
		}
		member := map[string]any{"type": kindOf(field.Type)}
		if doc := field.Tag.Get("doc"); doc != "" {
			member["description"] = doc
		}
		members[field.Tag.Get("json")] = member
	}
	return members
}

func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice: // JSON of some operation, as it is
		return "object"
	}
	return "string"
}
