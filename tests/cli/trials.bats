#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Trial files, what was recorded, and what every command prints.

load common

setup_file() {
	use_own_folders
	share_cache
	./run.sh hammer --accessor bytes-volatile "${short[@]}" >/dev/null ||
		[ $? -ge 1 ]
}

trial() {
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/x.trial"
}

@test "a trial file is raced" {
	trial '# a comment' '' 'accessor = movsb' 'ring_size = 64' \
		'milliseconds=5' 'ring_milliseconds = 100' 'requests = 1000'
	run ./run.sh hammer "$BATS_TEST_TMPDIR/x.trial"
	[ "$status" -eq 1 ] || [ "$status" -eq 125 ]
	query 'select trial from run order by id desc limit 1' |
		grep -q '^ring_size  *= 64$'
	says "--ring-size 64"
	says "--accessor movsb"
}

@test "an option goes over the trial file, before it or behind" {
	trial 'accessor = movsb' 'ring_size = 64' 'milliseconds = 5' \
		'ring_milliseconds = 100' 'requests = 1000'
	for order in 0 1; do
		words=("$BATS_TEST_TMPDIR/x.trial" --ring-size=128)
		[ "$order" -eq 0 ] || words=(--ring_size 128
			"$BATS_TEST_TMPDIR/x.trial")
		run unraced hammer "${words[@]}"
		ended 125
		says "--ring-size 128"
		query 'select trial from run order by id desc limit 1' |
			grep -q '^ring_size  *= 128$'
	done
}

@test "the trials that come with ringtear are raced" {
	for file in corpora/trials/seeds/*-2019.trial; do
		run unraced hammer "$file"
		ended 125
	done
}

@test "what a run recorded as its trial is a trial file" {
	query 'select trial from run order by id desc limit 1' \
		>"$BATS_TEST_TMPDIR/again.trial"
	run unraced hammer "$BATS_TEST_TMPDIR/again.trial"
	ended 125
}

@test "runs lists, reports one, and knows JSON" {
	run ./run.sh runs
	ended 0
	says "bytes-vola"
	fits 100 <<<"$output"
	run ./run.sh runs 1
	ended 0
	says "Summary"
	fits 72 <<<"$output"
	./run.sh runs --json | is_json
	./run.sh runs --json 1 | is_json
	./run.sh runs --limit 0 --json | is_json
}

@test "runs of an empty store, and a run that is not there" {
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/none run ./run.sh runs
	ended 0
	says "no runs yet"
	[ ! -e "$BATS_TEST_TMPDIR/none" ]
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/none ./run.sh runs --json | is_json
	run ./run.sh runs 999999
	ended 129
	says 999999
}

@test "list and topo know JSON and fit the screen" {
	./run.sh list --json | is_json
	./run.sh topo --json | is_json
	run ./run.sh list
	ended 0
	says "fortify-memcpy"
	says "bugs met in the wild"
	says "vm-memory-read-obj"
	says "gcc-"
	fits 80 <<<"$output"
	run ./run.sh topo
	ended 0
	fits 80 <<<"$output"
}

@test "topo with one usable CPU says so and ends" {
	run timeout 60 taskset -c 0 ./run.sh topo
	[ "$status" -le 2 ]
	fits 80 <<<"$output"
}

@test "every help exits 0 and fits 80 columns" {
	for command in repro hammer list topo runs; do
		run ./run.sh "$command" --help
		ended 0
		says "usage: "
		says "$command"
		fits 80 <<<"$output"
		run ./run.sh help "$command"
		ended 0
		says "usage: "
	done
	for words in help --help "help trial"; do
		# Words on purpose.
		# shellcheck disable=SC2086
		run ./run.sh $words
		ended 0
		fits 80 <<<"$output"
	done
}

@test "hammer --help names every key that a trial file may have" {
	run ./run.sh hammer --help
	sed -n 's/^	{\.name = "\(.*\)",$/\1/p' harness/trial/fields.c \
		>"$BATS_TEST_TMPDIR/keys"
	[ -s "$BATS_TEST_TMPDIR/keys" ]
	while read -r key; do
		says "--${key//_/-} "
	done <"$BATS_TEST_TMPDIR/keys"
}
