# Few targets; each is one command that can be typed as well.
.PHONY: test lint fuzz bench api examples workbench

FUZZTIME ?= 10s

test: ## all tests, as CI runs them
	go vet ./...
	go test -race -shuffle=on ./...

lint:
	go tool -modfile=tools/go.mod golangci-lint run

fuzz: ## every fuzz target for FUZZTIME
	./tools/fuzz $(FUZZTIME)

bench: ## the budget table, from interleaved rounds
	./tools/bench

api: ## accept a change of the public API
	go test ./internal/conformance -run TestAPI -update

examples: ## every example on the fake bank
	go test ./examples/...

workbench: ## the command-line tool and its page; with Chromium, axe-core and jose it tests more
	GOWORK=$(CURDIR)/tools/all.work go vet ./cmd/freedompay/...
	GOWORK=$(CURDIR)/tools/all.work go test ./cmd/freedompay/...
