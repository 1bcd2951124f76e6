#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a run is of: headers, folders, defines and objects are a part of it, so
# that a report names no other's run as its twin.

load common

setup_file() {
	use_own_folders
	share_cache
	mkdir -p "$BATS_FILE_TMPDIR/tree/whole" "$BATS_FILE_TMPDIR/tree/parts"
	cd "$BATS_FILE_TMPDIR/tree" || return 1
	cat >whole/get.h <<-'EOF'
		#include <stdint.h>
		static inline uint16_t get(const void *p)
		{
			const volatile uint8_t *b = p;
		#ifdef PARTS
			return b[0] | b[1] << 8;
		#else
			return *(const volatile uint16_t *)p;
		#endif
		}
	EOF
	sed 's/ifdef PARTS/ifndef WHOLE/' whole/get.h >parts/get.h
}

setup() {
	cd "$BATS_FILE_TMPDIR/tree" || return 1
	rm -rf "$RINGTEAR_RUNS"
}

check() {
	run "$ringtear" check --include get.h --load 'get(p)' "$@"
}

mail() {
	run "$ringtear" report --format mail
}

# The lines of the table of builds, as "torn gcc+glibc, -O2".
builds() {
	sed -n '/^Which builds/,/^Cause/p' <<<"$output" | tr -s ' ' |
		grep -E '^(torn|atomic) '
}

@test "the same expression over other headers is another subject" {
	check -I whole
	[ "$status" -eq 0 ]
	check -I parts
	[ "$status" -eq 1 ]
	mail
	[ "$(builds)" = "torn gcc+glibc, -O2" ]
	[[ $output != *"gcc+glibc, -O2 is atomic"* ]]
}

@test "so it is with another define, and with a header that was changed" {
	check -I whole
	check -I whole --define PARTS
	[ "$status" -eq 1 ]
	mail
	[ "$(builds)" = "torn gcc+glibc, -O2" ]
	cp -r whole changing
	check -I changing
	[ "$status" -eq 0 ]
	cp parts/get.h changing
	check -I changing
	[ "$status" -eq 1 ]
	mail
	[ "$(builds)" = "torn gcc+glibc, -O2" ]
}

@test "other flags of the same subject stand beside it, unrelated runs do not" {
	check -I parts
	check -I parts --flags -O1
	run "$ringtear" check memcpy
	check -I parts
	mail
	[ "$(builds | sort)" = "torn gcc+glibc, -O1
torn gcc+glibc, -O2" ]
}

@test "what is asked of it belongs to the subject: its object, and once" {
	local parts='((const volatile uint8_t *)p)[0] | ((const volatile uint8_t *)p)[1] << 8'
	local asked

	run "$ringtear" check --load "$parts"
	for asked in '--within 2/4' '--within 4/8' '--within 2/4 --align 2' \
		'--within 2/4 --beside 01020304' '--once'; do
		# shellcheck disable=SC2086 # several words
		run "$ringtear" check --load "$parts" $asked --flags -O1
		[ "$status" -eq 1 ]
	done
	[ "$(query 'SELECT count(DISTINCT subject) FROM run')" -eq 6 ]
	run "$ringtear" check --load "$parts" --within 2/4 --align 2
	mail
	[ "$(grep -c '^torn ' <<<"$(builds)")" -eq 2 ]
	[[ $(tr '\n' ' ' <<<"$output") == *"offset and size are 2/4 bytes, it is aligned to 2"* ]]
}

@test "so it does of the corpora's, and in a comparison" {
	printf '%s\n' 'toolchains = gcc+glibc' 'flags = -O2' >small
	run "$ringtear" check volatile
	run "$ringtear" compare --matrix small --no-cost --before volatile \
		--after volatile
	run "$ringtear" check volatile --within 2/4
	run "$ringtear" compare --matrix small --no-cost --before volatile \
		--after volatile --within 2/4
	[ "$(query 'SELECT subject = "", count(*) FROM run GROUP BY subject
		ORDER BY 1')" = "0|3
1|3" ]
}

# What the mail has as tear.c; whether a race tears is up to the machine.
tear_c() {
	mail
	sed -n '/^\/\* A [a-z]* of 16 bits, torn/,/^Machine$/p' <<<"$output" |
		sed '$d' >"$BATS_TEST_TMPDIR/tear.c"
	[ -s "$BATS_TEST_TMPDIR/tear.c" ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/tear.c")" -lt 80 ]
	run -0 gcc -O2 -Wall "$@" -o "$BATS_TEST_TMPDIR/tear" \
		"$BATS_TEST_TMPDIR/tear.c" -pthread
}

@test "the mail has a C file for an expression, with its short header" {
	check -I parts
	tear_c
	grep -q 'b\[0\] | b\[1\]' "$BATS_TEST_TMPDIR/tear.c"
	not grep -q 'get.h' "$BATS_TEST_TMPDIR/tear.c"
}

@test "a long header is named, and where it lies" {
	mkdir -p long
	{
		cat parts/get.h
		for number in $(seq 40); do
			echo "static inline int f$number(void) { return 0; }"
		done
	} >long/get.h
	check -I long
	mail
	[[ $output == *"-I$PWD/long"* ]]
	tear_c "-I$PWD/long"
	grep -q '#include "get.h"' "$BATS_TEST_TMPDIR/tear.c"
}

@test "and one for a copy" {
	local bytes='char *d = dst; volatile const char *s = src;'

	run "$ringtear" check --copy "{ $bytes while (len--) *d++ = *s++; }"
	[ "$status" -eq 1 ]
	tear_c
	grep -q 'static void copy(' "$BATS_TEST_TMPDIR/tear.c"
}
