#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A trial file with a flag that writes, reads or runs something is refused
# when it is replayed: a word of each family in tests/fuzz/refused.h.

load ../cli/common

setup_file() {
	use_own_folders
}

families() {
	sed -n 's/^	"\(.*\)",$/\1/p' tests/fuzz/refused.h
}

@test "replay refuses every family, and runs nothing" {
	[ "$(families | wc -l)" -ge 60 ]
	while read -r word; do
		printf 'accessor = memcpy\nflags = -O2 %s -DX\n' "$word" \
			>"$BATS_TEST_TMPDIR/x.trial"
		run "$ringtear" replay "$BATS_TEST_TMPDIR/x.trial"
		ended 129
		says "flag word \"$word\""
	done < <(families)
	[ -z "$(find "$RINGTEAR_CACHE" -name 'module.*')" ]
}

@test "minimize refuses one of them too" {
	printf 'accessor = memcpy\nflags = -O2 -fplugin=x.so\n' \
		>"$BATS_TEST_TMPDIR/x.trial"
	run ./run.sh minimize "$BATS_TEST_TMPDIR/x.trial"
	ended 129
	says "is refused: it runs or loads another program"
}

@test "check and hammer refuse one of them too" {
	run ./run.sh check memcpy --flags '-O2 -fplugin=x.so'
	ended 129
	says "is refused: it runs or loads another program"
	run ./run.sh hammer memcpy --flags '-O2 -wrapper gdb'
	ended 129
	says "is refused"
}
