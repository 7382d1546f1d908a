package control_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

func TestGuard(t *testing.T) {
	open := control.Guard{Hosts: []string{"sandbox.test"}}
	locked := control.Guard{Token: freedompay.NewSecret("sesame")}
	for _, tt := range []struct {
		name   string
		guard  control.Guard
		method string
		path   string
		host   string
		header map[string]string
		want   int
	}{
		{"loopback", open, "GET", "/_bank/", "127.0.0.1:8099", nil, 200},
		{"loopback by name", open, "GET", "/_bank/", "localhost:8099", nil, 200},
		{"loopback of IPv6", open, "GET", "/_bank/", "[::1]:8099", nil, 200},
		{"without a port", open, "GET", "/_bank/", "LOCALHOST", nil, 200},
		{"a name that was allowed", open, "GET", "/_bank/", "sandbox.test:8099", nil, 200},
		{"a name that points here", open, "GET", "/_bank/", "evil.example:8099", nil, 421},
		{"a name that ends like loopback", open, "GET", "/_bank/", "localhost.evil.example", nil, 421},
		{"a name that begins like loopback", open, "GET", "/_bank/", "127.0.0.1:8099.evil.example", nil, 421},
		{"loopback with a dot at its end", open, "GET", "/_bank/", "localhost.:8099", nil, 421},
		{"every address of this machine", open, "GET", "/_bank/", "0.0.0.0:8099", nil, 421},
		{"what a proxy says", open, "GET", "/_bank/", "evil.example", map[string]string{"X-Forwarded-Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, 421},
		{"an address that is not loopback", open, "GET", "/_bank/", "192.168.0.7:8099", nil, 421},
		{"no name", open, "GET", "/_bank/", "", nil, 421},
		{"the page itself", open, "POST", "/_bank/reset", "127.0.0.1:8099", map[string]string{"Origin": "http://127.0.0.1:8099"}, 200},
		{"another site", open, "POST", "/_bank/reset", "127.0.0.1:8099", map[string]string{"Origin": "http://evil.example"}, 403},
		{"another port", open, "POST", "/_bank/reset", "127.0.0.1:8099", map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		{"a sandboxed frame", open, "POST", "/_bank/reset", "127.0.0.1:8099", map[string]string{"Origin": "null"}, 403},
		{"a script of another site", open, "GET", "/_bank/cards", "127.0.0.1:8099", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
		{"a link on another site to the page", open, "GET", "/cards", "127.0.0.1:8099", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200},
		{"a frame on another site", open, "GET", "/cards", "127.0.0.1:8099", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403},
		{"a link on another site to the plane", open, "GET", "/_bank/snapshot", "127.0.0.1:8099", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 403},
		{"no token", locked, "GET", "/_bank/", "10.0.0.1:8099", nil, 401},
		{"another token", locked, "GET", "/_bank/", "10.0.0.1:8099", map[string]string{"Authorization": "Bearer guess"}, 401},
		{"the token", locked, "GET", "/_bank/", "10.0.0.1:8099", map[string]string{"Authorization": "Bearer sesame"}, 200},
		{"the token in a cookie", locked, "GET", "/_bank/", "10.0.0.1:8099", map[string]string{"Cookie": control.Cookie + "=sesame"}, 200},
		{"the token and another site", locked, "POST", "/_bank/reset", "10.0.0.1:8099", map[string]string{"Cookie": control.Cookie + "=sesame", "Origin": "http://evil.example"}, 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inside := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.Host = tt.host
			for name, value := range tt.header {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			tt.guard.Wrap(inside, control.Refuse).ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("%d, want %d", w.Code, tt.want)
			}
		})
	}
}
