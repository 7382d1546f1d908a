package freedompay

import (
	"errors"
	"strings"
)

// checked is a request that checks itself before it is sent.
type checked interface{ check(*violations) }

// violations gathers all that is wrong with a request, each with the JSON path
// of the member and what would be right.
type violations struct{ found []string }

func (v *violations) add(path, want string) {
	v.found = append(v.found, "$."+path+": want "+want)
}

// err returns everything found as one error, nil if nothing was.
func (v *violations) err() error {
	if len(v.found) == 0 {
		return nil
	}
	return errors.New(strings.Join(v.found, "; "))
}
