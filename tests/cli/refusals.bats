#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Bad input: a message that names the thing and the remedy, exit 129, at which
# git bisect stops, or 125 where it is the subject's; nothing half written.

load common

setup_file() {
	use_own_folders
	unraced hammer >/dev/null || [ $? -eq 125 ]
}

setup() {
	BEFORE=$(traces)
}

# All that a refused command must leave as it was.
traces() {
	query 'select count(*), max(id) from run'
	find "$RINGTEAR_CACHE" "$RINGTEAR_RUNS" ! -name 'runs.db-*' | sort
}

# ./run.sh with the words behind -- is refused with status $1, and says each
# word before it.
ends_with() {
	local said=() wanted=$1

	shift

	while [ "$1" != -- ]; do
		said+=("$1")
		shift
	done
	shift
	run ./run.sh "$@"
	ended "$wanted"
	for word in "${said[@]}"; do
		says "$word"
	done
	[ "$BEFORE" = "$(traces)" ]
}

refuses() {
	ends_with 129 "$@"
}

# Something of the subject: at another commit it may be right.
subject_lacks() {
	ends_with 125 "$@"
}

@test "unknown accessor: the near names" {
	refuses '"memcpi"' memcpy -- hammer --accessor memcpi
	refuses '"zzzzzzzzzzzzzzzzzzz"' bytes-volatile -- \
		hammer --accessor zzzzzzzzzzzzzzzzzzz
	refuses "./own.c" -- hammer own.c
}

@test "unknown toolchain: what there is" {
	refuses gcc+muscle musl glibc -- hammer --toolchain gcc+muscle
	refuses icc gcc -- hammer --toolchain icc+glibc
	refuses nonsense -- hammer --toolchain nonsense
}

@test "unknown and refused flag words" {
	refuses '"-nonsense"' "such as -O2" -- hammer --flags -nonsense
	refuses '"-o"' refused -- hammer --flags "-O2 -o x"
	refuses '"-fplugin=x"' refused -- hammer --flags -fplugin=x
	refuses '"@file"' refused -- hammer --flags @file
	refuses quote -- hammer --flags "'-O2"
	refuses '"x.c"' -- hammer --flags "-O2 x.c"
	[ ! -e x ]
}

@test "ring size, burst, width, start out of range" {
	refuses ring_size 100 "power of two" -- hammer --ring-size 100
	refuses ring_size 65536 -- hammer --ring-size 65536
	refuses burst 300 "1 to 256" -- hammer --burst 300
	refuses width 24 -- hammer --width 24
	refuses start 65536 -- hammer --start 65536
	refuses requests -- hammer --requests 0
	refuses requests -- hammer --requests -1
	refuses requests -- hammer --requests 99999999999999999999999
	refuses seed -- hammer --seed seven
	refuses device qemu vhost -- hammer --device bhyve
	refuses direction -- hammer --direction sideways
}

@test "cores that are not there, or not to be used" {
	refuses "CPU 9999" "may be used" -- hammer --pair 0,9999
	refuses "named twice" -- hammer --pair 0,0
	refuses "'near'" auto smt -- hammer --pair near
	refuses "'0,1,2'" -- hammer --pair 0,1,2
}

@test "every pair at once, also where there is one kind, or one CPU" {
	refuses "--pair all" "its two CPUs" -- hammer --pair all
	run unraced hammer --pair all
	ended 129
	says "--pair all"
}

@test "a CPU outside the affinity" {
	# One CPU is enough: on a machine with one the other is not there.
	for own in 0 $(($(nproc) - 1)); do
		other=$((own == 0))
		run taskset -c "$own" ./run.sh hammer --pair "$own,$other"
		ended 129
		says "CPU $other is "
		says "CPUs that may be used: $own"
		run taskset -c "$own" ./run.sh hammer --pair "$other,$own"
		ended 129
		says "CPU $other is "
	done
}

@test "unreadable sources" {
	subject_lacks ./nowhere.c "check the name" -- hammer ./nowhere.c
	subject_lacks harness "directory" -- hammer ./harness
	mkfifo "$BATS_TEST_TMPDIR/pipe.c"
	run timeout 20 ./run.sh hammer "$BATS_TEST_TMPDIR/pipe.c"
	ended 125
	says pipe.c
}

@test "trial files: unknown key, twice, no value, garbage, a folder" {
	printf 'accessor = memcpy\n\nring = 4\n' >"$BATS_TEST_TMPDIR/a.trial"
	refuses a.trial:3: "'ring'" -- hammer "$BATS_TEST_TMPDIR/a.trial"
	printf 'burst = 1\nburst = 1\n' >"$BATS_TEST_TMPDIR/b.trial"
	refuses b.trial:2: burst -- hammer "$BATS_TEST_TMPDIR/b.trial"
	printf 'burst = many\n' >"$BATS_TEST_TMPDIR/c.trial"
	refuses c.trial:1: many -- hammer "$BATS_TEST_TMPDIR/c.trial"
	head -c 4096 "$ringtear" | tr -d '\0' >"$BATS_TEST_TMPDIR/d.trial"
	refuses d.trial:1: -- hammer "$BATS_TEST_TMPDIR/d.trial"
	head -c 4096 "$ringtear" >"$BATS_TEST_TMPDIR/e.trial"
	refuses e.trial:1: -- hammer "$BATS_TEST_TMPDIR/e.trial"
	mkdir "$BATS_TEST_TMPDIR/f.trial"
	refuses f.trial directory -- hammer "$BATS_TEST_TMPDIR/f.trial"
	refuses nowhere.trial -- hammer nowhere.trial
	mkfifo "$BATS_TEST_TMPDIR/g.trial"
	for endless in 129:"$BATS_TEST_TMPDIR/g.trial" 125:/dev/zero; do
		run timeout 20 ./run.sh hammer "${endless#*:}"
		ended "${endless%%:*}"
		says "${endless#*:}"
		says "name a file"
	done
}

@test "what a trial file holds does not reach the terminal raw" {
	printf '\033]0;owned\007 = 1\n' >"$BATS_TEST_TMPDIR/x.trial"
	refuses x.trial:1: -- hammer "$BATS_TEST_TMPDIR/x.trial"
	not grep -q "$(printf '[\033\007]')" <<<"$output"
}

@test "unknown command, option, missing value, one word too many" {
	refuses "'frobnicate'" hammer topo -- frobnicate
	refuses "'frobnicate'" -- help frobnicate
	refuses "--frobnicate" "--help" -- hammer --frobnicate 1
	refuses "--frobnicate" "--help" -- list --frobnicate
	refuses "--frobnicate" "--help" -- runs --frobnicate
	refuses "frobnicate" "--help" -- topo --frobnicate
	refuses "-x" "--help" -- hammer -x
	refuses "--accessor needs a value" -- hammer --accessor
	refuses "--json takes no value" -- hammer --json=yes
	refuses "'two'" "unexpected argument" -- hammer memcpy two
	refuses many -- runs --limit many
	refuses nonsense -- runs nonsense
}

@test "RINGTEAR_PATIENCE that is no time" {
	for value in x -1 0 nan 1e9; do
		RINGTEAR_PATIENCE=$value run ./run.sh hammer
		ended 129
		says "RINGTEAR_PATIENCE"
	done
}

@test "a file in the place of a folder" {
	touch "$BATS_TEST_TMPDIR/file"
	RINGTEAR_CACHE=$BATS_TEST_TMPDIR/file run ./run.sh hammer
	ended 129
	says "$BATS_TEST_TMPDIR/file"
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/file run ./run.sh repro
	ended 129
	says "$BATS_TEST_TMPDIR/file"
	[ ! -s "$BATS_TEST_TMPDIR/file" ]
	RINGTEAR_RUNS=/proc/nowhere run ./run.sh hammer
	ended 129
	says /proc/nowhere
	RINGTEAR_CACHE=/proc/nowhere run ./run.sh hammer
	ended 129
	says /proc/nowhere
}

@test "a folder one may not write to" {
	mkdir -m 555 "$BATS_TEST_TMPDIR/locked"
	if [ -w "$BATS_TEST_TMPDIR/locked" ]; then
		mount -t tmpfs -o ro,mode=755 none "$BATS_TEST_TMPDIR/locked" ||
			skip "lacks the right to mount"
	fi
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/locked run ./run.sh hammer
	first=("$status" "$output")
	RINGTEAR_CACHE=$BATS_TEST_TMPDIR/locked run ./run.sh hammer
	umount "$BATS_TEST_TMPDIR/locked" 2>/dev/null || true
	ended 129
	says "$BATS_TEST_TMPDIR/locked"
	[ "${first[0]}" -eq 129 ]
	[[ ${first[1]} == *$BATS_TEST_TMPDIR/locked* ]]
}

@test "a full disk under the cache: said so, nothing half written is used" {
	small=$BATS_TEST_TMPDIR/small
	mkdir "$small"
	mount -t tmpfs -o size=64k,mode=755 none "$small" || skip "lacks the right to mount"
	export RINGTEAR_CACHE=$small
	run unraced hammer
	first=("$status" "$output")
	left=$(find "$small" -name '*tmp*')
	mount -o remount,size=8m "$small"
	run unraced hammer
	umount "$small"
	[ "${first[0]}" -eq 129 ]
	[[ ${first[1]} == *"no space"* ]]
	[ -z "$left" ]
	never_says "ringtear: "
	ended 125
}

@test "a file size limit: said so, and the cache is good afterwards" {
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	for limit in 1 4 8; do
		run bash -c "ulimit -f $limit; ./run.sh hammer"
		ended 129
		says "ringtear: "
		says "limit"
	done
	run unraced hammer
	never_says "ringtear: "
	ended 125
}

@test "a full disk under the store: said so, and it opens afterwards" {
	small=$BATS_TEST_TMPDIR/small
	mkdir "$small"
	mount -t tmpfs -o size=64k,mode=755 none "$small" || skip "lacks the right to mount"
	RINGTEAR_RUNS=$small run ./run.sh repro "${shortest[@]}"
	dd if=/dev/zero of="$small/fill" 2>/dev/null || true
	rm -f "$small/fill"
	first=("$status" "$output")
	RINGTEAR_RUNS=$small run ./run.sh runs
	left=$(find "$small" -name '*.txt' -o -name '*tmp*')
	umount "$small"
	ended 0
	[ "${first[0]}" -eq 129 ]
	[[ ${first[1]} == *full* ]]
	[ -z "$left" ]
}

# Words for each command that `help` names, by which it prints something and
# succeeds or finds something. A command without a line here fails the test.
words_for() {
	case $1 in
	check) echo check memcpy --toolchain gcc+glibc ;;
	compare) echo compare --before memcpy --after volatile --no-cost \
		--matrix "$BATS_TEST_TMPDIR/m" ;;
	replay) echo replay "$BATS_TEST_TMPDIR/torn.trial" ;;
	repro | hammer) echo "$1" "${shortest[@]}" ;;
	fuzz) echo fuzz --time 1 --jobs 1 ;;
	minimize) echo minimize "$BATS_TEST_TMPDIR/torn.trial" \
		--output "$BATS_TEST_TMPDIR/min.trial" ;;
	merge) echo merge "$BATS_TEST_TMPDIR/other.db" ;;
	report) echo report 1 ;;
	topo) echo topo --no-latency ;;
	list | runs | cache | help) echo "$1" ;;
	*) echo "no words for $1" >&2 && return 1 ;;
	esac
}

@test "a full disk under standard output: noticed by every command" {
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	printf '%s\n' 'toolchains = gcc+glibc' 'flags = -O1' \
		>"$BATS_TEST_TMPDIR/m"
	run "$ringtear" check bytes-volatile --toolchain gcc+glibc --flags -O2
	cp "$(witness)" "$BATS_TEST_TMPDIR/torn.trial"
	cp "$RINGTEAR_RUNS/runs.db" "$BATS_TEST_TMPDIR/other.db"
	names=$("$ringtear" help | sed -n '/^usage/,/^Without/s/^  \([a-z]*\) .*/\1/p')
	[ "$(wc -w <<<"$names")" -ge 13 ]
	for name in $names; do
		words=$(words_for "$name")
		# Words on purpose.
		# shellcheck disable=SC2086
		run bash -c "'$ringtear' $words >/dev/full"
		ended 129
		says "cannot write to standard output"
	done
	# One that is closed is not the next file that is opened.
	for name in list check; do
		run bash -c "'$ringtear' $(words_for "$name") >&-"
		ended 129
		says "cannot write to standard output"
	done
	for command in "check bytes-volatile --toolchain gcc+glibc --flags -O2" \
		"list --json" "help check" --version "help --as man"; do
		run bash -c "'$ringtear' $command >/dev/full"
		ended 129
		says "cannot write to standard output"
	done
}

@test "a store that a newer ringtear wrote" {
	mkdir "$BATS_TEST_TMPDIR/newer"
	sqlite3 "$RINGTEAR_RUNS/runs.db" \
		".backup $BATS_TEST_TMPDIR/newer/runs.db"
	sqlite3 "$BATS_TEST_TMPDIR/newer/runs.db" 'PRAGMA user_version = 99'
	sum=$(sqlite3 "$BATS_TEST_TMPDIR/newer/runs.db" .dump | cksum)
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/newer
	for command in hammer runs; do
		run ./run.sh "$command"
		ended 129
		says "$BATS_TEST_TMPDIR/newer/runs.db"
		says "version 99"
		says "newer ringtear"
	done
	[ "$sum" = "$(sqlite3 "$RINGTEAR_RUNS/runs.db" .dump | cksum)" ]
}

@test "a store that is no store" {
	mkdir "$BATS_TEST_TMPDIR/junk"
	head -c 8192 "$ringtear" >"$BATS_TEST_TMPDIR/junk/runs.db"
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/junk
	for command in hammer runs; do
		run ./run.sh "$command"
		ended 129
		says "$BATS_TEST_TMPDIR/junk/runs.db"
	done
	cmp -n 8192 "$ringtear" "$BATS_TEST_TMPDIR/junk/runs.db"
}

@test "no corpora where RINGTEAR_HOME points" {
	RINGTEAR_HOME=$BATS_TEST_TMPDIR run "$ringtear" list
	ended 129
	says "$BATS_TEST_TMPDIR/corpora"
	says "run.sh"
	RINGTEAR_HOME=$BATS_TEST_TMPDIR run "$ringtear" repro
	ended 129
	RINGTEAR_HOME=$BATS_TEST_TMPDIR run "$ringtear" help
	ended 0
}
