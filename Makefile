# Few targets; each is one command that can be typed as well.
.PHONY: test lint tidy fuzz bench api apidiff examples rehearse

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

bench: ## the budget table, from interleaved rounds
	./tools/bench

api: ## accept a change of the public API
	go test ./internal/conformance -run TestAPI -update

apidiff: ## what changed in the API since the last release, in words
	./tools/apidiff

examples: ## every example on the fake bank
	go test ./examples/...

rehearse: ## what a stranger gets of the next release
	./tools/rehearse
