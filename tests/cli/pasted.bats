#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is printed can be pasted: each line that names a build, or a command,
# gives the verdict beside which it was printed.

load common

setup_file() {
	use_own_folders
	share_cache
	small=$BATS_FILE_TMPDIR/small
	printf '%s\n' 'toolchains = gcc+musl' 'include = fortify-1.0' \
		'flags = -O1 -U_FORTIFY_SOURCE | -O1 -D_FORTIFY_SOURCE=2' \
		>"$small"
	export small
}

# Each cell line of the last `run`: TOOLCHAIN, FLAGS and the verdict before, with
# tabs between.
cells() {
	sed -n 's/^\(gcc[^ ]*\) \(.*[^ ]\)  *\(torn\|atomic\)  .*  .*/\1\t\2\t\3/p' \
		<<<"$output"
}

@test "a cell of compare is the same cell for check, wherever it runs" {
	local toolchain flags verdict count=0

	run "$ringtear" compare --no-cost --matrix "$small" \
		--before memcpy --after volatile
	ended 0
	cd "$BATS_TEST_TMPDIR"
	while IFS=$'\t' read -r toolchain flags verdict; do
		run "$ringtear" check memcpy --toolchain "$toolchain" \
			--flags "$flags"
		[ "${output%%:*}" = "$verdict" ]
		count=$((count + 1))
	done < <(cells)
	[ "$count" -eq 2 ]
}

@test "a folder of the flags that is not there is told, not passed over" {
	run "$ringtear" check memcpy --flags '-O1 -Inowhere'
	ended 125
	says "nowhere"
	cd "$BATS_TEST_TMPDIR"
	mkdir nowhere
	run "$ringtear" check memcpy --flags '-O1 -Inowhere'
	ended 0
}
