package freedompay_test

import (
	"encoding/base64"
)

func base64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
