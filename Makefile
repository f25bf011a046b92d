# Two commands: `make preview STACK=dev` and `make test`. Both set up .venv by themselves, once.

PYTHON ?= python3
STACK ?= dev
BIN := .venv/bin
# Each worker imports the SDKs and records the stacks for itself: more than a few take longer in all.
AT_ONCE ?= --numprocesses auto --maxprocesses 4 --dist loadfile
LINT := .venv/.lint
ACTIONLINT := v1.7.12
# For every platform, with a hash of each file.
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-package eks-shared-vpc $(UPGRADE) \
  --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup preview test engine check fuzz planted-faults generate format bench lock floors clean .venv/.program .venv/.tools
.NOTPARALLEL: # as `make clean preview` means one after the other

help:
	@echo "make preview STACK=dev   preview a stack: no cloud, no credentials, no Pulumi CLI"
	@echo "make setup               set up .venv and no more, for CI: the others do so by themselves"
	@echo "make test                every test that needs no cloud"
	@echo "make engine              the real Pulumi engine on every stack, without a cloud; needs the pulumi CLI"
	@echo "make check               format, lint and types, and the workflows"
	@echo "make planted-faults      what the preview finds of faults planted in healthy stacks"
	@echo "make fuzz                10,000 mutations of each kind of input file; FUZZ=--number=500 makes fewer"
	@echo "make bench               how fast a preview is, next to a plain Pulumi program"
	@echo "make generate            write what follows from the code: arguments, schema, generated docs"
	@echo "make format              format the code"
	@echo "make lock                write the pins again: after a change of a requirements*.in or of components/pyproject.toml;"
	@echo "                         UPGRADE=--upgrade takes the newest versions"
	@echo "make floors              the tests on the lowest versions that the package declares"
	@echo "make clean               remove .venv; make clean preview sets it up again"

setup: .venv/.program

preview: .venv/.program
	@$(BIN)/eks-shared-vpc preview --stack $(STACK)

test: .venv/.tools
	@echo "Running the tests that need no cloud…"
	@$(BIN)/pytest -m "not engine" $(AT_ONCE)

engine: .venv/.tools
	@command -v pulumi > /dev/null || echo "The pulumi command is not on the PATH, so the tests are skipped; pulumi.com/docs/install says how to get it."
	@$(BIN)/pytest -m engine tests/engine

check: .venv/.tools $(LINT)/actionlint-$(ACTIONLINT)
	@echo "Checking format, lint, types and workflows…"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(LINT)/bin/shellcheck --version > /dev/null
	@$(LINT)/actionlint-$(ACTIONLINT) -shellcheck $(LINT)/bin/shellcheck .github/workflows/*.yml
	@$(LINT)/bin/zizmor --offline --persona=pedantic --strict-collection -qq .github

planted-faults: .venv/.tools
	@$(BIN)/python -m scripts.planted_faults

# The arguments first: the schema is made of them.
generate: .venv/.tools
	@$(BIN)/python -m scripts.generate_args
	@UPDATE_GOLDEN=1 $(BIN)/pytest --quiet tests/contract/test_schema.py
	@for page in facts meanings findings settings; do $(BIN)/python -m scripts.document_$$page || exit; done

fuzz: .venv/.tools
	@$(BIN)/python -m tests.fuzz $(FUZZ)

format: .venv/.tools
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/.tools
	@$(BIN)/python bench/bench.py

lock: .venv/.tools
	@$(BIN)/uv pip compile $(LOCK) requirements.in --output-file requirements.txt
	@$(BIN)/uv pip compile $(LOCK) --constraints requirements.txt requirements-dev.in --output-file requirements-dev.txt

floors: .venv/.tools
	@$(BIN)/python scripts/try_floors.py

clean:
	rm -rf .venv .venv.unfinished

# The script looks whether there is anything to do, so it runs each time.
.venv/.program:
	@$(PYTHON) scripts/set_up.py

.venv/.tools:
	@$(PYTHON) scripts/set_up.py --tools

# No wheel carries actionlint, so it is built, of sources that Go's checksum database vouches for. The compiler comes as a
# wheel and goes again.
$(LINT)/actionlint-$(ACTIONLINT): .github/lint-requirements.txt | .venv/.program
	@echo "Adding actionlint, shellcheck and zizmor (once, about 20 seconds)…"
	@rm -rf $(LINT)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target $(LINT) -r $<
	@cd $(LINT) && env GOROOT="$$PWD/go" GOPATH="$$PWD/build" GOCACHE="$$PWD/build" GOBIN="$$PWD/build" GOTOOLCHAIN=local \
	  GOFLAGS=-modcacherw CGO_ENABLED=0 go/bin/go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT) 2> log \
	  || { cat log; exit 1; }
	@mv $(LINT)/build/actionlint $@
	@rm -rf $(LINT)/go $(LINT)/bin/go $(LINT)/build
	@touch $@
