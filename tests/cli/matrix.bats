#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `check --matrix`: the worst of all builds, and what git bisect makes of it.

load common

setup_file() {
	use_own_folders
	share_cache
	# Inlined in the first and the third build, and called in the second.
	called=$BATS_FILE_TMPDIR/called
	printf '%s\n' '[as built]' 'toolchains = gcc+musl' \
		'flags = -O2 | -O2 -fno-builtin' '[as Alpine built]' \
		'toolchains = gcc+musl' 'include = fortify-1.0' \
		'flags = -O2' 'flags = none | -D_FORTIFY_SOURCE=2' >"$called"
	export called
}

matrix() {
	# A slow machine has a line of progress on standard error.
	run --separate-stderr "$ringtear" check --matrix "$called" "$@"
}

# The header of a commit: its number $1, and the body of its load $2.
write_header() {
	printf '#include <stdint.h>\n#include <string.h>\n/* %s */\n%s\n' \
		"$1" "static inline uint16_t idx(const void *p) { $2 }" \
		>"$repository/access.h"
}

# Six commits, the fourth of which makes a copy of the load; $1 is the body of
# the second.
make_history() {
	local body commit

	repository=$BATS_TEST_TMPDIR/tree
	git init -q "$repository"
	git -C "$repository" config user.name x
	git -C "$repository" config user.email x@example.org
	for commit in 1 2 3 4 5 6; do
		body='return *(const volatile uint16_t *)p;'
		[ "$commit" -lt 4 ] ||
			body='uint16_t r; memcpy(&r, p, 2); return r;'
		[ "$commit" -ne 2 ] || body=${1-$body}
		write_header "$commit" "$body"
		git -C "$repository" add access.h
		git -C "$repository" commit -qm "commit $commit"
	done
	cd "$repository" || return 1
	git bisect start HEAD HEAD~5
}

blamed() {
	git log -1 --format=%s refs/bisect/bad
}

@test "bisect over a matrix finds the copy that plain flags inline" {
	make_history
	run git bisect run "$clone/run.sh" check --include access.h \
		-I "$repository" --load 'idx(p)' --matrix "$called"
	ended 0
	says "first bad commit"
	[ "$(blamed)" = "commit 4" ]
	# By the flags alone no commit is at fault, which says so of itself.
	for commit in 1 6; do
		run "$ringtear" check --include access.h -I "$repository" \
			--load 'idx(p)' --toolchain gcc+musl
		ended 0
	done
}

@test "bisect skips a commit that no build of the matrix takes" {
	make_history 'syntax error'
	run git bisect run "$clone/run.sh" check --include access.h \
		-I "$repository" --load 'idx(p)' --matrix "$called"
	ended 0
	[ "$(blamed)" = "commit 4" ]
}

@test "what is wrong with the set-up blames no commit" {
	local wrong

	make_history
	printf 'toolchains = nosuchcompiler+musl\n' >"$BATS_TEST_TMPDIR/none"
	printf 'flags = -O2\n' >"$BATS_TEST_TMPDIR/empty"
	for wrong in "--matrix=$BATS_TEST_TMPDIR/gone" \
		"--matrix=$BATS_TEST_TMPDIR/none" \
		"--matrix=$BATS_TEST_TMPDIR/empty" \
		"--matrix=$called --toolchain=gcc+host" \
		"--matrix=$called --flags=-O1" "--matirx=$called"; do
		# shellcheck disable=SC2086
		run "$ringtear" check --include access.h -I "$repository" \
			--load 'idx(p)' $wrong
		ended 129
		# shellcheck disable=SC2086
		not git bisect run "$clone/run.sh" check --include access.h \
			-I "$repository" --load 'idx(p)' $wrong
		[ "$(blamed)" = "commit 6" ]
	done
}

@test "the sentence and the exit code are those of the worst build" {
	matrix memcpy
	ended 1
	[ "${lines[0]}" = "torn in 2 of 4 builds" ]
	says "again     ringtear check memcpy --toolchain"
	matrix volatile
	ended 0
	[ "${lines[0]}" = "atomic in all 4 builds" ]
	never_says "again "
	matrix --load '*(const volatile unsigned char *)p' --once
	ended 1
	[ "${lines[0]}" = "faulty in all 4 builds" ]
	matrix --load 'nowhere(p)'
	ended 125
	[[ $output == "none of 4 builds was made"$'\n'* ]]
	says "not built gcc"
	says "undefined reference to \`nowhere'"
	# A way that no run takes, and that would tear.
	printf 'volatile char flag; void set(void) { flag = 1; }\n' \
		>"$BATS_TEST_TMPDIR/flag"
	matrix --prelude "$BATS_TEST_TMPDIR/flag" --load '({ const volatile unsigned char *b = p; flag ? b[0] | b[1] << 8 : *(const volatile unsigned short *)p; })'
	ended 125
	[ "${lines[0]}" = "inconclusive in all 4 builds" ]
	says "unknown   gcc"
	printf '#ifdef _FORTIFY_SOURCE\n#error not here\n#endif\n' \
		>"$BATS_TEST_TMPDIR/prelude"
	matrix --prelude "$BATS_TEST_TMPDIR/prelude" \
		--load '*(const volatile unsigned short *)p'
	ended 0
	[ "${lines[0]}" = "atomic in 3 of 4 builds, 1 not built" ]
	says "error: #error not"
}

@test "builds that came out alike are one line, and --all has each" {
	matrix volatile
	[ "$(grep -c '^atomic  *2  gcc' <<<"$output")" -eq 2 ]
	says "  as Alpine built"
	matrix volatile --all
	[ "$(grep -c '^atomic  *gcc' <<<"$output")" -eq 4 ]
	fits 80 <<<"$output"
	matrix memcpy --json
	ended 1
	is_json <<<"$output"
	[ "$(python3 -c 'import json, sys; all = json.load(sys.stdin)["result"]
print(all["verdict"], all["sentence"],
	*(row["after"]["outcome"] for row in all["rows"]))' <<<"$output")" = \
		"torn torn in 2 of 4 builds atomic torn atomic torn" ]
}

@test "directions, widths and objects of the field are those of check" {
	matrix memcpy --direction store
	says "store16 gcc"
	ended 1
	matrix memcpy --width 64
	says "load64 gcc"
	matrix --load '*(const volatile unsigned short *)p' \
		--store '*(volatile unsigned char *)p = (unsigned char)v' --once
	ended 1
	[ "${lines[0]}" = "faulty in 4 of 8 builds" ]
	matrix --within 2/4 --load '(unsigned short)(*(const volatile unsigned *)((const char *)p - 2) >> 16)'
	ended 0
}

@test "what only one build can be asked is refused, and so is what it lacks" {
	local wrong

	for wrong in "--engines step" "--at 2" "--why" "--shard 1/2" \
		"--offset 3" "--expect torn" "--cpu native"; do
		# shellcheck disable=SC2086
		matrix memcpy $wrong
		ended 129
		says "${wrong%% *}"
	done
	matrix all
	ended 129
	run "$ringtear" check memcpy --all
	ended 129
	says "give --matrix"
	gcc -c -xc -o "$BATS_TEST_TMPDIR/a.o" - <<<'short f(short *p) { return *p; }'
	matrix --object "$BATS_TEST_TMPDIR/a.o" --load f
	ended 129
	says "built already"
}

@test "where nothing can be kept it answers all the same, and says so" {
	RINGTEAR_RUNS=/proc/nowhere matrix memcpy
	ended 1
	says "torn in 2 of 4 builds"
	says "not recorded: "
	RINGTEAR_CACHE=/proc/nowhere matrix volatile
	ended 0
	says "atomic in all 4 builds"
}
