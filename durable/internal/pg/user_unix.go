//go:build unix

package pg

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// asUser is the user that PostgreSQL runs as; nil for the one that runs this program.
type asUser struct{ credential *syscall.Credential }

// owner gives dir to a user that PostgreSQL runs as, when this program runs as root.
func owner(dir string) (asUser, error) {
	if os.Geteuid() != 0 {
		return asUser{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(found.Uid, 10, 32)
		if err != nil {
			return asUser{}, err
		}
		gid, err := strconv.ParseUint(found.Gid, 10, 32)
		if err != nil {
			return asUser{}, err
		}
		return asUser{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(dir, int(uid), int(gid))
	}
	return asUser{}, errors.New("there is neither a user postgres nor nobody")
}

func (a asUser) apply(cmd *exec.Cmd) {
	if a.credential != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential}
	}
}
