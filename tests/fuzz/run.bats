#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What tests/fuzz/run.sh makes of a target that ends badly.

target() {
	printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/$1"
	chmod +x "$BATS_TEST_TMPDIR/$1"
}

@test "a target that crashes fails the run and names its input" {
	target fuzz_test_bad 'echo "Test unit written to build/fuzz/x-crash-1"; exit 77'
	target fuzz_test_good 'echo fine'
	run sh tests/fuzz/run.sh 1 "$BATS_TEST_TMPDIR/fuzz_test_bad" \
		"$BATS_TEST_TMPDIR/fuzz_test_good"
	[ "$status" -eq 1 ]
	[[ $output == *fine* ]]
	[[ $output == *"fuzz_test_bad: status 77, its input: build/fuzz/x-crash-1"* ]]
	run sh tests/fuzz/run.sh 1 "$BATS_TEST_TMPDIR/fuzz_test_good"
	[ "$status" -eq 0 ]
}
