# Few targets; each is one command that can be typed as well.
.PHONY: test lint tidy fuzz storm storm-durable kills bench api apidiff examples workbench rehearse

FUZZTIME ?= 10s
WORKSPACE = GOWORK=$(CURDIR)/tools/all.work

test: ## all tests of all modules of the workspace, as CI runs them
	$(WORKSPACE) go vet work
	$(WORKSPACE) go test -race -shuffle=on work

lint: ## every module
	./tools/lint

tidy: ## every module
	./tools/tidy

fuzz: ## every fuzz target for FUZZTIME
	./tools/fuzz $(FUZZTIME)

storm: ## 10,000 commands under each doubt about the bank and the network
	go test -run TestStorm -v -timeout 30m ./internal/outage -storm

storm-durable: ## 10,000 commands in PostgreSQL, replicas killed and stopped
	$(WORKSPACE) FREEDOMPAY_STORM=10000 go test -C durable -run 'Storm|Stopped' -v -timeout 30m .

bench: ## the budget table, from interleaved rounds
	./tools/bench

api: ## accept a change of the public API
	go test ./internal/conformance -run TestAPI -update

apidiff: ## what changed in the API since the last release, in words
	./tools/apidiff

examples: ## every example on the fake bank
	go test ./examples/...

workbench: ## the command-line tool and its page; with Chromium, axe-core and jose it tests more
	$(WORKSPACE) go vet ./cmd/freedompay/...
	$(WORKSPACE) go test ./cmd/freedompay/...

kills: ## 1,000 commands of the outbox example and 100 kill -9
	$(WORKSPACE) OUTBOX_KILLS=long go test -count=1 -v ./examples/outbox

rehearse: ## what a stranger gets of the next release
	./tools/rehearse
