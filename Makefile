# Few targets; each is one command that can be typed as well.
.PHONY: test lint fuzz bench api examples storm

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

storm: ## 1,000 commands of the outbox example and 100 kill -9
	GOWORK=$(CURDIR)/tools/all.work OUTBOX_STORM=long go test -count=1 -v ./examples/outbox
