#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `hammer` answers, and with which exit code.

load common

setup_file() {
	use_own_folders
	share_cache
}

last_run() {
	query "select $1 from run order by id desc limit 1"
}

@test "a build that tears: torn, 1" {
	two_cpus
	own_accessor lie.c "$lie"
	run ./run.sh hammer "$BATS_TEST_TMPDIR/lie.c" "${long[@]}"
	ended 1
	[[ $output == *$'\ntorn  '* || $output == "torn  "* ]]
	says "lie.c"
	says "Virtqueue size exceeded"
	[ "$(last_run verdict)" = torn ]
	[ "$(last_run ring_torn)" -eq 1 ]
}

@test "a tearing store seen by the guest: torn, 1" {
	two_cpus
	# It goes on lying: the guest sees it whenever it looks.
	printf '%s\n' '#include "ringtear.h"' \
		'void ringtear_store16(void *p, uint16_t v)' \
		'{ static unsigned int calls;' \
		'*(volatile uint16_t *)p = ++calls > 1000 ? v + 0x4000 : v; }' \
		>"$BATS_TEST_TMPDIR/lie.c"
	run ./run.sh hammer "$BATS_TEST_TMPDIR/lie.c" --direction store \
		"${long[@]}"
	ended 1
	[ "$(last_run verdict)" = torn ]
	[ "$(last_run 'ring_torn > 0')" -eq 1 ]
	[ "$(last_run "ended <> ''")" -eq 1 ]
}

@test "an accessor that tears: the words, the exit code and the counts agree" {
	two_cpus
	for direction in load store; do
		run ./run.sh hammer bytes-volatile --direction "$direction" \
			"${short[@]}"
		tore=$(last_run "torn or ring_torn or ended <> ''")
		ended $((tore ? 1 : 125))
		says "$(last_run verdict) "
		[ "$(last_run "verdict = case when torn or ring_torn or
			ended <> '' then 'torn' else 'inconclusive' end")" -eq 1 ]
	done
}

@test "a sound build: inconclusive, 125, the bound beside the control" {
	two_cpus
	# On a busy machine the two sides may hardly meet at first.
	for milliseconds in 100 1000 10000; do
		run ./run.sh hammer --accessor atomic-relaxed "${short[@]}" \
			--milliseconds "$milliseconds"
		ended 125
		[ "$(last_run 'changes > unjudged and control_changes > 0')" \
			-eq 0 ] || break
	done
	says "inconclusive"
	says "0, at most 1 in"
	[ "$(last_run 'torn_upper_bound > 0 and torn_upper_bound < 1')" -eq 1 ]
	[ "$(last_run 'control_changes > 0')" -eq 1 ]
	never_says "atomic  "
}

@test "32 and 64 bits have no virtqueue, and say so" {
	two_cpus
	run ./run.sh hammer --accessor plain --width 64 "${shortest[@]}"
	ended 125
	[[ $output =~ device\ +not\ run ]]
}

@test "each device has its own messages" {
	two_cpus
	own_accessor lie.c "$lie"
	systems=
	for device in qemu vhost dpdk; do
		run ./run.sh hammer "$BATS_TEST_TMPDIR/lie.c" \
			--device "$device" "${long[@]}"
		ended 1
		fits 80 <<<"$output"
		systems+="$(last_run ended_system) "
	done
	# DPDK's looks at nothing: it is the guest that complains.
	[ "$systems" = "QEMU vhost Linux " ]
}

@test "one usable CPU: inconclusive, 125, recorded, no hang" {
	run timeout 60 taskset -c 0 ./run.sh hammer
	ended 125
	says "inconclusive"
	says "only one CPU may be used (CPU 0)"
	[[ $output =~ device\ +not\ run ]]
	[ "$(last_run 'verdict || finished')" = inconclusive1 ]
	timeout 60 taskset -c 0 ./run.sh hammer --json >"$BATS_TEST_TMPDIR/j" ||
		[ $? -eq 125 ]
	is_json <"$BATS_TEST_TMPDIR/j"
}

@test "one usable CPU and an unknown accessor: still 2" {
	run timeout 60 taskset -c 0 ./run.sh hammer --accessor memcpi
	ended 129
}

@test "a build that fails: 125 and all that the compiler said" {
	run ./run.sh hammer --flags -O9z
	ended 125
	says "cannot compile"
	says "argument to"
	own_accessor bad.c 'return nonsense;'
	run ./run.sh hammer "$BATS_TEST_TMPDIR/bad.c"
	ended 125
	says "bad.c:5:"
	says "nonsense"
	says "ringtear_load16"
}

@test "an accessor that crashes: error, 125, recorded" {
	two_cpus
	own_accessor crash.c 'return *(volatile uint16_t *)0;'
	run ./run.sh hammer "$BATS_TEST_TMPDIR/crash.c" "${shortest[@]}"
	ended 125
	says "the accessor crashed: signal 11"
	[ "$(last_run 'verdict || finished')" = error1 ]
	run ./run.sh runs
	ended 0
	says crash.c
}

@test "an accessor that exits, and one that aborts when loaded: error" {
	two_cpus
	own_accessor exit.c 'exit(0);'
	run ./run.sh hammer "$BATS_TEST_TMPDIR/exit.c" "${shortest[@]}"
	ended 125
	says "ended its process with status 0"
	own_accessor abort.c 'return 0;' \
		'__attribute__((constructor)) static void f(void) { abort(); }'
	run ./run.sh hammer "$BATS_TEST_TMPDIR/abort.c" "${shortest[@]}"
	ended 125
	says "crashed: signal 6"
	says "loading the modules"
}

@test "an accessor that hangs: error, 125, nothing left running" {
	two_cpus
	own_accessor hang.c 'for (;;) ;'
	export RINGTEAR_PATIENCE=0.1
	run timeout 60 ./run.sh hammer "$BATS_TEST_TMPDIR/hang.c" \
		"${shortest[@]}"
	ended 125
	says "the accessor hung"
	[ "$(last_run verdict)" = error ]
	not pgrep -f "$BATS_TEST_TMPDIR/hang.c"
}

@test "a module without the function asked for: 125, and what to choose" {
	two_cpus
	own_accessor half.c 'return *(const uint16_t *)p;'
	run ./run.sh hammer "$BATS_TEST_TMPDIR/half.c" --width 32 \
		"${shortest[@]}"
	ended 125
	says "defines no ringtear_load32"
	says "choose another"
}

@test "--json prints JSON and nothing else" {
	two_cpus
	own_accessor lie.c "$lie"
	run -1 --separate-stderr ./run.sh hammer "$BATS_TEST_TMPDIR/lie.c" \
		--json "${long[@]}"
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/out"
	printf '%s' "$stderr" >"$BATS_TEST_TMPDIR/err"
	is_json <"$BATS_TEST_TMPDIR/out"
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
	grep -q '"verdict": "torn"' "$BATS_TEST_TMPDIR/out"
}

@test "no second run compiles anything: the cache" {
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	unraced hammer --accessor union >/dev/null || [ $? -eq 125 ]
	before=$(find "$RINGTEAR_CACHE" -name module.so -printf '%p %T@\n' | sort)
	unraced hammer --accessor union >/dev/null || [ $? -eq 125 ]
	after=$(find "$RINGTEAR_CACHE" -name module.so -printf '%p %T@\n' | sort)
	[ -n "$before" ]
	[ "$before" = "$after" ]
}

@test "no accessor that is expected to be atomic is called torn" {
	two_cpus
	for source in corpora/accessors/*.c; do
		grep -q 'expect:   atomic' "$source" || continue
		run ./run.sh hammer "$(basename "$source" .c)" "${shortest[@]}"
		[ "$status" -eq 125 ] || {
			echo "$source: exit $status"
			return 1
		}
	done
}

@test "an accessor that swaps bytes is judged by its own order" {
	two_cpus
	for direction in load store; do
		# On a busy machine the other side may not run at all at first.
		for milliseconds in 1 30 1000 10000; do
			run ./run.sh hammer big-endian \
				--direction "$direction" "${shortest[@]}" \
				--milliseconds "$milliseconds"
			ended 125
			[[ $output == *"never seen to change"* ]] || break
		done
		[ "$(last_run 'changes > 0 and torn = 0')" -eq 1 ]
		[ "$(last_run verdict)" = inconclusive ]
		says "no tear "
	done
}

@test "an accessor that gives back something else is an error, not torn" {
	two_cpus
	run ./run.sh hammer null "${shortest[@]}"
	ended 125
	says "error"
	run ./run.sh hammer null --direction store "${shortest[@]}"
	ended 125
	says "error"
}

@test "a run that was refused is recorded as such, not as killed" {
	echo 'int nothing;' >"$BATS_TEST_TMPDIR/empty.c"
	run ./run.sh hammer "$BATS_TEST_TMPDIR/empty.c" "${shortest[@]}"
	id=$(query 'select max(id) from run')
	run ./run.sh runs "$id"
	never_says "killed"
}

# The accessor did nothing wrong: what it is said to be is not for a bisection.
@test "a flag under which it cannot be called, or lacks a runtime, is no crash" {
	for flag in -mabi=ms -fcall-saved-rax '-m32 -mregparm=3'; do
		run ./run.sh check plain --toolchain gcc --flags "-O2 $flag"
		ended 125
		says "called otherwise"
	done
	for flag in address thread address,undefined leak; do
		run ./run.sh check plain --toolchain gcc \
			--flags "-O2 -fsanitize=$flag"
		[ "$status" -eq 125 ] || [ "$status" -eq 0 ]
		[[ $output == inconclusive* || $output == atomic* ||
			$output == *"cannot "* ]]
		never_says crashed
		never_says "ended its process"
	done
}
