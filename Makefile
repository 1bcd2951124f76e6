# SPDX-License-Identifier: GPL-2.0-or-later
#
# Plain make. `make` builds the program, `make test` runs every test.
#   WERROR=1      warnings are errors (CI)
#   SAN=thread    builds under ThreadSanitizer, in a folder of its own
#   SAN=address   the same for AddressSanitizer and UBSan

# Every rule is below. The built-in ones were tried for each header that an
# object names: nine tenths of what a make took that had nothing to do.
MAKEFLAGS += --no-builtin-rules
comma := ,

CC ?= cc
PREFIX ?= /usr/local
VERSION = 0.1.0
SAN ?=
BUILD ?= build/$(or $(SAN),release)

PACKAGES = hwloc capstone sqlite3 jansson libelf libdw libxxhash unicorn
# Sanitized programs are built to be run once: half the time to compile. What
# races needs some speed (RACING, below).
CFLAGS_thread = -O0 -g1
CFLAGS_address = -O0 -g1
CFLAGS_fuzz = -O1 -g1
CFLAGS ?= $(if $(SAN),$(CFLAGS_$(SAN)),-O2 -g)
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wvla -Wformat=2
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif
ifeq ($(SAN),thread)
# TSan does not model fences; every location that they order is atomic.
SANITIZE = -fsanitize=thread -Wno-tsan -DRT_SANITIZED=1
else ifeq ($(SAN),address)
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
	   -fno-omit-frame-pointer -DRT_SANITIZED=1
else ifeq ($(SAN),fuzz)
CC = clang
SANITIZE = -fsanitize=fuzzer-no-link,address,undefined \
	   -fno-sanitize-recover=all -DRT_SANITIZED=1
endif
ifneq ($(findstring clang,$(CC)),)
WARNINGS := $(WARNINGS) -Wno-unknown-warning-option
endif

# Asked once, not for each file.
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBRARIES := $(shell pkg-config --libs $(PACKAGES))
# A test is compiled to be run a few times: what it asserts is the same at any
# level, and the release build of it has the warnings that -O0 cannot give.
TEST_CFLAGS ?= $(if $(SAN),-O0 -g1,-Og -g)
# GNU ld takes three times as long over a hundred test programs.
TEST_LDFLAGS ?= $(if $(shell command -v ld.gold),-fuse-ld=gold)
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -I. $(WARNINGS) $(CFLAGS) $(SANITIZE) \
	     -pthread $(PACKAGE_CFLAGS)
ALL_LDFLAGS = $(LDFLAGS) $(SANITIZE) -pthread -rdynamic
# libVEX, which reads machine code: valgrind's static archives. `make
# WITHOUT_VEX=1` builds without it, and then nothing is called atomic.
VEX_CPU := $(patsubst x86_64,amd64,$(patsubst aarch64,arm64,$(shell uname -m)))
VEX_FOLDER := $(shell pkg-config --variable=libdir valgrind)/valgrind
# The first has libVEX's entry points for all machines, the other for its own.
VEX_ARCHIVES = $(VEX_FOLDER)/libvexmultiarch-$(VEX_CPU)-linux.a \
	       $(VEX_FOLDER)/libvex-$(VEX_CPU)-linux.a
ifdef WITHOUT_VEX
VEX =
else ifeq ($(wildcard $(VEX_ARCHIVES)),)
$(error libVEX is missing: install valgrind (Debian), valgrind-dev or \
valgrind-devel, or build with `make WITHOUT_VEX=1`)
else
# Each of the two archives needs the other.
VEX = -Wl,--start-group $(VEX_ARCHIVES) -Wl,--end-group -lgcc
endif
LIBRARIES = $(PACKAGE_LIBRARIES) $(VEX) -ldl -lm
# The program has these within, where the machine has them as archives: as
# shared libraries the relocations of the first two took a third of a cached
# `check`, and libdw would bring two more libraries that few checks need.
WITHIN := $(filter /%,$(foreach name,unicorn capstone dw elf bz2 lzma,\
	  $(shell $(CC) -print-file-name=lib$(name).a)))
WITHIN_LIBRARIES := $(patsubst lib%.a,-l%,$(notdir $(WITHIN)))
# What an archive of libdw needs, which its shared library names itself.
DW_LIBRARIES := $(if $(filter -ldw,$(WITHIN_LIBRARIES)),\
		$(shell pkg-config --static --libs-only-l libdw))
PROGRAM_LIBRARIES = -Wl,--exclude-libs,$(subst $() ,:,$(notdir $(WITHIN) $(VEX_ARCHIVES))) \
	$(filter-out $(WITHIN_LIBRARIES),$(LIBRARIES)) \
	$(WITHIN) $(filter-out $(WITHIN_LIBRARIES),$(DW_LIBRARIES)) -lm
TEST_LIBRARIES = $(shell pkg-config --libs cmocka)

SOURCES := $(filter-out harness/cli/main.c harness/fuzz/target.c,\
	     $(wildcard harness/*/*.c harness/*/*/*.c harness/*/*/*/*.c pinning/*.c reports/*.c))
# What reads code with libVEX, and what stands in its place.
ACCOUNT_WITHOUT = harness/engine/account/without_vex.c
SOURCES := $(filter-out $(if $(WITHOUT_VEX),$(filter-out \
	   %/account.c %/riscv_text.c %/riscv_expand.c $(ACCOUNT_WITHOUT),$(wildcard \
	   harness/engine/account/*.c)),$(ACCOUNT_WITHOUT)),$(SOURCES))
# For `make suite` under a sanitizer: what none of its tests is linked with.
UNTESTED = $(filter-out $(addprefix harness/compare/,\
	   cells.c matrix.c pool.c),$(wildcard harness/compare/*.c)) \
	   $(filter-out $(addprefix harness/cli/,command.c folders.c needs.c options%.c\
	   output.c runs.c topo.c),\
	   $(wildcard harness/cli/*.c)) \
	   $(addprefix reports/,check_% compare.c fuzz_watch.c replay_% \
	   show_violation.c)
UNTESTED_thread = $(addprefix harness/,verdict/% record/% compare/% cli/% run/%\
		  fuzz/% $(addprefix engine/,account/% codegen/% step/% qemu_user/% tsan/%)) \
		  reports/%
UNTESTED_address = $(UNTESTED)
ifneq ($(filter suite,$(MAKECMDGOALS)),)
SOURCES := $(filter-out $(UNTESTED_$(SAN)),$(SOURCES))
endif
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
BENCH := $(patsubst %.c,$(BUILD)/%.o,\
	   $(filter-out bench/soak%.c bench/hunt%.c bench/ring_rate.c,\
	   $(wildcard bench/*.c)))
SOAK := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/soak*.c))
HUNT := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/hunt*.c) bench/samples.c)
# The same ring_rate, with the virtqueue's checks and without.
RING_RATES = $(BUILD)/bench/checked $(BUILD)/bench/unchecked
UNCHECKED := $(patsubst %.c,$(BUILD)/unchecked/%.o,\
	       bench/ring_rate.c $(wildcard harness/virtqueue/*.c))
FUZZERS := $(patsubst %.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
TORTURE := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/torture/*.c))
AGREEMENT := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/agreement/*.c))
# What makes the accessors, without the program that judges them.
TORTURE_PARTS := $(filter-out %/torture.o,$(TORTURE))
TWINS_PARTS := $(BUILD)/tests/twins/twins.o $(TORTURE_PARTS)
TWINS_COUNT ?= 1000
TORTURE_COUNT ?= 5000
TORTURE_SEED ?= 1
TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))

all: $(BUILD)/ringtear

$(BUILD)/ringtear: $(BUILD)/harness/cli/main.o $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PROGRAM_LIBRARIES)

# What `fuzz` starts. libFuzzer comes with clang; our own objects carry no
# coverage, which would say nothing about a compiler (docs/fuzz.md).
FUZZ_CC ?= clang
fuzzer: $(BUILD)/ringtear-fuzz
$(BUILD)/ringtear-fuzz: $(BUILD)/harness/fuzz/target.o $(BUILD)/libringtear.a
	$(FUZZ_CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -Wl,--exclude-libs,ALL -o $@ $^ $(PROGRAM_LIBRARIES)

$(BUILD)/libringtear.a: $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

# Where the corpora will be is compiled in; another PREFIX compiles it again.
$(BUILD)/harness/base/places.o: ALL_CFLAGS += -DRT_PREFIX='"$(PREFIX)"'
$(BUILD)/harness/base/places.o: $(BUILD)/prefix
$(BUILD)/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' >$@

# Of a git checkout the commit is said as well; another commit compiles it
# again.
COMMIT = $(shell git -C $(CURDIR) describe --always --dirty --abbrev=12 \
	   --exclude='*' 2>/dev/null)
$(BUILD)/harness/base/version.o: ALL_CFLAGS += -DRT_VERSION='$(shell cat $(BUILD)/version)'
$(BUILD)/harness/base/version.o: $(BUILD)/version
$(BUILD)/version: FORCE
	@mkdir -p $(@D)
	@commit='$(COMMIT)'; echo "\"$(VERSION)$${commit:+ ($$commit)}\"" >$@.new
	@cmp -s $@.new $@ || cp $@.new $@

RACING = harness/engine/hammer/% harness/virtqueue/%
ifeq ($(SAN),thread)
$(patsubst %.c,$(BUILD)/%.o,$(filter $(RACING),$(SOURCES))): CFLAGS = -O1 -g1
endif

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Races and what is timed need the optimiser.
$(filter-out $(BUILD)/tests/torture/% $(BUILD)/tests/agreement/% \
	$(BUILD)/tests/twins/%,$(patsubst %.c,$(BUILD)/%.o,\
	$(wildcard tests/*/*.c))): CFLAGS = $(TEST_CFLAGS)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBRARIES) \
		$(TEST_LIBRARIES)

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o \
		$(BUILD)/bench/rows.o $(BUILD)/bench/samples.o \
		$(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBRARIES) \
		$(TEST_LIBRARIES)

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBRARIES)

$(BUILD)/tests/torture/torture: $(TORTURE) $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/tests/agreement/agreement: $(AGREEMENT) $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/tests/twins/%: $(BUILD)/tests/twins/%.o $(TWINS_PARTS) \
		$(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBRARIES) \
		$(TEST_LIBRARIES)

$(BUILD)/bench/bench: $(BENCH) $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/bench/soak: $(SOAK) $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/bench/hunt: $(HUNT) $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/bench/checked: $(BUILD)/bench/ring_rate.o $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

# Its own virtqueue comes first, so that the library's is not taken.
$(BUILD)/bench/unchecked: $(UNCHECKED) $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/unchecked/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -DRT_VQ_CHECKS=0 -MMD -MP -c -o $@ $<

# Run by hand or by `test`, in this order: the cheapest first.
test:
	sh tests/all.sh

check: $(BUILD)/ringtear $(TESTS) $(BUILD)/tests/torture/torture \
	$(BUILD)/tests/agreement/agreement

# Each unit test is run once by the suite: under AddressSanitizer, but for
# those that spend their time in compilers or in the code under test. Those in
# OPTIMISED run as they are used as well: their assembly, races and processes
# are not the same at -O0.
COMPILING = module/test_accessors% module/test_stages module/test_stages_known \
	    engine/test_codegen engine/test_step_apart engine/test_tsan \
	    engine/test_tsan_accessors engine/test_qemu_user \
	    engine/test_qemu_user_belief corpora/% compare/test_cost twins/%
OPTIMISED = engine/test_step% engine/test_derived engine/test_emulated \
	    hammer/% virtqueue/% pinning/% base/% $(COMPILING)
# What starts threads, or is run by them; the rest has one thread.
THREADED = hammer/% pinning/test_latency virtqueue/test_runs
SUITE_ = $(filter $(OPTIMISED:%=$(BUILD)/tests/%),$(TESTS))
SUITE_address = $(filter-out $(COMPILING:%=$(BUILD)/tests/%),$(TESTS))
SUITE_thread = $(filter $(THREADED:%=$(BUILD)/tests/%),$(TESTS))

# The unit tests of the suite, each kind of build by itself (SAN): one program,
# and a link to it for each (tests/suite.c).
ONE = $(BUILD)/suite
SUITE_LINKS = $(SUITE_$(SAN):$(BUILD)/tests/%=$(ONE)/%)
SUITE_OBJECTS = $(SUITE_LINKS:%=%.o)
suite: $(SUITE_LINKS) $(if $(SAN),,$(BUILD)/ringtear \
	$(BUILD)/tests/torture/torture $(BUILD)/tests/agreement/agreement)

suite-list:
	@printf '%s\n' $(SUITE_LINKS)

$(ONE)/suite.list: FORCE
	@mkdir -p $(@D)
	@printf 'TEST(%s)\n' $(foreach test,$(SUITE_LINKS:$(ONE)/%=%),\
		'$(subst /,$(comma) ,$(test))') >$@.new
	@cmp -s $@.new $@ || cp $@.new $@

$(ONE)/suite.o: tests/suite.c $(ONE)/suite.list Makefile
	$(CC) $(ALL_CFLAGS) -I$(ONE) -c -o $@ $<

# `main` is no prototype's name; `make warnings` looks for what is not static.
$(SUITE_OBJECTS): CFLAGS = $(TEST_CFLAGS) -Wno-missing-prototypes
$(ONE)/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Dmain=$(subst /,_,$*) -MMD -MP -c -o $@ $<

# What some of the tests need besides.
SUITE_PARTS_ = $(TWINS_PARTS)
SUITE_PARTS_address = $(BUILD)/bench/rows.o $(BUILD)/bench/samples.o
$(ONE)/tests: $(ONE)/suite.o $(SUITE_OBJECTS) $(SUITE_PARTS_$(SAN)) \
		$(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) $(TEST_LDFLAGS) -o $@ $^ $(LIBRARIES) \
		$(TEST_LIBRARIES)

$(SUITE_LINKS): $(ONE)/tests
	ln -f $< $@

# The harness under a sanitizer: its unit tests, race and memory clean.
# ALL_CELLS=1 takes what is a sample there whole (tests/base/spread.h).
tsan:
	$(MAKE) --no-print-directory SAN=thread suite
	sh tests/sanitized.sh $$($(MAKE) -s --no-print-directory SAN=thread suite-list)
	sh tests/suppressions.sh

asan:
	$(MAKE) --no-print-directory SAN=address suite
	sh tests/sanitized.sh $$($(MAKE) -s --no-print-directory SAN=address suite-list)

# What parses bytes that others wrote, under libFuzzer, FUZZ_SECONDS each.
fuzz:
	$(MAKE) --no-print-directory SAN=fuzz $(FUZZERS:%=build/fuzz/%)
	sh tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZERS:%=build/fuzz/%)

# Accessors whose truth is known by construction: none may be misjudged.
torture: $(BUILD)/tests/torture/torture
	$(BUILD)/tests/torture/torture $(TORTURE_COUNT) $(TORTURE_SEED)

# Every accessor by every toolchain: what engines disagree on has a cause.
agreement: $(BUILD)/tests/agreement/agreement
	$(BUILD)/tests/agreement/agreement

# The real CPU and the emulated one over everything here: they must agree.
twins: $(BUILD)/tests/twins/whole
	$(BUILD)/tests/twins/whole $(TWINS_COUNT) $(TORTURE_SEED)

# The other compiler's warnings, every one an error; gcc's come with the build.
warnings:
	@echo $(filter %.c,$(C_FILES)) | sh tests/warnings.sh \
		clang $(ALL_CFLAGS) -DRT_PREFIX='""' -Werror

C_FILES = $(wildcard corpora/drivers/*.[ch] \
	  harness/*/*.[ch] harness/*/*/*.[ch] \
	  harness/*/*/*/*.[ch] pinning/*.[ch] \
	  reports/*.[ch] tests/*/*.[ch] bench/*.[ch])

format:
	clang-format -i $(C_FILES)

lint:
	shellcheck run.sh .ci/run completion/ringtear.bash docs/faces.sh docs/sample.sh reports/examples/make.sh tests/*.sh tests/*/*.sh tests/*/*.bash
	shellcheck -e SC2030,SC2031,SC2154 tests/*/*.bats
	clang-format --dry-run -Werror $(C_FILES)
	python3 tests/layers.py
	python3 tests/functions.py

benches: $(BUILD)/ringtear $(BUILD)/bench/bench $(BUILD)/bench/soak $(RING_RATES)

# BENCH_ROUNDS and BENCH_RUNS make it shorter or longer.
bench: benches
	@RINGTEAR_HOME=$(CURDIR) $(BUILD)/bench/bench $(RING_RATES)

# Real code of this machine; tests/real/real.sh says what brings more of it.
real: $(BUILD)/ringtear
	@bash tests/real/real.sh

# SOAK_LOADS, SOAK_REQUESTS and SOAK_ACCESSOR make it shorter.
soak: $(BUILD)/bench/soak
	@RINGTEAR_HOME=$(CURDIR) $(BUILD)/bench/soak

# Kills, mutations, attacks and 64 checks at once: two hours of two cores.
# SOAK_COUNT makes each shorter, SOAK_SEED does the same again.
soak-faults: $(BUILD)/ringtear fuzzer
	cd tests/soak && for part in parallel kills "mutations trials" \
		"mutations stores" "mutations objects" hostile; do \
		set -- $$part; python3 $$1.py $$2 || exit 1; \
	done

# What the trials of the corpora expect of two cores: wants an idle machine.
raced: $(BUILD)/ringtear
	@RINGTEAR_HOME=$(CURDIR) sh tests/corpora/raced.sh $(BUILD)/ringtear

# HUNT_RUNS and HUNT_SECONDS make them shorter; HUNT_OPTIONS is for `fuzz`.
HUNTING = RINGTEAR_HOME=$(CURDIR) $(BUILD)/bench/hunt $(BUILD)/ringtear
hunt: $(BUILD)/bench/hunt $(BUILD)/ringtear fuzzer

# Guided against random search.
bench-fuzz: hunt
	@$(HUNTING) needles

# From nothing to the build of 2019, ten times.
soak-fuzz: hunt
	@$(HUNTING) causes

# A campaign that is killed fifty times.
soak-fuzz-kill: hunt
	@$(HUNTING) kills

# Ten minutes of it: no crash is found, and what it uses stays level.
soak-fuzz-level: $(BUILD)/ringtear fuzzer
	@bash tests/soak/fuzz_level.sh

install: $(BUILD)/ringtear
	install -D -m 755 $(BUILD)/ringtear "$(DESTDIR)$(PREFIX)/bin/ringtear"
	[ ! -x $(BUILD)/ringtear-fuzz ] || install -D -m 755 \
		$(BUILD)/ringtear-fuzz "$(DESTDIR)$(PREFIX)/bin/ringtear-fuzz"
	cd corpora && find . -path ./trials/found -prune -o -type f -exec install -D -m 644 {} \
		"$(DESTDIR)$(PREFIX)/share/ringtear/corpora/{}" \;
	install -D -m 644 README.md \
		"$(DESTDIR)$(PREFIX)/share/doc/ringtear/README.md"
	install -D -m 644 docs/json.schema.json \
		"$(DESTDIR)$(PREFIX)/share/ringtear/json.schema.json"
	install -D -m 644 docs/ringtear.1 \
		"$(DESTDIR)$(PREFIX)/share/man/man1/ringtear.1"
	install -D -m 644 completion/ringtear.bash \
		"$(DESTDIR)$(PREFIX)/share/bash-completion/completions/ringtear"
	install -D -m 644 completion/_ringtear \
		"$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_ringtear"

# Reports of real runs on this machine, one in each format.
examples: $(BUILD)/ringtear
	sh reports/examples/make.sh

# docs/recipes.md, each recipe as it is written there.
recipes: $(BUILD)/ringtear
	rm -rf build/recipes
	python3 tests/docs/recipes.py build/recipes "An engine" "An accessor" \
		"A toolchain" "A device kind" "A report format" "A trial key"

# The parts of the manual page and the completions that come from tables.
faces: $(BUILD)/ringtear
	sh docs/faces.sh $(CURDIR)/$(BUILD)/ringtear

# The screen that README.md shows.
samples: $(BUILD)/ringtear
	sh docs/sample.sh

clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.SECONDARY:
.PHONY: FORCE all fuzzer test check suite suite-list tsan asan fuzz torture agreement twins warnings format lint benches bench soak real raced hunt bench-fuzz soak-fuzz soak-fuzz-kill soak-faults soak-fuzz-level install examples faces recipes samples clean
