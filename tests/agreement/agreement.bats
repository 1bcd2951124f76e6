#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A part of `make agreement`: what engines disagree on, or cannot say, has a
# cause that is written down.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	agreement=build/release/tests/agreement/agreement
}

@test "two toolchains: every disagreement and missing answer has a cause" {
	run "$agreement" quick
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"0 unexplained" ]]
	# The comparison is one of something: torn and atomic ones are there.
	[[ $output =~ "all "+[0-9]+" "+[0-9]+" "+[1-9][0-9]*" "+[1-9] ]]
}

@test "each cause that is expected is explained in the docs" {
	while IFS='|' read -r _ _ _ _ cause; do
		cause=${cause// /}
		[ -z "$cause" ] || grep -q "^### $cause$" docs/agreement.md
	done < <(grep -v '^#' tests/agreement/expected)
}
