package page

import (
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"net/http"
)

func New(s *sandbox.Sandbox, g control.Guard) http.Handler { return http.NotFoundHandler() }
