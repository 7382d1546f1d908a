# Few targets; each is one command that can be typed as well.
.PHONY: test lint fuzz storm kills bench api examples workbench

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

bench: ## the budget table, from interleaved rounds
	./tools/bench

api: ## accept a change of the public API
	go test ./internal/conformance -run TestAPI -update

examples: ## every example on the fake bank
	go test ./examples/...

workbench: ## the command-line tool and its page; with Chromium, axe-core and jose it tests more
	GOWORK=$(CURDIR)/tools/all.work go vet ./cmd/freedompay/...
	GOWORK=$(CURDIR)/tools/all.work go test ./cmd/freedompay/...

kills: ## 1,000 commands of the outbox example and 100 kill -9
	GOWORK=$(CURDIR)/tools/all.work OUTBOX_KILLS=long go test -count=1 -v ./examples/outbox
