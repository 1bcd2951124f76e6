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

children() {
	pgrep -P "$1"
}

grandchildren() {
	local one

	for one in $(pgrep -P "$1"); do
		pgrep -P "$one"
	done
}

# In the session of the command, whoever started them.
compilers() {
	pgrep -s "$1" -x 'cc1|as|ld|collect2'
}

# Runs the command behind $1 while all that $1 lists is killed, until it ends.
killed() {
	local out=$BATS_TEST_TMPDIR/out victims=$1 begun one

	shift
	setsid "$@" >"$out" 2>&1 </dev/null 3>&- &
	begun=$!
	while kill -0 "$begun" 2>/dev/null; do
		for one in $("$victims" "$begun"); do
			kill -9 "$one" 2>/dev/null || true
		done
	done
	status=0
	wait "$begun" || status=$?
	output=$(cat "$out")
}

sound='*(const volatile uint16_t *)p'

# The code was seen, or was not, or not even built (129); nothing is said against
# it.
blames_nobody() {
	[ "$status" -eq 0 ] || [ "$status" -eq 125 ] || [ "$status" -eq 129 ]
	never_says crashed
	never_says "error"
	[ "$(query "select count(*) from finding")" -eq 0 ]
}

@test "a check whose processes are killed blames no accessor" {
	for _ in 1 2 3; do
		killed children "$ringtear" check plain
		blames_nobody
	done
}

@test "nor does a hammer" {
	two_cpus
	killed children "$ringtear" hammer plain "${shortest[@]}"
	blames_nobody
}

@test "nor a comparison, nor its workers" {
	printf "%s\n" "toolchains = gcc+glibc" "flags = -O1 | -O2 | -Os" \
		>"$BATS_TEST_TMPDIR/matrix"
	run "$ringtear" compare --before "$sound" --after "$sound" --no-cost \
		--matrix "$BATS_TEST_TMPDIR/matrix"
	ended 0
	for _ in 1 2; do
		killed children "$ringtear" compare --before "$sound" \
			--after "$sound" --no-cost \
			--matrix "$BATS_TEST_TMPDIR/matrix"
		blames_nobody
		says "none regressed"
	done
}

@test "nor one whose compilers are killed, and the next is as ever" {
	own_accessor sound.c "return $sound;"
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	killed compilers "$ringtear" check --source "$BATS_TEST_TMPDIR/sound.c"
	# Killed twice, the machine is at fault.
	[ "$status" -eq 0 ] || [ "$status" -eq 129 ]
	never_says "cannot compile"
	never_says "cannot link"
	run ./run.sh check --source "$BATS_TEST_TMPDIR/sound.c"
	ended 0
}

@test "a search finds nothing in what is killed" {
	killed grandchildren "$ringtear" fuzz --accessor plain --toolchain gcc \
		--aligned --time 4s
	never_says crashed
	[ "$(query "select count(*) from finding
		where kind in ('crash', 'compiler')")" -eq 0 ]
}

@test "a limit on CPU time is named, and is no crash" {
	two_cpus
	run bash -c "ulimit -t 1; exec '$ringtear' hammer plain \
		--milliseconds 20000 --requests 1000"
	ended 125
	says inconclusive
	says "(ulimit -t)"
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
