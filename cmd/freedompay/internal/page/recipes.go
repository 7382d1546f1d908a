package page

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"text/template"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// Recipe is a program that makes the call.
type Recipe struct {
	Name  string
	Needs string   // what has to be there first
	File  string   // where its code goes
	Run   []string // the commands that run it, beside the file
	Code  string
}

// recipes returns the programs for a call in each language.
func recipes(d *tryData) []Recipe {
	body := d.Body
	var short bytes.Buffer
	if json.Compact(&short, []byte(d.Body)) == nil {
		body = short.String()
	}
	values := map[string]string{
		"Base": d.Base, "AuthID": d.AuthID, "Key": d.Key, "Path": d.Path, "Alg": d.Algorithm, "Body": body,
		"Hash":      strings.ToLower(strings.TrimPrefix(d.Algorithm, "HS")),
		"Operation": d.ID,
	}
	if !isLoopback(d.Base) {
		values["Plain"] = "true" // the client insists on https but for this machine
	}
	var list []Recipe
	for _, r := range []struct {
		source string
		Recipe
	}{
		{"curl.sh", Recipe{Name: "curl", Needs: "bash, openssl, curl", File: "call.sh", Run: []string{"bash call.sh"}}},
		{"call.go.txt", Recipe{Name: "Go", Needs: "Go 1.26", File: "main.go", Run: []string{"go mod init call", "go get github.com/freedompay-go/freedompay", "go run ."}}},
		{"call.mjs", Recipe{Name: "Node", Needs: "Node 20", File: "call.mjs", Run: []string{"npm install jose", "node call.mjs"}}},
		{"call.py", Recipe{Name: "Python", Needs: "Python 3", File: "call.py", Run: []string{"python3 call.py"}}},
	} {
		t := template.Must(template.New(r.source).Funcs(template.FuncMap{
			"sh": quote,
			"js": func(text string) string { return mask.Quote(text) },
			"go": goText,
		}).ParseFS(files, "templates/recipes/"+r.source))
		var code strings.Builder
		if err := t.Execute(&code, values); err != nil {
			continue
		}
		r.Code = strings.TrimSpace(code.String())
		list = append(list, r.Recipe)
	}
	return list
}

// isLoopback reports whether an address is this machine's own.
func isLoopback(base string) bool {
	address, err := url.Parse(base)
	return err == nil && control.IsLoopback(address.Hostname())
}

// goText returns a text as Go writes it.
func goText(text string) string {
	if strings.Contains(text, "`") {
		return mask.Quote(text)
	}
	return "`" + text + "`"
}
