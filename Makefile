# Few targets; each is one command that can be typed as well.
.PHONY: test lint fuzz storm storm-durable bench api examples

FUZZTIME ?= 10s

test: ## all tests, as CI runs them
	go vet ./...
	go test -race -shuffle=on ./...

lint:
	go tool -modfile=tools/go.mod golangci-lint run

fuzz: ## every fuzz target for FUZZTIME
	./tools/fuzz $(FUZZTIME)

storm: ## 10,000 commands under each doubt about the bank and the network
	go test -run TestStorm -v -timeout 30m ./internal/outage -storm

storm-durable: ## 10,000 commands in PostgreSQL, replicas killed and stopped
	GOWORK=$(CURDIR)/tools/all.work FREEDOMPAY_STORM=10000 go test -C durable -run 'Storm|Stopped' -v -timeout 30m .

bench: ## the budget table, from interleaved rounds
	./tools/bench

api: ## accept a change of the public API
	go test ./internal/conformance -run TestAPI -update

examples: ## every example on the fake bank
	go test ./examples/...
