#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Parts of one comparison on several machines, and their stores joined: the
# form of docs/distributed.md, with this machine for all of them.

load ../cli/common

setup_file() {
	use_own_folders
	share_cache
	export small=$BATS_FILE_TMPDIR/small
	printf '%s\n' '[wrapped]' 'toolchains = gcc+musl gcc+host' \
		'include = fortify-1.0' 'flags = -O1 | -O2' \
		'flags = -U_FORTIFY_SOURCE | -D_FORTIFY_SOURCE=2' \
		'[plain]' 'toolchains = gcc+musl' \
		'flags = -O2 | -O2 -fno-builtin' >"$small"
	run "$ringtear" compare --no-cost --matrix "$small" --before memcpy \
		--after __builtin_memcpy
	printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/whole"
	cd "$BATS_FILE_TMPDIR" || return 1
	# As it is in docs/distributed.md, but for the machines.
	seq 4 | parallel --will-cite -j 2 \
		RINGTEAR_RUNS="$BATS_FILE_TMPDIR/shard{}" \
		"$ringtear" compare --no-cost --matrix "$small" \
		--before memcpy --after __builtin_memcpy --shard {}/4 \
		'>/dev/null; test $? -lt 2 -o $? -eq 125'
}

shards() {
	printf '%s\n' "$BATS_FILE_TMPDIR"/shard[1-4]/runs.db
}

merged() {
	# One name a line, none of them with a blank.
	# shellcheck disable=SC2046
	"$ringtear" merge $(shards) --into "$1"
}

@test "four shards with GNU parallel give the table of one run" {
	merged "$BATS_TEST_TMPDIR/all.db"
	run "$ringtear" compare --from "$BATS_TEST_TMPDIR/all.db"
	ended 0
	diff "$BATS_FILE_TMPDIR/whole" <(printf '%s\n' "$output")
}

@test "the cells are parted: each is in one shard" {
	for i in 1 2 3 4; do
		"$ringtear" compare --list --matrix "$small" --before memcpy \
			--after plain --shard "$i/4"
	done | sort >"$BATS_TEST_TMPDIR/parts"
	"$ringtear" compare --list --matrix "$small" --before memcpy \
		--after plain | sort | diff - "$BATS_TEST_TMPDIR/parts"
}

@test "merging again changes nothing" {
	merged "$BATS_TEST_TMPDIR/all.db"
	run merged "$BATS_TEST_TMPDIR/all.db"
	ended 0
	[ "$(grep -cE ' 0 runs, [46] there' <<<"$output")" -eq 4 ]
	run "$ringtear" compare --from "$BATS_TEST_TMPDIR/all.db"
	diff "$BATS_FILE_TMPDIR/whole" <(printf '%s\n' "$output")
}

@test "a shard that is not there is named, and nothing is called sound" {
	"$ringtear" merge "$BATS_FILE_TMPDIR"/shard[134]/runs.db \
		--into "$BATS_TEST_TMPDIR/all.db"
	run "$ringtear" compare --from "$BATS_TEST_TMPDIR/all.db"
	[ "$status" -eq 125 ]
	says "shards that are not there: 2/4"
	never_says "Tested-by"
}

@test "a baseline is made from the merged store" {
	merged "$BATS_TEST_TMPDIR/all.db"
	run "$ringtear" compare --from "$BATS_TEST_TMPDIR/all.db" \
		--baseline "$BATS_TEST_TMPDIR/base" --update
	ended 0
	[ "$(grep -c '^atomic' "$BATS_TEST_TMPDIR/base")" -eq 10 ]
	run "$ringtear" compare --no-cost --matrix "$small" --after memcpy \
		--baseline "$BATS_TEST_TMPDIR/base" --shard 2/4
	[ "$status" -eq 1 ] || [ "$status" -eq 0 ]
	never_says "not in the matrix"
	sed -i 's/gcc/cc/' "$BATS_TEST_TMPDIR/base"
	run "$ringtear" compare --no-cost --matrix "$small" --after volatile \
		--baseline "$BATS_TEST_TMPDIR/base" --shard 2/4
	ended 125
	run "$ringtear" compare --matrix "$small" --after volatile --update \
		--baseline "$BATS_TEST_TMPDIR/base" --shard 2/4
	ended 129
}

@test "merge refuses what is no store: 2, and says what to do" {
	run "$ringtear" merge
	ended 129
	run "$ringtear" merge "$BATS_TEST_TMPDIR/none.db"
	ended 129
	echo text >"$BATS_TEST_TMPDIR/text.db"
	run "$ringtear" merge "$BATS_TEST_TMPDIR/text.db"
	ended 129
	cp "$BATS_FILE_TMPDIR/shard1/runs.db" "$BATS_TEST_TMPDIR/newer.db"
	sqlite3 "$BATS_TEST_TMPDIR/newer.db" 'pragma user_version = 99'
	run "$ringtear" merge "$BATS_TEST_TMPDIR/newer.db"
	ended 129
	says "schema version 99"
}
