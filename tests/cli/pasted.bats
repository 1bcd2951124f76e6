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

@test "the command below a comparison and below a matrix, with all its words" {
	printf '%s\n' '#include <stdint.h>' '#include <string.h>' \
		'static inline void get(void *d, const void *s, size_t n)' \
		'{ memcpy(d, s, n * UNIT); }' >"$BATS_TEST_TMPDIR/a b.h"
	own=(--include "a b.h" -I "$BATS_TEST_TMPDIR" --define UNIT=1)
	run "$ringtear" compare --no-cost --matrix "$small" "${own[@]}" \
		--before volatile --after get
	ended 1
	paste_printed again
	ended 1
	[[ $output == "torn: load of 16 bits"* ]]
	run "$ringtear" compare --no-cost --matrix "$small" "${own[@]}" \
		--before volatile --after 'get(dst, src, len)' --width 32
	paste_printed again
	ended 1
	[[ $output == "torn: load of 32 bits"* ]]
	run "$ringtear" check --matrix "$small" --direction store memcpy
	paste_printed again
	ended 1
	[[ $output == "torn: store of 16 bits"* ]]
	run "$ringtear" check --matrix "$small" --once \
		--load '*(const volatile unsigned char *)p'
	paste_printed again
	ended 1
	says "not once, as --once asks"
}

@test "each row of JSON has the words of its build" {
	local words verdict count=0

	run --separate-stderr "$ringtear" compare --no-cost --json \
		--matrix "$small" --before volatile --after memcpy
	while IFS=$'\t' read -r verdict words; do
		eval "run \"\$ringtear\" $words"
		[ "${output%%:*}" = "$verdict" ]
		count=$((count + 1))
	done < <(python3 -c 'import json, sys
for row in json.load(sys.stdin)["result"]["rows"]:
	print(row["after"]["outcome"], row["again"], sep="\t")' <<<"$output")
	[ "$count" -eq 2 ]
}

@test "a replay shows its own accessor, whatever was checked since" {
	local first

	run "$ringtear" check memcpy --toolchain gcc+musl --fortify 1.0 \
		--flags '-O1 -D_FORTIFY_SOURCE=2'
	ended 1
	first=$output
	run "$ringtear" check bytes-volatile
	ended 1
	paste_printed replay
	ended 1
	says "bytes-volatile"
	output=$first
	paste_printed replay
	ended 1
	says "memcpy"
	output=$first
	paste_printed report
	ended 0
	says "memcpy"
}

@test "a folder of a blank's name is one word in what is printed" {
	export RINGTEAR_RUNS="$BATS_TEST_TMPDIR/a folder"
	run "$ringtear" check bytes-volatile
	paste_printed replay
	ended 1
	cp "$BATS_TEST_TMPDIR/a folder/"*.trial "$BATS_TEST_TMPDIR/a b.trial"
	run "$ringtear" minimize "$BATS_TEST_TMPDIR/a b.trial"
	ended 0
	paste_printed replay
	ended 1
}

@test "a race is named whole: the command that it prints prints itself" {
	two_cpus
	local first

	run "$ringtear" hammer memcpy --toolchain gcc+musl --fortify 1.0 \
		--flags '-O1 -D_FORTIFY_SOURCE=2' "${shortest[@]}"
	[ "$status" -le 125 ]
	first=$(printed again)
	[[ $first == *--fortify* ]]
	paste_printed again
	[ "$status" -le 125 ]
	[ "$(printed again)" = "$first" ]
}

@test "fuzz goes on where it says how" {
	run "$ringtear" fuzz --time 1s --jobs 1 --toolchain gcc+musl
	[ "$status" -le 1 ]
	paste_printed "go on" --time 1s
	[ "$status" -le 1 ]
}

@test "a report's commands are whole without the corpora's names" {
	local folder

	run "$ringtear" check memcpy --toolchain gcc+musl \
		--flags '-Ifortify-1.0 -O1 -D_FORTIFY_SOURCE=2'
	run "$ringtear" report --format mail
	ended 0
	# Whoever has the file and not ringtear's names has the folder's path.
	folder=$(sed -n 's/.* -I\(\/[^ ]*fortify-1.0\)\( .*\)*$/\1/p' <<<"$output" | head -n 1)
	[ -d "$folder" ]
	[ "$(grep -c -- '-o tear tear.c' <<<"$output")" -ge 1 ]
	not grep -q -- 'gcc-12 -Ifortify' <<<"$output"
	output=$(sed -n '/^How to reproduce it/,/^Or /s/^    ringtear/again ringtear/; /^again/,$p' <<<"$output")
	paste_printed again
	ended 1
	[[ $output == torn:* ]]
}
