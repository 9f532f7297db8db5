# make run     builds and starts Kompas; ARGS='…' goes to `kompas serve`
# make test    checks everything, in real browsers too
# make check   formatting, vet, types and lint
# make bench   speed, each figure against a baseline of the same run
# make power   how often planted loops are found, and what is not there; takes over an hour (MEETINGS=100 DRAWS=1000: five minutes)
# make dev     starts Kompas, and again after each change; the page reloads by itself
# make e2e     the journeys in the browser; make e2e-all: in all sizes and languages
# make build   the program, in .build/kompas
#
# Each installs what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

WEB := static/web
KOMPAS := $(CURDIR)/.build/kompas
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
ARGS ?=

INSTALLED := $(WEB)/node_modules/.installed
PAGE := static/dist/index.html
PAGE_SOURCES := $(shell find $(WEB)/src $(WEB)/public 2>/dev/null) \
	$(wildcard $(WEB)/index.html $(WEB)/vite.config.ts $(WEB)/vite.report.config.ts $(WEB)/tsconfig.json)

.PHONY: run
run: build
	exec $(KOMPAS) serve $(ARGS)

.PHONY: build
build: $(PAGE)
	@bash .ci/need go
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)' -o $(KOMPAS) ./cmd/kompas

$(INSTALLED): $(WEB)/package-lock.json
	@bash .ci/need go node
	cd $(WEB) && npm ci --no-audit --no-fund --no-update-notifier
	touch $@

$(PAGE): $(INSTALLED) $(PAGE_SOURCES)
	cd $(WEB) && npm run build
	touch $@

.PHONY: test
test: check build
	@bash .ci/need cc chromium strace
	cd $(WEB) && npm test
	KOMPAS_BIN=$(KOMPAS) go test -race -count=1 -timeout=20m $$(go list ./... | grep -v /analysis)
	# The draws are too many for the race detector; it sees them run at once below.
	go test -count=1 -timeout=20m ./analysis/...
	go test -count=1 -timeout=20m -run 'RealMeetings|TeamAreLookedFor|HaveTheirMoments' ./server
	go test -race -count=1 -timeout=20m -run SameBytes ./analysis ./analysis/patterns
	cd $(WEB) && KOMPAS_BIN=$(KOMPAS) npm run e2e

.PHONY: check
check: $(PAGE)
	@bash .ci/need go
	unformatted=$$(gofmt -l cmd server observe analysis static/*.go); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change: $$unformatted" >&2; exit 1; fi
	go mod tidy -diff
	go vet ./...
	go tool staticcheck ./...
	cd $(WEB) && npm run check && npm run gen:check

.PHONY: e2e e2e-all
e2e: build
	@bash .ci/need chromium
	cd $(WEB) && KOMPAS_BIN=$(KOMPAS) npm run e2e
e2e-all: build
	@bash .ci/need chromium
	cd $(WEB) && KOMPAS_BIN=$(KOMPAS) npm run e2e:all

.PHONY: bench
bench: build
	KOMPAS_BIN=$(KOMPAS) go test -run '^$$' -bench . -benchtime 1x -timeout=20m ./cmd/kompas
	@bash .ci/need chromium
	cd $(WEB) && KOMPAS_BIN=$(KOMPAS) npm run bench

.PHONY: power
power: MEETINGS ?= 400
power: DRAWS ?= 5000
power:
	@bash .ci/need go
	go test -v -run '^TestPower$$' -count=1 -timeout=6h ./analysis/sequence -args -power -meetings $(MEETINGS) -draws $(DRAWS)
	go test -v -run '^TestFalseAlarms' -count=1 -timeout=6h ./analysis/patterns -args -power -meetings $(MEETINGS)

# The page comes from Vite, which hands the API to Kompas; Kompas is built and
# started anew after each change of a Go file.
.PHONY: dev
dev: $(INSTALLED)
	@bash .ci/need go
	mkdir -p static/dist .build
	trap 'kill 0' EXIT; \
	(cd $(WEB) && npm run dev) & \
	while :; do \
		touch .build/dev; pid=; \
		if go build -o .build/kompas-dev ./cmd/kompas; then \
			.build/kompas-dev serve --public-url http://localhost:5173 $(ARGS) & pid=$$!; \
		fi; \
		while [ -z "$$(find cmd server observe analysis static/static.go -newer .build/dev -print -quit)" ]; do sleep 1; done; \
		if [ -n "$$pid" ]; then kill $$pid; wait $$pid || true; fi; \
	done
