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

# A count a thread, of clang and of gcc with musl, whose archive has a
# __tls_get_addr of its own: that reads the list of musl's threads.
@test "what a module keeps a thread is found where this process has it" {
	for seed in 81247 81267 1035; do
		run "$torture" 1 $seed
		echo "$output"
		[ "$status" -eq 0 ]
		[[ $output != *"crashed"* ]]
	done
}
