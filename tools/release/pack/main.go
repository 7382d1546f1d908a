// Pack makes a module proxy of files from the modules of a clone, as if all of
// them had been released from its HEAD with one version.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

func main() {
	version := flag.String("version", "", "the version, such as v0.1.0")
	clone := flag.String("clone", "", "the clone of the repository")
	proxy := flag.String("proxy", "", "the folder that becomes the proxy")
	flag.Parse()
	if err := pack(*clone, *proxy, *version, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// pack packs the modules in the given folders of a clone.
func pack(clone, proxy, version string, folders []string) error {
	mods := make([]*modfile.File, len(folders))
	own := map[string]bool{}
	for i, folder := range folders {
		name := filepath.Join(clone, folder, "go.mod")
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("a released module is not committed: %w", err)
		}
		if mods[i], err = modfile.Parse(name, text, nil); err != nil {
			return err
		}
		own[mods[i].Module.Mod.Path] = true
	}
	for i, folder := range folders {
		if err := releasable(mods[i], own, version); err != nil {
			return fmt.Errorf("%s/go.mod: %w", folder, err)
		}
		if err := write(clone, proxy, folder, module.Version{Path: mods[i].Module.Mod.Path, Version: version}); err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
	}
	return nil
}

// releasable says what keeps a module from being released.
func releasable(mod *modfile.File, own map[string]bool, version string) error {
	if len(mod.Replace) > 0 {
		return errors.New("it has a replace, which whoever requires the module does not get: delete it, tools/all.work serves development")
	}
	for _, r := range mod.Require {
		if own[r.Mod.Path] && r.Mod.Version != version {
			return fmt.Errorf("it requires %s: write %s, which is released with it", r.Mod, version)
		}
	}
	return nil
}

// write writes the four files that a proxy serves of a version.
func write(clone, proxy, folder string, mod module.Version) error {
	escaped, err := module.EscapePath(mod.Path)
	if err != nil {
		return err
	}
	dir := filepath.Join(proxy, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	base := filepath.Join(dir, mod.Version)
	text, err := os.ReadFile(filepath.Join(clone, folder, "go.mod"))
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		filepath.Join(dir, "list"): mod.Version + "\n",
		base + ".info":             fmt.Sprintf("{%q:%q}", "Version", mod.Version),
		base + ".mod":              string(text),
	} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			return err
		}
	}
	archive, err := os.Create(base + ".zip")
	if err != nil {
		return err
	}
	subdir := strings.TrimPrefix(filepath.ToSlash(filepath.Clean(folder)), ".")
	if err := errors.Join(zip.CreateFromVCS(archive, mod, clone, "HEAD", subdir), archive.Close()); err != nil {
		return err
	}
	return report(base+".zip", mod)
}

// report prints how large a module is, and the hash that go.sum files will have.
func report(archive string, mod module.Version) error {
	files, err := zip.CheckZip(mod, archive)
	if err != nil {
		return err
	}
	info, err := os.Stat(archive)
	if err != nil {
		return err
	}
	hash, err := dirhash.HashZip(archive, dirhash.Hash1)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d files, %d kB, %s\n", mod, len(files.Valid), info.Size()/1000, hash)
	return nil
}
