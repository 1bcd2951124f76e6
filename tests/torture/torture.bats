#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A short run of `make torture`: accessors whose truth is known by
# construction, none misjudged.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	torture=build/release/tests/torture/torture
}

@test "30 generated accessors, none misjudged" {
	run "$torture" 30 1
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"misjudged: 0" ]]
}

@test "the same seed makes the same accessors" {
	first=$("$torture" 4 7)
	[ "$first" = "$("$torture" 4 7)" ]
	[ "$first" != "$("$torture" 4 70)" ]
}
