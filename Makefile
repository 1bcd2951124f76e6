# SPDX-License-Identifier: GPL-2.0-or-later
#
# Plain make. `make` builds the program, `make test` runs every test.
#   WERROR=1      warnings are errors (CI)
#   SAN=thread    builds under ThreadSanitizer, in a folder of its own
#   SAN=address   the same for AddressSanitizer and UBSan

CC ?= cc
PREFIX ?= /usr/local
SAN ?=
BUILD ?= build/$(or $(SAN),release)

PACKAGES = hwloc capstone sqlite3 jansson libelf libxxhash
CFLAGS ?= -O2 -g
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
endif
ifneq ($(findstring clang,$(CC)),)
WARNINGS := $(WARNINGS) -Wno-unknown-warning-option
endif

ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -I. $(WARNINGS) $(CFLAGS) $(SANITIZE) \
	     -pthread $(shell pkg-config --cflags $(PACKAGES)) \
	     -DRT_PREFIX='"$(PREFIX)"'
ALL_LDFLAGS = $(LDFLAGS) $(SANITIZE) -pthread -rdynamic
LIBRARIES = $(shell pkg-config --libs $(PACKAGES)) -ldl -lm

SOURCES := $(filter-out harness/cli/main.c,\
	     $(wildcard harness/*/*.c harness/*/*/*.c pinning/*.c reports/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
BATS := $(wildcard tests/*/*.bats)

all: $(BUILD)/ringtear

$(BUILD)/ringtear: $(BUILD)/harness/cli/main.o $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/libringtear.a: $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libringtear.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES) \
		$(shell pkg-config --libs cmocka)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.SECONDARY:
.PHONY: all
