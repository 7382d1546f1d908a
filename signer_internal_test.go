package freedompay

import (
	"strconv"
	"sync"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// Paths that a caller makes up must not fill memory, and must be signed all the
// same.
func TestHeaderCacheIsBounded(t *testing.T) {
	var cache headerCache
	for range 2 {
		for n := range maxCachedHeaders + 100 {
			header := jws.Header{URI: "/" + strconv.Itoa(n), Alg: jws.HS512}
			if got, want := cache.of(header), header.Encode(); got != want {
				t.Fatalf("header of path %d is %q, want %q", n, got, want)
			}
		}
		if got := len(*cache.encoded.Load()); got != maxCachedHeaders {
			t.Errorf("the cache holds %d headers, want %d", got, maxCachedHeaders)
		}
	}
}

func TestHeaderCacheMakesAHeaderOnce(t *testing.T) {
	var cache headerCache
	header := jws.Header{URI: "/a"}
	cache.of(header)
	if got := testing.AllocsPerRun(100, func() { cache.of(header) }); got != 0 {
		t.Errorf("a known header costs %v allocations, want none", got)
	}
}

func TestHeaderCacheIsSafeForConcurrentUse(t *testing.T) {
	var cache headerCache
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 200 {
				header := jws.Header{URI: "/" + strconv.Itoa(n%50)}
				if got := cache.of(header); got != header.Encode() {
					t.Errorf("header of path %d is %q", n%50, got)
				}
			}
		})
	}
	all.Wait()
	if got := len(*cache.encoded.Load()); got > 50 {
		t.Errorf("the cache holds %d headers of 50 paths", got)
	}
}
