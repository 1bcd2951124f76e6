#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The benchmarks and the soak, made short. What they measure is not looked
# at: only that they measure, print and keep.

load ../cli/common

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	export RINGTEAR_HOME=$PWD
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	[ "$(nproc)" -ge 2 ] || skip "lacks a second CPU"
	make -s benches
	bench=build/release/bench
}

run_bench() {
	printf '%s\n' 'toolchains = gcc*+host' 'flags = -O2' \
		>"$BATS_TEST_TMPDIR/matrix"
	BENCH_ROUNDS=2 BENCH_RUNS=3 BENCH_MATRIX=$BATS_TEST_TMPDIR/matrix run "$bench/bench" "$@"
}

@test "bench prints a table of 80 columns and keeps JSON" {
	run_bench "$bench/checked" "$bench/unchecked"
	echo "$output"
	[ "$status" -eq 0 ] || [ "$status" -eq 1 ]
	[ "$(printf '%s\n' "$output" | wc -L)" -le 80 ]
	for name in tears checks first builds matrix cached; do
		printf '%s\n' "$output" | grep -q "^$name "
	done
	# No progress line in a pipe.
	[[ $output != *$'\r'* ]]
	command -v python3 >/dev/null || skip "lacks python3"
	python3 - "$RINGTEAR_RUNS/bench.json" "$status" <<'PYTHON'
import json, sys
kept = json.load(open(sys.argv[1]))
assert {row["benchmark"] for row in kept["rows"]} == {"tears", "checks", "first", "builds", "matrix", "cached"}
assert len(kept["samples"]["first_milliseconds"]) == 3
assert len(kept["samples"]["tears_untuned"]) == 2
assert all(rate > 0 for rate in kept["samples"]["checks_threads_off"])
missed = any(row["ok"] is False for row in kept["rows"])
assert missed == (sys.argv[2] == "1")
PYTHON
}

@test "bench notices builds that are mixed up" {
	run_bench "$bench/checked" "$bench/checked"
	echo "$output"
	[ "$status" -ne 0 ] && [ "$status" -ne 1 ]
	[[ $output == *"was built with checks"* ]]
	[ ! -e "$RINGTEAR_RUNS/bench.json" ]
}

@test "bench refuses a number of rounds that is none" {
	BENCH_ROUNDS=many run "$bench/bench" "$bench/checked" "$bench/unchecked"
	[ "$status" -eq 129 ]
	[[ $output == *"BENCH_ROUNDS is \"many\""* ]]
}

@test "ring_rate says whether it was built with the checks" {
	run "$bench/checked" lockstep 0.01 0 0
	[ "$status" -eq 0 ]
	[[ $output == "1 "* ]]
	run "$bench/unchecked" lockstep 0.01 0 0
	[ "$status" -eq 0 ]
	[[ $output == "0 "* ]]
}

@test "soak of a sound accessor finds nothing and exits 0" {
	SOAK_LOADS=1e6 SOAK_REQUESTS=1e4 SOAK_ACCESSOR=volatile \
		run "$bench/soak"
	[ "$status" -eq 0 ]
	[[ $output == *"4 of 4 races done"* ]]
	[[ $output == *"0 with a torn value or a violation"* ]]
}

@test "soak of an accessor that tears names it and exits 1" {
	lying_home "$BATS_TEST_TMPDIR/home" memcpy
	RINGTEAR_HOME=$BATS_TEST_TMPDIR/home SOAK_LOADS=1e6 SOAK_REQUESTS=1e4 \
		SOAK_ACCESSOR=memcpy run "$bench/soak"
	[ "$status" -eq 1 ]
	[[ $output == *"memcpy is NOT sound: 0x"* ]]
	[[ $output == *'memcpy is NOT sound: QEMU says "Virtqueue size exceeded"'* ]]
	[[ $output == *"2 with a torn value or a violation"* ]]
}

@test "soak survives an interrupt with a summary" {
	SOAK_LOADS=1e12 SOAK_ACCESSOR=volatile "$bench/soak" \
		>"$BATS_TEST_TMPDIR/out" 2>&1 &
	pid=$!
	until_it grep -q '^accessor' "$BATS_TEST_TMPDIR/out"
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 125 ]
	grep -q '^interrupted: 0 of 4 races done' "$BATS_TEST_TMPDIR/out"
}

@test "soak refuses accessors and numbers that are none" {
	SOAK_ACCESSOR="volatile volatil" run "$bench/soak"
	[ "$status" -eq 129 ]
	[[ $output == *volatile* ]]
	SOAK_LOADS=1e10x run "$bench/soak"
	[ "$status" -eq 129 ]
	[[ $output == *"SOAK_LOADS is \"1e10x\""* ]]
}

@test "a hunt says what it wants" {
	make -s hunt
	run "$bench/hunt" build/release/ringtear nothing
	[ "$status" -eq 129 ]
	HUNT_RUNS=none run "$bench/hunt" build/release/ringtear causes
	[ "$status" -eq 129 ]
	[[ $output == *"HUNT_RUNS is \"none\""* ]]
	HUNT_OPTIONS=--no-such run "$bench/hunt" build/release/ringtear causes
	[ "$status" -eq 129 ]
	[[ $output == *"a campaign ended with status"* ]]
}

@test "a hunt counts what it does not find, and misses its bar" {
	make -s hunt
	HUNT_RUNS=1 HUNT_SECONDS=1 \
		HUNT_OPTIONS='--toolchain gcc+glibc --accessor read-once' \
		run "$bench/hunt" build/release/ringtear causes
	[ "$status" -eq 1 ]
	[[ $output == *"Alpine  0 of 1 within 1 s"* ]]
	[[ $output == *"host    0 of 1 within 1 s"* ]]
}
