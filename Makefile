# The ways in and the gates. Every target first brings .venv up to date, which takes no time when it is.
# make serves Linux and macOS; docs/install.md says what to type on Windows.

BIN := .venv/bin
READY := .venv/ready

.PHONY: help setup run test paper matrix mutation schema lock package fresh bench pictures faults

help:
	@echo 'make setup    put the program and its tools into .venv'
	@echo 'make run      open the window, or replay the published cases where there is no display'
	@echo 'make test     every gate: style, types, direction of imports, tests, coverage'
	@echo 'make paper    look at every letter of 2,000 drawn documents (PAPERS=60 for fewer), and print'
	@echo '              on a printer of CUPS where there is one'
	@echo 'make pictures take the pictures of the window anew, and a contact sheet of 24 to look at'
	@echo 'make bench    how fast it is, each figure beside the bare minimum'
	@echo 'make faults   kills, full disks, flipped bits and so on against the real program; writes'
	@echo '              docs/reliability.md (SCALE=1 for the full numbers, ONLY=F01,F06, SEED=7)'
	@echo 'make matrix   compare a million drawn doses with a second calculation, type hostile numbers into'
	@echo '              every field, and press anything in any order (N=2000 for fewer; SEED=7 for another walk)'
	@echo 'make mutation make each line of the clinical core wrong and list what no test notices (hours;'
	@echo '              MODULES="clinical.logic clinical.risk" looks at those alone)'
	@echo 'make schema   write docs/site-schema.json anew from the models a site file is read with'
	@echo 'make package  build the program as one folder in dist/ and run its self-test'
	@echo 'make lock     write requirements/ anew from pyproject.toml (LOCK=--upgrade takes newer versions)'
	@echo 'make fresh    run and test a clean clone on a bare Debian 12 (needs root and debootstrap)'

setup: $(READY)

$(READY): pyproject.toml requirements/development.txt requirements/uv.txt scripts/setup.sh
	@./scripts/setup.sh

run: $(READY)
	@if [ -n "$${DISPLAY-}$${WAYLAND_DISPLAY-}" ] || [ "$$(uname)" = Darwin ]; then \
		exec $(BIN)/kd-bedside; \
	else \
		echo 'No display: replaying the published cases instead of opening the window.'; \
		exec $(BIN)/kd-bedside demo; \
	fi

# Watching each line slows a test down: only the knowledge is held to be covered, by its own tests,
# and not while thousands of children are drawn. Types are checked beside them, and told after them.
# The other tests wait for the disk and for clocks a quarter of the time: three share two cores.
test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	@mkdir -p build
	$(BIN)/pyright > build/types.txt 2>&1 & types=$$!; \
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term tests/clinical --ignore=tests/clinical/drawn; \
	tested=$$?; wait $$types; typed=$$?; cat build/types.txt; exit $$((tested || typed))
	$(BIN)/pytest -n 3 --dist worksteal --ignore-glob='tests/clinical/test_*'

# A document has a number, so that one with a fault can be drawn again.
PAPERS := 2000
paper: $(READY)
	$(BIN)/python -m tests.reports.paper_matrix $(PAPERS)
	$(BIN)/python -m tests.desktop.print_system

# Whoever changes the look takes them anew and looks at build/pictures/sheet.png.
pictures: $(READY)
	@$(BIN)/python -m tests.pictures

# Each figure stands beside the bare minimum of the same libraries, measured by turns in one run.
bench: $(READY)
	@$(BIN)/python -m tests.bench

# One fault after another; each figure is kept as soon as it is known.
faults: $(READY)
	@SCALE='$(SCALE)' ONLY='$(ONLY)' SEED='$(SEED)' $(BIN)/python -m tests.faults

# A case has a number, so that a difference can be drawn again.
N := 1000000
SEED := 1
matrix: $(READY)
	$(BIN)/python -m tests.clinical.regimen_matrix $(N)
	@QT_LOGGING_RULES='*.warning=false' $(BIN)/python -m tests.desktop.keystroke_matrix $$(( $(N) > 8000 ? 8000 : $(N) ))
	@QT_LOGGING_RULES='*.warning=false' $(BIN)/python -m tests.desktop.random_walk $$(( $(N) > 10000 ? 10000 : $(N) )) $(SEED)

# Results stay in mutants/, so that a second run does only what is new. See docs/mutation.md.
mutation: $(READY)
	$(BIN)/mutmut run $(addsuffix .*,$(MODULES))
	@$(BIN)/mutmut results

schema: $(READY)
	$(BIN)/python -m scripts.site_schema

lock: $(READY)
	@./scripts/lock.sh $(LOCK)
	@git diff --stat -- requirements

package: $(READY)
	$(BIN)/python build_spec.py

fresh:
	@./scripts/fresh.sh
