# make          what there is to make
# make demo     a database, the sensor before it, sample traffic, and answers
# make test     everything that has to hold

PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo 0)
BINARY := .build/release/keddah
RELEASE := -c release --static-swift-stdlib --product keddah
SOURCES := Package.swift Sources Tests

.PHONY: help build release demo run test sanitize fuzz bench bench-store soak regress docs format lint install package image packages clean

help:
	@echo 'make demo      a database, the sensor before it, sample traffic, and answers'
	@echo 'make run       the sensor, with the configuration that it finds'
	@echo 'make test      everything that has to hold'
	@echo 'make sanitize  the proxy under the address and the thread sanitizer'
	@echo 'make fuzz      what breaks the reading of packets and logins, SECONDS=60 long'
	@echo 'make build     a debug build'
	@echo 'make release   $(BINARY)'
	@echo 'make bench     speed and memory, beside others in the same run'
	@echo 'make bench-store  the store beside DuckDB, ClickHouse and nfdump'
	@echo 'make soak      hours of load'
	@echo "make regress   PostgreSQL's own regression tests through the proxy"
	@echo 'make docs      the pages that are generated from the code'
	@echo 'make format    the sources in the house style'
	@echo 'make lint      what is not in the house style'
	@echo 'make install   into PREFIX ($(PREFIX))'
	@echo 'make package   a tarball in dist/'
	@echo 'make image     a container image, with podman or docker'
	@echo 'make packages  the Debian and PyPI packages that building and testing need'
	@echo 'make clean     removes what was built'

packages:
	@scripts/install-packages build test

build:
	@scripts/install-packages build
	swift build

release:
	@scripts/install-packages build
	swift build $(RELEASE)

demo: release
	@scripts/install-packages demo
	$(BINARY) demo

run: release
	$(BINARY) run

test: packages
	swift build --build-tests --explicit-target-dependency-import-check error
	scripts/run-tests
	scripts/sanitize
	scripts/fuzz 60

sanitize: packages
	scripts/sanitize

fuzz: packages
	scripts/fuzz $(SECONDS)

bench: packages
	swift run -c release bench all
	scripts/bench-relay
	scripts/bench-capture

bench-store:
	scripts/bench-store

soak: release packages
	scripts/soak

regress: release packages
	scripts/regress

docs:
	KEDDAH_WRITE_DOCS=1 swift test --disable-xctest --filter ConfigurationReferenceTests

format:
	swift format --in-place --recursive $(SOURCES)

lint:
	swift format lint --strict --recursive $(SOURCES)

install: release
	scripts/install-files "$(DESTDIR)" "$(PREFIX)"

package: release
	scripts/make-tarball "$(VERSION)"

image: release
	install -D -s -m 755 $(BINARY) dist/keddah
	$$(command -v podman || command -v docker || echo podman) build -t keddah -f packaging/Containerfile .

clean:
	swift package clean
	rm -rf dist
