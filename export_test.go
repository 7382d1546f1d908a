package freedompay

import (
	"net/http"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// What the tests of the package need and the package does not export.

const (
	MaxDescription   = maxDescription
	MaxCachedHeaders = maxCachedHeaders
)

func DefaultHTTPClient() *http.Client { return defaultHTTPClient() }

func Presentable(words string) string { return presentable(words) }

// HeaderCache is the cache of signature headers of a Signer.
type HeaderCache struct{ cache headerCache }

func (c *HeaderCache) Of(header jws.Header) string { return c.cache.of(header) }

func (c *HeaderCache) Len() int { return len(*c.cache.encoded.Load()) }
