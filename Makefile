# Everything that is done here often. `make help` lists it; every target sets up what it needs by itself.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PROFILE ?= quick
OUT     := $(CURDIR)/target/$(PROFILE)
VENV    := $(CURDIR)/.venv
PYTHON  := $(VENV)/bin/python
CLI     := $(OUT)/isobyte
MVN     := mvn -q -B -ntp -f bindings-java/pom.xml
NATIVE  := -Disobyte.native=$(OUT)
STAMPS  := target/stamps
STATICCHECK := target/tools/staticcheck-0.7.0
ZIGBUILD := target/tools/zig/bin/cargo-zigbuild
JAVAFORMAT  := target/tools/google-java-format-1.28.0-all-deps.jar
GO_FOLDERS := bindings-go examples/go bench/go tests
C_FILES := 'tests/*.[ch]' 'examples/*.c' 'bench/*.c'
say      = @printf '\033[1m== %s\033[0m\n' "$(1)"

export ISOBYTE_BIN := $(CLI)
export CARGO_TERM_COLOR ?= auto

RUST_SOURCES := $(shell git ls-files -co --exclude-standard '*.rs' '*.toml' 'Cargo.lock' 2>/dev/null)

.PHONY: help
help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}' Makefile

# ---- setting up and building -------------------------------------------------------------------------------------------

.PHONY: tools
tools:
	@tools/check-toolchains

$(STAMPS)/venv: tools/requirements.txt | tools
	$(call say,Python environment in .venv)
	@mkdir -p $(STAMPS)
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	@$(PYTHON) -m pip install -q --disable-pip-version-check -r tools/requirements.txt
	@touch $@

$(STAMPS)/rust-$(PROFILE): $(RUST_SOURCES) | tools
	$(call say,Rust: core and registry; libraries for C and Go and Java)
	@mkdir -p $(STAMPS)
	cargo build --locked --profile $(PROFILE) -p isobyte-cli -p isobyte-c -p isobyte-java
	@mkdir -p bindings-go/lib && cmp -s $(OUT)/libisobyte.a bindings-go/lib/libisobyte.a || cp $(OUT)/libisobyte.a bindings-go/lib/
	@touch $@

$(STAMPS)/python-$(PROFILE): $(RUST_SOURCES) $(shell git ls-files -co --exclude-standard bindings-python 2>/dev/null) $(STAMPS)/venv
	$(call say,Python: wheel)
	@rm -rf target/wheels-$(PROFILE)
	cd bindings-python && CARGO_TARGET_DIR=$(CURDIR)/target $(VENV)/bin/maturin build -q --locked --profile $(PROFILE) -i $(PYTHON) --out $(CURDIR)/target/wheels-$(PROFILE)
	@$(PYTHON) -m pip install -q --disable-pip-version-check --force-reinstall --no-deps target/wheels-$(PROFILE)/*.whl
	@touch $@

$(STAMPS)/java-$(PROFILE): $(STAMPS)/rust-$(PROFILE) $(shell git ls-files -co --exclude-standard bindings-java 2>/dev/null)
	$(call say,Java: jar)
	$(MVN) $(NATIVE) -DskipTests package
	@touch $@

.PHONY: build
build: $(STAMPS)/rust-$(PROFILE) $(STAMPS)/python-$(PROFILE) $(STAMPS)/java-$(PROFILE) ## build everything: server, libraries, wheel, jar

# ---- the demo ----------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: build ## four languages, one registry, identical bytes: a thousand earthquakes
	@$(MAKE) --no-print-directory demo-programs
	@$(PYTHON) examples/quakes/demo.py

.PHONY: demo-programs
demo-programs:
	@mkdir -p target/demo
	@cd examples/go/quakes && go build -o $(CURDIR)/target/demo/quakes-go .
	@mkdir -p target/demo/java && javac --release 17 -d target/demo/java -cp "$$(ls bindings-java/target/isobyte-*.jar | head -1)" examples/java/src/quakes/*.java
	@$(CC) -std=c11 -O1 -Wall -Wextra -Werror -Iinclude -Itests/abi -o target/demo/quakes-c examples/c/quakes.c tests/abi/json.c $(OUT)/libisobyte.a -lm -ldl -lpthread

# ---- tests -------------------------------------------------------------------------------------------------------------

.PHONY: test
test: build test-rust test-c test-python test-models test-go test-java test-registry test-kafka test-demo test-differential ## all tests, with real servers on free loopback ports

.PHONY: test-rust
test-rust: $(STAMPS)/rust-$(PROFILE) ## core, client, registry, command line
	$(call say,Tests: Rust)
	cargo test --locked --profile $(PROFILE) -p isobyte -p isobyte-client -p isobyte-registry -p isobyte-generate -p isobyte-cli
	cargo test --locked --profile $(PROFILE) -p isobyte --features apache-avro --test apache
	cargo test --locked --profile $(PROFILE) -p isobyte-differential
	cargo run -q --locked --profile $(PROFILE) -p xtask -- check

.PHONY: test-c
test-c: $(STAMPS)/rust-$(PROFILE) ## the C ABI: vectors, misuse, exported symbols; with valgrind
	$(call say,Tests: C)
	ISOBYTE_LIB=$(OUT) tests/abi/run.sh --valgrind

.PHONY: test-python
test-python: $(STAMPS)/python-$(PROFILE) $(STAMPS)/rust-$(PROFILE) ## the Python package
	$(call say,Tests: Python)
	$(PYTHON) -m pytest -q tests/python

LEAK_COUNT     ?= 10000000
THREAD_SECONDS ?= 30

.PHONY: test-python-debug
test-python-debug: $(STAMPS)/python-$(PROFILE) $(STAMPS)/rust-$(PROFILE) ## the Python package under the debug allocator; ten million values; threads for 30 s
	$(call say,Tests: Python, debug allocator)
	PYTHONMALLOC=debug ISOBYTE_THREAD_SECONDS=$(THREAD_SECONDS) $(PYTHON) -X dev -m pytest -q tests/python
	ISOBYTE_LEAK_COUNT=$(LEAK_COUNT) $(PYTHON) -m pytest -q tests/python/test_leaks.py

.PHONY: test-go
test-go: $(STAMPS)/rust-$(PROFILE) ## the Go module, also under the race detector
	$(call say,Tests: Go)
	cd bindings-go && go vet ./... && go test ./... && go test -race ./...

.PHONY: test-java
test-java: $(STAMPS)/rust-$(PROFILE) ## the jar, under -Xcheck:jni
	$(call say,Tests: Java)
	mvn -B -ntp -f bindings-java/pom.xml $(NATIVE) -Pcheckjni verify

$(STAMPS)/models-venv: tests/models/requirements.txt | tools
	$(call say,Models: the other library, in target/models-venv)
	@mkdir -p $(STAMPS)
	@test -x target/models-venv/bin/python || python3 -m venv target/models-venv
	@target/models-venv/bin/python -m pip install -q --disable-pip-version-check -r $<
	@touch $@

.PHONY: test-models
test-models: $(STAMPS)/python-$(PROFILE) $(STAMPS)/models-venv ## a thousand model classes, beside dataclasses-avroschema
	$(call say,Tests: models)
	$(PYTHON) -m pytest -q tests/models

.PHONY: test-registry
test-registry: $(STAMPS)/venv $(STAMPS)/rust-$(PROFILE) ## the registry, asked by Confluent's client
	$(call say,Tests: registry)
	$(PYTHON) -m pytest -q tests/registry

# The broker's jars are kept apart from the programs: they change never, these often.
$(STAMPS)/kafka-jars: tests/kafka/pom.xml | tools
	$(call say,Kafka: a broker from Maven Central)
	@mkdir -p $(STAMPS) && rm -rf target/kafka/libs
	mvn -q -B -ntp -f tests/kafka/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=$(CURDIR)/target/kafka/libs
	@touch $@

.PHONY: test-kafka
test-kafka: build $(STAMPS)/kafka-jars ## events through a real Apache Kafka: Python, Java and Go, by headers and frames
	$(call say,Tests: Kafka)
	@rm -rf target/kafka/java && mkdir -p target/kafka/java
	javac --release 17 -d target/kafka/java -cp "$$(ls bindings-java/target/isobyte-*.jar | head -1):target/kafka/libs/*" tests/kafka/java/src/events/*.java
	cd tests/kafka/go && go build -o $(CURDIR)/target/kafka/events .
	$(PYTHON) -m pytest -q tests/kafka

.PHONY: test-demo
test-demo: build ## the demo, that it fails when bytes differ, and the examples of the README and of docs/evolution.md
	$(call say,Tests: demo)
	@$(MAKE) --no-print-directory demo-programs
	$(PYTHON) -m pytest -q examples/quakes tests/docs

.PHONY: test-differential
test-differential: $(STAMPS)/differential-$(PROFILE) $(STAMPS)/venv ## 2,000 random pairs of schema and value, beside Avro Java and twmb/avro
	$(call say,Tests: differential)
	ISOBYTE_OUT=$(OUT) $(PYTHON) -m pytest -q tests/differential

# ---- rigour ------------------------------------------------------------------------------------------------------------

DIFFERENTIAL_COUNT ?= 100000
DIFFERENTIAL_SEED  ?= 1

$(STAMPS)/differential-$(PROFILE): $(RUST_SOURCES) $(shell git ls-files -co --exclude-standard tests/differential 2>/dev/null) | tools
	$(call say,Differential: generator and the other libraries)
	@mkdir -p $(STAMPS) target/differential
	cargo build --locked --profile $(PROFILE) -p isobyte-differential
	mvn -q -B -ntp -f tests/differential/java/pom.xml package
	cd tests/differential/go && go build -o $(CURDIR)/target/differential/twmb .
	@touch $@

.PHONY: differential
differential: $(STAMPS)/differential-$(PROFILE) ## random schemas and values beside Avro Java and twmb/avro: DIFFERENTIAL_COUNT=100000
	$(call say,Differential: $(DIFFERENTIAL_COUNT) pairs)
	@ISOBYTE_OUT=$(OUT) tests/differential/run $(DIFFERENTIAL_COUNT) $(DIFFERENTIAL_SEED)

.PHONY: conformance
conformance: build ## isobyte beside seven Avro libraries: writes docs/conformance.md
	@tests/conformance/build $(PROFILE)
	$(call say,Conformance)
	@$(PYTHON) tests/conformance/run.py

.PHONY: fuzz
fuzz: | tools ## hostile inputs, 60 seconds for each of ten targets: make fuzz [FUZZ="parse resolve json"] [FUZZ_SECONDS=60]
	$(call say,Fuzz)
	@fuzz/run $(FUZZ)

# ---- manners -----------------------------------------------------------------------------------------------------------

# Pinned: what passes today passes tomorrow. google-java-format 1.28 is the last for JDK 17.
$(STATICCHECK): | tools
	$(call say,staticcheck into target/tools)
	@mkdir -p $(@D)
	GOBIN=$(CURDIR)/$(@D) go install honnef.co/go/tools/cmd/staticcheck@v$(lastword $(subst -, ,$@)) && mv $(@D)/staticcheck $@

$(JAVAFORMAT): | tools
	$(call say,google-java-format into target/tools)
	@mkdir -p $(@D)
	mvn -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory=$(@D) \
	  -Dartifact=com.google.googlejavaformat:google-java-format:$(word 4,$(subst -, ,$(@F))):jar:all-deps

.PHONY: lint
lint: $(STAMPS)/venv $(STAMPS)/rust-$(PROFILE) $(STATICCHECK) $(JAVAFORMAT) ## formatters and linters of every language
	$(call say,Lint)
	cargo fmt --all --check
	for crate in fuzz tests/conformance/rust; do cargo fmt --manifest-path $$crate/Cargo.toml --check || exit 1; done
	cargo clippy --locked --profile $(PROFILE) --workspace --all-targets -- -D warnings
	$(VENV)/bin/ruff check bindings-python tests examples bench tools
	$(VENV)/bin/ruff format --check bindings-python tests examples bench tools
	$(VENV)/bin/pyright -p bindings-python
	@test -z "$$(gofmt -l $(GO_FOLDERS))" || { gofmt -l $(GO_FOLDERS); echo 'gofmt: the files above'; exit 1; }
	@for module in bindings-go examples/go/hello examples/go/quakes bench/go tests/kafka/go; do \
	  echo "go vet, staticcheck: $$module"; (cd $$module && go vet ./... && $(CURDIR)/$(STATICCHECK) ./...) || exit 1; done
	@$(VENV)/bin/clang-format --dry-run --Werror $$(git ls-files $(C_FILES)) || { echo 'clang-format: the files above; make format mends them'; exit 1; }
	@java -jar $(JAVAFORMAT) --dry-run --set-exit-if-changed $$(git ls-files '*.java') || { \
	  echo 'google-java-format: the files above; make format mends them'; exit 1; }

.PHONY: format
format: $(STAMPS)/venv $(JAVAFORMAT) ## let the formatters of every language mend the code
	cargo fmt --all
	$(VENV)/bin/ruff format bindings-python tests examples bench tools
	gofmt -w $(GO_FOLDERS)
	$(VENV)/bin/clang-format -i $$(git ls-files $(C_FILES))
	java -jar $(JAVAFORMAT) --replace $$(git ls-files '*.java')

.PHONY: wheel
wheel: $(ZIGBUILD) ## the Python wheels to publish, with the command in them, into target/wheels: make wheel [PYTHONS="python3.10 python3.12"]
	PATH=$(dir $(CURDIR)/$(ZIGBUILD)):$$PATH ZIG=1 tools/wheel release $(CURDIR)/target/wheels $(addprefix -i ,$(or $(PYTHONS),$(PYTHON)))

# Linking against an old glibc; only for wheels to publish.
$(ZIGBUILD): | $(STAMPS)/venv
	$(call say,zig into target/tools)
	@python3 -m venv $(@D)/..
	@$(@D)/python -m pip install -q --disable-pip-version-check ziglang==0.17.1 cargo-zigbuild==0.24.1 maturin==1.16.0

.PHONY: package-test
package-test: $(STAMPS)/venv ## the wheel and the source distribution in fresh environments
	$(call say,Tests: package)
	@rm -rf target/wheels-package
	MATURIN=$(VENV)/bin/maturin tools/wheel quick $(CURDIR)/target/wheels-package -i $(PYTHON)
	$(PYTHON) -m pytest -q tests/package

.PHONY: bench
bench: ## ratios beside the libraries in common use: make bench [BENCH=python|go|java|rust|c] [BENCH_QUICK=1]
	@$(MAKE) --no-print-directory PROFILE=release build
	@bench/build $(BENCH)
	@$(PYTHON) bench/run.py $(BENCH)

.PHONY: install
install: | tools ## the C library, its header and isobyte.pc: make install PREFIX=/usr/local
	@test -n "$(PREFIX)" || { echo 'install: say where: make install PREFIX=/usr/local'; exit 2; }
	cargo run -q --locked --profile $(PROFILE) -p xtask -- install --prefix $(PREFIX) --profile release

.PHONY: clean
clean: ## remove everything that was built
	rm -rf target .venv bindings-go/lib bindings-java/target examples/java/target bench/java/target tests/differential/java/target tests/conformance/java/target
