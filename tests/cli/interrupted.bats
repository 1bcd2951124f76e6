#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the machine or somebody else does to the process that runs an accessor
# says nothing of the accessor: no finding and no "error", whatever the engine.

load common

setup_file() {
	use_own_folders
	share_cache
	RINGTEAR_RUNS=$RINGTEAR_RUNS/first ./run.sh check plain >/dev/null
}

# Runs the command while all that its processes start is killed, until it ends.
killed() {
	local out=$BATS_TEST_TMPDIR/out begun child

	"$@" >"$out" 2>&1 3>&- &
	begun=$!
	while kill -0 "$begun" 2>/dev/null; do
		for child in $(pgrep -P "$begun"); do
			kill -9 "$child" 2>/dev/null || true
		done
	done
	status=0
	wait "$begun" || status=$?
	output=$(cat "$out")
}

# The code was seen, or was not; nothing is said against it.
blames_nobody() {
	[ "$status" -eq 0 ] || [ "$status" -eq 125 ]
	never_says crashed
	never_says "error"
	[ "$(query "select count(*) from finding")" -eq 0 ]
}

@test "a check whose processes are killed blames no accessor" {
	for _ in 1 2 3; do
		killed "$ringtear" check plain
		blames_nobody
	done
}

@test "nor does a hammer" {
	two_cpus
	killed "$ringtear" hammer plain "${shortest[@]}"
	blames_nobody
}

@test "nor a comparison, nor its workers" {
	for _ in 1 2; do
		killed "$ringtear" compare plain --toolchain gcc
		never_says crashed
		[ "$(query "select count(*) from finding")" -eq 0 ]
	done
}

@test "a limit on CPU time is named, and is no crash" {
	two_cpus
	run bash -c "ulimit -t 1; exec '$ringtear' hammer plain \
		--milliseconds 20000 --requests 1000"
	ended 125
	says inconclusive
	says "raise the limit on CPU time (ulimit -t)"
	never_says crashed
}

@test "what an accessor does to itself still is an error" {
	local body

	for body in 'raise(SIGSEGV)' '*(volatile int *)16 = 1' abort\(\) \
		'kill(getpid(), SIGTERM)'; do
		own_accessor own.c "$body; return *(const uint16_t *)p;" \
			'#include <signal.h>
			#include <unistd.h>'
		run ./run.sh check --source "$BATS_TEST_TMPDIR/own.c"
		ended 125
		[[ $output == "error: "* ]]
		says "crashed: signal"
	done
}
