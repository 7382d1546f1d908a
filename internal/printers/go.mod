module github.com/freedompay-go/freedompay/internal/printers

go 1.26.0

require (
	github.com/caarlos0/env/v11 v11.4.2
	github.com/davecgh/go-spew v1.1.1
	github.com/freedompay-go/freedompay v0.0.0
	github.com/k0kubun/pp/v3 v3.5.4
	github.com/stretchr/testify v1.12.1
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/google/uuid v1.6.0 // indirect
	github.com/mattn/go-colorable v0.1.15 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sys v0.29.0 // indirect
	golang.org/x/text v0.42.0 // indirect
)

replace github.com/freedompay-go/freedompay => ../..
