package cli

import (
	"encoding/json"
	"io/fs"
	"os"
	"runtime"

	"github.com/freedompay-go/freedompay"
)

// credentialsUsage explains the flag. There is no flag for the key itself:
// other users of a machine see the arguments of a program.
const credentialsUsage = "`file` {\"auth_id\":…,\"key\":…} with mode 0600, instead of FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY" //nolint:gosec // a text about them

// credentials are who signs.
type credentials struct {
	authID string
	key    freedompay.Secret
}

// readCredentials reads them from a file, or from the environment.
func readCredentials(streams Streams, file string) (credentials, error) {
	if file == "" {
		who := credentials{streams.env("FREEDOMPAY_AUTH_ID"), freedompay.NewSecret(streams.env("FREEDOMPAY_KEY"))}
		if who.authID == "" || who.key.IsZero() {
			return who, usage("set FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY, or name a file with --credentials")
		}
		return who, nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return credentials{}, usage("--credentials: %w", err)
	}
	if readable(info) {
		return credentials{}, usage("--credentials: %s can be read by others: chmod 600 it", file)
	}
	text, err := os.ReadFile(file) //nolint:gosec // the file that the user names
	if err != nil {
		return credentials{}, usage("--credentials: %w", err)
	}
	var kept struct {
		AuthID string            `json:"auth_id"`
		Key    freedompay.Secret `json:"key"`
	}
	if err := json.Unmarshal(text, &kept); err != nil || kept.AuthID == "" || kept.Key.IsZero() {
		return credentials{}, usage("--credentials: %s does not hold {\"auth_id\":…,\"key\":…}", file)
	}
	return credentials{kept.AuthID, kept.Key}, nil
}

// readable reports whether others than the owner can read a file.
func readable(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
}
