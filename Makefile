# make run [REPORTS=folder]   extract a folder of reports (by default the samples of the corpus) and show the first rows
# make test                   install and run all tests but the training
# make model                  train both shipped models anew: make township, then make accurate (ten and seventeen minutes)
# make training               train the shipped model anew and compare (some minutes)
# make mutants               change the program in small ways and see whether the tests notice (docs/testing.md; half an hour)
# make check                  format, lint, types, layers
# make constraints            write constraints.txt: the versions installed now, for a build that can be repeated
# make lowest                 try the lowest versions that pyproject.toml allows (needs uv)
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
REPORTS ?= corpus/samples
OUTPUT ?= output/indicators.csv
CORPUS = corpus/reports corpus/excerpts corpus/drills corpus/manner

.PHONY: run test training mutants check model township accurate constraints lowest clean

run: $(VENV)/installed
	@$(BIN)/zhibiao extract "$(REPORTS)" -o "$(OUTPUT)" --overwrite || [ $$? -eq 1 ]
	@$(BIN)/python benchmarks/first_rows.py "$(OUTPUT)"

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n 2 --dist worksteal

training: $(VENV)/installed-test
	$(BIN)/python -m pytest -m training

mutants: $(VENV)/installed-test
	$(BIN)/python -m pip install --quiet -e ".[mutation]"
	$(BIN)/python benchmarks/mutants.py $(MUTANTS)

check: $(VENV)/installed-test
	$(BIN)/ruff format --check pipeline tests benchmarks
	$(BIN)/ruff check pipeline tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

model: township accurate

township: $(VENV)/installed-test
	$(BIN)/zhibiao train $(CORPUS) --config models/$@/zhibiao_tagger/config.toml -o models/$@

accurate: $(VENV)/installed-test
	$(BIN)/zhibiao model build $@
	$(BIN)/zhibiao train $(CORPUS) --config models/$@/zhibiao_tagger/config.toml -o models/$@ --beside township

constraints: $(VENV)/installed-test
	$(BIN)/python -m pip install --quiet -e ".[mutation]"
	$(BIN)/python -m pip freeze --quiet --exclude-editable --exclude pip --exclude uv > constraints.txt

lowest:
	.ci/lowest

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(BIN)/python -m pip install --quiet -e ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) output build dist
