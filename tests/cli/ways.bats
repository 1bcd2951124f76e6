#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `check` tells of the ways through the code: what takes each, and where it is
# in the source.

load common

setup_file() {
	use_own_folders
	share_cache
}

# An open way in a file of the user's: a call of what `hook` has.
hooked() {
	mkdir -p "$BATS_TEST_TMPDIR/own"
	cat >"$BATS_TEST_TMPDIR/own/hook.c" <<-'EOF'
		#include <ringtear.h>
		static uint16_t plain(const void *p)
		{
			return *(const volatile uint16_t *)p;
		}
		uint16_t (*hook)(const void *p) = plain;
		void take(uint16_t (*other)(const void *p)) { hook = other; }
		static inline uint16_t ask(const void *p)
		{
			return hook(p);
		}
		uint16_t ringtear_load16(const void *p)
		{
			uint16_t value = *(const volatile uint16_t *)p;
			return value == 0x1234 ? ask(p) : value;
		}
	EOF
}

# `check` with $@, its lines joined: where they break says nothing here.
check_joined() {
	run ./run.sh check "$@"
	output=$(tr -s ' \n' ' ' <<<"$output")
}

object_of() {
	gcc -O2 "$@" -fPIC -I corpora/include -c \
		-o "$BATS_TEST_TMPDIR/hook.o" "$BATS_TEST_TMPDIR/own/hook.c"
}

@test "an open way names its line of source, and where that is inlined" {
	hooked
	check_joined --source "$BATS_TEST_TMPDIR/own/hook.c"
	ended 125
	says "in ringtear_load16 (hook.c:10 in ask, inlined at hook.c:15)"
	says "the target comes from \`hook\`"
	says "taken where the value is 0x1234"
	check_joined --source "$BATS_TEST_TMPDIR/own/hook.c" --why
	says "; a run of step took it"
	check_joined --source "$BATS_TEST_TMPDIR/own/hook.c" --why \
		--engines codegen
	never_says "run of step"
}

@test "--why names the line of each access, where all is closed too" {
	cat >"$BATS_TEST_TMPDIR/whole.c" <<-'EOF'
		#include <ringtear.h>
		uint16_t ringtear_load16(const void *p)
		{
			return *(const volatile uint16_t *)p;
		}
	EOF
	check_joined --source "$BATS_TEST_TMPDIR/whole.c" --why
	ended 0
	says "in ringtear_load16 (whole.c:4)"
}

@test "an object's debug information names the line; without it none is told" {
	hooked
	object_of -g
	check_joined --object "$BATS_TEST_TMPDIR/hook.o" --load ringtear_load16
	ended 125
	says "in ringtear_load16 (hook.c:10 in ask, inlined at hook.c:15)"
	object_of -g0
	check_joined --object "$BATS_TEST_TMPDIR/hook.o" --load ringtear_load16 \
		--why
	ended 125
	says "in ringtear_load16"
	never_says "hook.c"
}

@test "--json has file and line of an open way, and of each access" {
	hooked
	run ./run.sh check --source "$BATS_TEST_TMPDIR/own/hook.c" --json
	ended 125
	python3 -c '
import json, sys
codegen = json.load(sys.stdin)["result"][0]["codegen"]
way = codegen["ways"][0]
assert way["condition"] == "the value is 0x1234", way
assert way["among_others"] is False, way
assert [w["run"] for w in codegen["ways"]] == [True, True], codegen
assert way["kind"] == "open" and way["address"] > 0, way
assert [(at["file"].split("/")[-1], at["line"], at["function"])
        for at in way["source"]] == \
    [("hook.c", 10, "ask"), ("hook.c", 15, "ringtear_load16")], way
for access in way["accesses"] + codegen["accesses"]:
    assert access["address"] > 0, access
    assert access["source"][-1]["line"] in (5, 14), access' <<<"$output"
}

# `check` of a load by way of a static, with $1 between store and load.
through() {
	cat >"$BATS_TEST_TMPDIR/static.h" <<-EOF
		#include <stdint.h>
		struct ring { void *at; int size; };
		static struct ring ring;
		struct ring shown, *any = &shown;
		void take(struct ring *other) { any = other; }
		void (*call)(void);
		void give(void (*other)(void)) { call = other; }
		static void set(const void *p) { ring.at = (void *)p; }
		static uint16_t get(void)
		{ return *(const volatile uint16_t *)ring.at; }
		static uint16_t through(const void *p)
		{ set(p); __asm__ volatile("" ::: "memory"); $1
		__asm__ volatile("" ::: "memory"); return get(); }
	EOF
	run "$ringtear" check --include "$BATS_TEST_TMPDIR/static.h" \
		--load 'through(p)' "${@:2}"
}

@test "a pointer that goes through a static variable is the same pointer" {
	through ''
	ended 0
	through '' --flags -O0
	ended 0
	through 'ring.size = 3; shown.at = 0;'
	ended 0
	through '' --toolchain riscv64-linux-gnu-gcc
	ended 0
}

@test "unless something may have been stored there in between" {
	through 'any->at = (void *)p;'
	ended 125
	says "unknown"
	through '((volatile char *)&ring.at)[0] = (char)(uintptr_t)p;'
	ended 125
	through 'if (call) call();'
	ended 125
	# What another part of the program can name, it can write.
	through 'shown.at = (void *)p; __asm__ volatile("" ::: "memory"); set(shown.at);'
	ended 125
}
