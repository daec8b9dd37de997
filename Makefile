# make build   the release binary, .build/release/gmc
# make test    every test
# make demo    a Gaussian mixture from story to picture, formula, gradient and fit
# make bench   speed beside other programs, to docs/Benchmarks.md (half an hour)
# make test-bridgestan   BridgeStan's Python client on libraries of gmc; needs PyPI once
# make calibrate   posteriors of every model checked by simulation, to docs/Calibration.md (two minutes)
# make docs    the pages of the diagnostics and the pictures under docs/

SWIFT ?= swift
GMC := .build/release/gmc
PACKAGES := libgraphviz-dev libnetcdf19 libopenblas0-pthread llvm-19-dev zlib1g-dev pkg-config

.PHONY: build test test-bridgestan demo bench calibrate docs setup clean

build: setup
	$(SWIFT) build -c release --product gmc

test: setup
	@log=$$(mktemp); $(SWIFT) test > "$$log" 2>&1; status=$$?; \
	 if [ $$status -eq 0 ]; then tail -n 3 "$$log"; else cat "$$log"; fi; \
	 rm -f "$$log"; exit $$status

test-bridgestan: build
	@scripts/bridgestan.sh $(GMC)

demo: build
	@scripts/demo.sh $(GMC)

bench: build
	@python3 Benchmarks/bench.py $(BENCHFLAGS)

calibrate: build
	@python3 scripts/calibrate.py $(GMC)

docs: build
	@scripts/docs.sh $(GMC)

# The Debian packages that the build needs, installed only where one is missing.
setup:
	@missing=; for p in $(PACKAGES); do \
	   dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' \
	     || missing="$$missing $$p"; \
	 done; \
	 if [ -n "$$missing" ]; then \
	   as_root=; [ "$$(id -u)" -eq 0 ] || as_root=sudo; \
	   echo "installing Debian packages:$$missing"; \
	   $$as_root apt-get update -qq && \
	   DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq \
	     --no-install-recommends $$missing; \
	 fi

clean:
	rm -rf .build out
