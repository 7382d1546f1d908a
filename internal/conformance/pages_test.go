package conformance

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// pages returns every page of the project, by its path from the root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && (name == ".git" || name == "node_modules" || name == "testdata" && path != filepath.Join(root, "testdata")):
			return filepath.SkipDir
		case filepath.Ext(name) == ".md":
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			found[filepath.ToSlash(relative)] = readText(t, relative)
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(found), 20, "pages of the project")
	return found
}

var (
	fence    = regexp.MustCompile("(?ms)^```.*?^```$")
	inline   = regexp.MustCompile("`[^`\n]*(?:\n[^`\n]+)*`") // within a paragraph
	pageLink = regexp.MustCompile(`\]\(([^)\s]+)[^)]*\)`)
	heading  = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
)

// anchors returns the names under which the headings of a page can be linked to.
func anchors(page string) map[string]bool {
	found := map[string]bool{}
	for _, h := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		text := pageLink.ReplaceAllString(strings.ReplaceAll(h[1], "[", ""), "")
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, text)
		unique := name
		for n := 1; found[unique]; n++ {
			unique = name + "-" + strconv.Itoa(n)
		}
		found[unique] = true
	}
	return found
}

// ofRepository is how a page that is also read elsewhere links to a file of the project.
var ofRepository = regexp.MustCompile(`^https://` + module + `/(?:blob|tree)/main/`)

// Every link of a page to a file of the project, or to a heading, leads somewhere.
func TestPagesLinkToWhatIsThere(t *testing.T) {
	all := pages(t)
	links := 0
	for name, page := range all {
		prose := inline.ReplaceAllString(fence.ReplaceAllString(page, ""), "")
		for _, found := range pageLink.FindAllStringSubmatch(prose, -1) {
			target, anchor, _ := strings.Cut(found[1], "#")
			from := filepath.Dir(name)
			if inside := ofRepository.ReplaceAllString(target, ""); inside != target {
				target, from = inside, "."
			}
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			links++
			to := name
			if target != "" {
				to = filepath.ToSlash(filepath.Join(from, target))
			}
			if _, err := os.Stat(root + to); err != nil {
				t.Errorf("%s links to %s, which is not there", name, found[1])
			} else if anchor != "" && !anchors(all[to])[anchor] {
				t.Errorf("%s links to %s, and %s has no such heading", name, found[1], to)
			}
		}
	}
	if links < 50 {
		t.Errorf("only %d links were found", links)
	}
}

// Every link to the documentation of a package names a package, and in it a declaration
// or a heading.
func TestPagesLinkToDocumentationThatIsThere(t *testing.T) {
	address := regexp.MustCompile(`^https://pkg\.go\.dev/` + module + `((?:/\w+)*)(?:#(.+))?$`)
	api, doc := readText(t, "testdata/api.txt"), readText(t, "doc.go")
	links := 0
	for name, page := range pages(t) {
		for _, link := range pageLink.FindAllStringSubmatch(page, -1) {
			found := address.FindStringSubmatch(link[1])
			if found == nil {
				continue
			}
			links++
			if goFiles, err := filepath.Glob(root + found[1] + "/*.go"); err != nil || len(goFiles) == 0 {
				t.Errorf("%s links to %s, where there is no package", name, link[1])
			}
			words, isHeading := strings.CutPrefix(found[2], "hdr-")
			receiver, method, isMethod := strings.Cut(found[2], ".")
			var there bool
			switch {
			case found[2] == "":
				there = true
			case isHeading:
				there = strings.Contains(doc, "\n// # "+strings.ReplaceAll(words, "_", " ")+"\n")
			case isMethod:
				there = regexp.MustCompile(`(?m)^\w+: func \(\w+ \*?` + receiver + `\) ` + method + `\(`).MatchString(api)
			default:
				there = regexp.MustCompile(`(?m)^\w+: (?:func|type|const|var) ` + found[2] + `\b`).MatchString(api)
			}
			if !there {
				t.Errorf("%s links to %s, which is not declared", name, link[1])
			}
		}
	}
	if links < 10 {
		t.Errorf("only %d links were found", links)
	}
}

const module = "github.com/freedompay-go/freedompay"

var (
	goCommand   = regexp.MustCompile(`\bgo (?:run|test|build|install|vet) (?:-[\w=.$^' /]+ )*((?:\./|` + module + `/)[\w./-]*)(?:@\w+)?`)
	workbench   = regexp.MustCompile(`(?m)(?:cmd/freedompay@latest|(?:^|\| |\x60)freedompay) ([a-z]+)`)
	makeCommand = regexp.MustCompile(`(?m)(?:^|\x60)make ([a-z]+)`)
	toolCommand = regexp.MustCompile(`(?m)(?:^|\x60|\s)(?:\./)?((?:tools|\.ci)/[a-z]+(?:\.[a-z]+)?)\b`)
	goFile      = regexp.MustCompile(`[\s(\x60]([\w/]+\.go)(?:[^\w.]|\.\s|$)`)
	target      = regexp.MustCompile(`(?m)^([a-z]+):`)
)

// Every command that a page prints names something that is there.
func TestPagesPrintCommandsOfWhatIsThere(t *testing.T) {
	var targets []string
	for _, found := range target.FindAllStringSubmatch(readText(t, "Makefile"), -1) {
		targets = append(targets, found[1])
	}
	verbs := workbenchVerbs(t)
	commands := 0
	for name, page := range pages(t) {
		code := strings.Join(append(fence.FindAllString(page, -1), inline.FindAllString(fence.ReplaceAllString(page, ""), -1)...), "\n")
		for _, found := range goCommand.FindAllStringSubmatch(code, -1) {
			commands++
			dir := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(found[1], module+"/"), "..."), "/")
			if !hasGo(root+dir) && !hasGo(root+filepath.Join(filepath.Dir(name), dir)) {
				t.Errorf("%s prints %q, and there are no programs", name, found[0])
			}
		}
		for _, found := range workbench.FindAllStringSubmatch(code, -1) {
			commands++
			if !slices.Contains(verbs, found[1]) {
				t.Errorf("%s prints %q, and the workbench has only %v", name, found[0], verbs)
			}
		}
		for _, found := range makeCommand.FindAllStringSubmatch(code, -1) {
			commands++
			if !slices.Contains(targets, found[1]) {
				t.Errorf("%s prints %q, and the Makefile has no such target", name, found[0])
			}
		}
		for _, found := range toolCommand.FindAllStringSubmatch(code, -1) {
			commands++
			if _, err := os.Stat(root + found[1]); err != nil {
				t.Errorf("%s names %s, which is not there", name, found[1])
			}
		}
	}
	if commands < 25 {
		t.Errorf("only %d commands were found", commands)
	}
}

// Every file of Go that a page names is somewhere in the project.
func TestPagesNameFilesThatAreThere(t *testing.T) {
	there := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		there[filepath.Base(path)] = true
		return err
	}))
	named := 0
	for name, page := range pages(t) {
		prose := fence.ReplaceAllString(page, "")
		for _, file := range goFile.FindAllStringSubmatch(prose, -1) {
			named++
			if !there[filepath.Base(file[1])] {
				t.Errorf("%s names %s, which is not there", name, file[1])
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d files were found", named)
	}
}

// workbenchVerbs returns the commands of cmd/freedompay.
func workbenchVerbs(t *testing.T) (verbs []string) {
	t.Helper()
	files, err := filepath.Glob(root + "cmd/freedompay/internal/cli/*.go")
	require.NoError(t, err)
	use := regexp.MustCompile(`(?m)^\t\tUse: +"([a-z]+)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, found := range use.FindAllStringSubmatch(string(text), -1) {
			verbs = append(verbs, found[1])
		}
	}
	return verbs
}

// hasGo reports whether there is Go in a folder or below it.
func hasGo(dir string) (found bool) {
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		found = found || err == nil && filepath.Ext(path) == ".go"
		return err
	})
	return found
}

// The programs of a recipe stand in a folder that it links to, word for word, where
// tests run them.
func TestRecipesShowWhatIsTested(t *testing.T) {
	folder := regexp.MustCompile(`\]\(\.\./\.\./(examples/[\w/-]+)\)`)
	recipes := 0
	for name, page := range pages(t) {
		if !strings.HasPrefix(name, "docs/recipes/") || strings.HasSuffix(name, ".ru.md") { // a translation shows the same as the original
			continue
		}
		recipes++
		var sources strings.Builder
		for _, found := range folder.FindAllStringSubmatch(page, -1) {
			files, err := filepath.Glob(root + found[1] + "/*")
			require.NoError(t, err)
			for _, file := range files {
				if ext := filepath.Ext(file); ext == ".go" || ext == ".sql" {
					text, err := os.ReadFile(file)
					require.NoError(t, err)
					sources.Write(text)
				}
			}
		}
		for _, block := range blocks(page) {
			lang, code, _ := strings.Cut(block, "\n")
			if lang != "go" && lang != "sql" {
				continue
			}
			for part := range strings.SplitSeq(strings.TrimSpace(code), "\n}\n\n") { // a declaration may stand elsewhere than the one before it
				if !strings.Contains(sources.String(), strings.TrimSuffix(part, "\n}")) {
					t.Errorf("%s: this stands in none of the folders that the page links to:\n%s", name, part)
				}
			}
		}
	}
	if recipes < 7 {
		t.Errorf("only %d recipes were found", recipes)
	}
}
