#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Campaigns and minimisation from the command line. The search is narrow, so
# that what it must find does not depend on how fast the machine is.

load common

setup_file() {
	use_own_folders
	make -C "$clone" fuzzer >/dev/null
}

setup() {
	cd "$clone" || return 1
	store=$RINGTEAR_RUNS/runs.db
	found=$RINGTEAR_RUNS/found
}

# How many files there are in folder $1.
files() {
	find "$1" -type f | wc -l
}

# One accessor, one toolchain: torn unless the compiler merges two bit-fields.
# The field is aligned: nothing is left to the hammer, which takes two CPUs.
narrow=(--accessor bitfield --toolchain gcc+glibc --jobs 1 --direction load
	--offset 0)

trial() {
	printf 'accessor = %s\ntoolchain = %s\nflags = %s\n' "$1" "$2" "$3" \
		>"$BATS_TEST_TMPDIR/a.trial"
}

@test "minimize drops all that the tear does not need" {
	trial fortify-memcpy gcc+musl \
		'-Os -g -D_FORTIFY_SOURCE=2 -fno-plt -fomit-frame-pointer'
	run -0 "$ringtear" minimize "$BATS_TEST_TMPDIR/a.trial"
	says "torn: fortify-memcpy, gcc+musl, -O1 -D_FORTIFY_SOURCE=1"
	says "dropped"
	says "-fomit-frame-pointer"
	run -1 "$ringtear" replay "$BATS_TEST_TMPDIR/a.min.trial"
	says "torn:"
	run -0 "$ringtear" minimize --json --output "$BATS_TEST_TMPDIR/b" \
		"$BATS_TEST_TMPDIR/a.trial"
	says '"flags": "-O1 -D_FORTIFY_SOURCE=1"'
	cmp "$BATS_TEST_TMPDIR/b" "$BATS_TEST_TMPDIR/a.min.trial"
}

@test "minimize refuses what does not tear, does not build or is not there" {
	trial read-once gcc -O2
	run -129 "$ringtear" minimize "$BATS_TEST_TMPDIR/a.trial"
	says "no tear to minimise"
	trial memcpy gcc -fno-such-flag
	run -125 "$ringtear" minimize "$BATS_TEST_TMPDIR/a.trial"
	says "does not build"
	run -129 "$ringtear" minimize "$BATS_TEST_TMPDIR/none.trial"
	run -129 "$ringtear" minimize
	trial memcpy gcc '-O2 -save-temps'
	run -129 "$ringtear" minimize "$BATS_TEST_TMPDIR/a.trial"
	says "it writes files"
}

@test "fuzz --stop ends at the first tear, with a libFuzzer artifact" {
	run "$ringtear" fuzz "${narrow[@]}" --stop --time 5m
	ended 0
	says "in the accessor's own code: 1 accessor, 1 toolchain, 1 set of flags"
	[[ $output =~ [1-9][0-9]*\ builds?, ]]
	artifact=$(echo "$RINGTEAR_RUNS"/fuzz/*/crash-*)
	[ -f "$artifact" ]
	run "$ringtear" fuzz "$artifact"
	ended 0
	says "torn: bitfield"
	says "Executed $artifact"
	run "$ringtear" fuzz --fail-on-find "$artifact"
	ended 1
}

# The trial of the first cause of kind $1 that a line told.
told_trial() {
	sed -n "s/^$1 .*flags; \(.*[.]trial\)\$/\1/p" <<<"$output" | head -n 1
}

@test "one line a cause, whichever accessor and flags led to it" {
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	for words in 'memcpy gcc+musl -fno-builtin' \
		'memmove gcc+musl -ffreestanding'; do
		# shellcheck disable=SC2086
		trial $words
		mv "$BATS_TEST_TMPDIR/a.trial" \
			"$BATS_TEST_TMPDIR/${words%% *}.trial"
	done
	run -0 "$ringtear" fuzz "$BATS_TEST_TMPDIR/memcpy.trial"
	says "two \`movsb\` in musl's memcpy: 1 accessor"
	says "found     1 new cause; no earlier campaign"
	run -1 "$ringtear" replay "$(told_trial tear)"
	run -0 "$ringtear" fuzz "$BATS_TEST_TMPDIR/memmove.trial"
	says "memcpy (known since 2"
	says "2 accessors, 1 toolchain, 2 sets of flags"
	says "found     0 new causes, 1 known since 2"
	[ "$(sqlite3 "$RINGTEAR_RUNS/runs.db" "SELECT count(*),
		count(DISTINCT cause) FROM finding")" = '2|1' ]
	again=$(sed -e ':all; /\\$/{ N; s/\\\n *//; b all; }' <<<"$output" |
		sed -n 's/^ *ringtear replay/replay/p')
	# shellcheck disable=SC2086
	run -1 "$ringtear" $again
	says "torn:"
}

@test "a tear that only an unaligned field shows is said to be that" {
	own_accessor odd.c 'const volatile uint8_t *byte = p;
		if ((uintptr_t)p & 1)
			return byte[0] | byte[1] << 8;
		return *(const volatile uint16_t *)p;'
	trial "$BATS_TEST_TMPDIR/odd.c" gcc+glibc -O2
	echo 'offset = 1' >>"$BATS_TEST_TMPDIR/a.trial"
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs run -129 "$ringtear" fuzz \
		"$BATS_TEST_TMPDIR/a.trial"
	says --trust
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs run -0 "$ringtear" fuzz --trust \
		"$BATS_TEST_TMPDIR/a.trial"
	says "tear      unaligned field: 1 accessor"
	says "Unaligned fields, of which no CPU promises whole accesses"
	never_says "Torn reads and writes of aligned fields"
}

@test "a finding is a row, a trial file that replays, and a line" {
	file=$(find "$found" -name "tear-bitfield-*.trial" | head -n 1)
	run -0 cat "$file"
	says "# witness: load of "
	says "# cause: two "
	run -1 "$ringtear" replay "$file"
	rows=$(sqlite3 "$store" "SELECT count(*) FROM finding")
	[ "$rows" -eq "$(files "$found")" ]
	[ "$(sqlite3 "$store" "SELECT count(*) FROM run JOIN finding
		ON finding.run = run.id WHERE run.kind = 'fuzz'")" -eq "$rows" ]
}

@test "a finding is reported with its machine and a sound build beside it" {
	# Not one that was drawn: for what has no flags no other flag or compiler
	# says more than the accessor that is sound by any.
	trial bitfield gcc+glibc -O0
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	run -0 "$ringtear" fuzz "$BATS_TEST_TMPDIR/a.trial"
	run -0 "$ringtear" report --format mail
	says "topology"
	says "usable"
	says "gcc-12 "
	says "builtin-memcpy"
	[ "$(sqlite3 "$RINGTEAR_RUNS/runs.db" "SELECT count(*) FROM run JOIN evidence
		ON run.id = evidence.run WHERE compiler <> '' AND
		sound_instructions <> ''")" -gt 0 ]
}

@test "the search says that it looks at fields that are not aligned" {
	run "$ringtear" fuzz --accessor bitfield --toolchain gcc+glibc --jobs 1 \
		--time 0.1s
	says "fields    unaligned ones too"
	says "--aligned leaves them out"
	run "$ringtear" fuzz --accessor bitfield --toolchain gcc+glibc --jobs 1 \
		--time 0.1s --aligned
	never_says "unaligned"
	grep '"aligned": true' "$RINGTEAR_RUNS"/fuzz/*/settings.json
	run -129 "$ringtear" fuzz --aligned --offset 63
	says "leave out one of the two"
	run -129 "$ringtear" fuzz --aligned --offset 2 --width 32
}

@test "libFuzzer's own options pass through" {
	corpus=$BATS_TEST_TMPDIR/corpus
	mkdir "$corpus" "$BATS_TEST_TMPDIR/merged"
	run "$ringtear" fuzz "${narrow[@]}" -runs=30 -seed=7 "$corpus"
	says "INFO: Seed: 7"
	says "Done 30 runs"
	[ "$(files "$corpus")" -gt 1 ]
	run "$ringtear" fuzz "${narrow[@]}" -merge=1 \
		"$BATS_TEST_TMPDIR/merged" "$corpus"
	says "MERGE-OUTER"
	[ "$(files "$BATS_TEST_TMPDIR/merged")" -gt 1 ]
	mkdir "$BATS_TEST_TMPDIR/fork"
	run "$ringtear" fuzz "${narrow[@]}" -fork=1 -runs=1 \
		"$BATS_TEST_TMPDIR/fork"
	says "INFO: -fork=1"
}

@test "a trial file that is named must be one that may run" {
	trial memcpy gcc+glibc '-O2 -save-temps'
	run -129 "$ringtear" fuzz "$BATS_TEST_TMPDIR/a.trial"
	says "flag word \"-save-temps\" is refused"
	run -129 "$ringtear" fuzz corpora/README.md
}

# libFuzzer has functions of the same name, which would end the job.
@test "what a module calls is not answered by the fuzzer itself" {
	trial memcpy clang+glibc '-O2 -fsanitize-coverage=trace-pc'
	run -0 "$ringtear" fuzz "$BATS_TEST_TMPDIR/a.trial"
	says "undecided: memcpy"
}

# As any campaign does: it was to go on until it is stopped.
@test "libFuzzer's own ways of running end by a signal as others do" {
	for way in -fork=1 -runs=1000000; do
		for signal in INT TERM; do
			"$ringtear" fuzz "${narrow[@]}" "$way" \
				>"$BATS_TEST_TMPDIR/searched" 2>&1 3>&- &
			until_it grep -q INFO "$BATS_TEST_TMPDIR/searched"
			kill -"$signal" $!
			wait $!
		done
	done
}

# A campaign with the options $2 ... that is ended as soon as $1 holds, so that
# it has as much time as a busy machine needs.
search_until() {
	local holds=$1

	shift
	"$ringtear" fuzz "$@" >"$BATS_TEST_TMPDIR/searched" 2>&1 3>&- &
	until_it "$holds" || {
		kill -9 $!
		return 1
	}
	kill -TERM $!
	wait $! && status=0 || status=$?
	output=$(cat "$BATS_TEST_TMPDIR/searched")
}

found_one() {
	[ "$(sqlite3 "$store" "SELECT count(*) FROM finding")" -gt 0 ]
}

@test "killed at any moment and resumed: none lost, none twice" {
	before=0
	option=
	for pause in 0.8 0.3 1.1 0.4; do
		# shellcheck disable=SC2086
		"$ringtear" fuzz ${option:-"${narrow[@]}"} >/dev/null 2>&1 &
		sleep "$pause"
		kill -9 $!
		wait $! || :
		option=--resume
		after=$(sqlite3 "$store" "SELECT count(*) FROM finding")
		[ "$after" -ge "$before" ]
		before=$after
	done
	search_until found_one --resume
	[ "$(sqlite3 "$store" "PRAGMA integrity_check")" = ok ]
	rows=$(sqlite3 "$store" "SELECT count(*) FROM finding")
	[ "$rows" -ge "$before" ]
	[ "$rows" -gt 0 ]
	[ "$(sqlite3 "$store" "SELECT count(DISTINCT accessor || toolchain ||
		flags || kind || trial) FROM finding")" -eq "$rows" ]
	[ "$(files "$found")" -eq "$rows" ]
	# The jobs have ended with their parent.
	not pgrep -f "$RINGTEAR_RUNS/fuzz.*corpus"
}

# gcc, but that what it compiles with falls over $1 as gcc does.
fake_gcc() {
	bin=$BATS_TEST_TMPDIR/bin
	mkdir -p "$bin"
	cat >"$bin/gcc-99" <<-EOF
		#!/bin/sh
		case " \$* " in
		*' -E '*) exec gcc "\$@" ;;
		*) exec gcc -B"$bin" "\$@" ;;
		esac
	EOF
	cat >"$bin/cc1" <<-EOF
		#!/bin/sh
		case " \$* " in
		*' $1 '*)
			echo 'memcpy.c:9:1: internal compiler error: in f, at g.cc:3' >&2
			exit 4 ;;
		esac
		exec "$(gcc -print-prog-name=cc1)" "\$@"
	EOF
	chmod +x "$bin/gcc-99" "$bin/cc1"
	PATH=$bin:$PATH
}

@test "a compiler that crashes is a finding, kept with its source" {
	fake_gcc -ftree-vectorize
	trial memcpy gcc-99+glibc '-O2 -g -ftree-vectorize -Wall'
	run "$ringtear" fuzz "$BATS_TEST_TMPDIR/a.trial"
	ended 0
	says "compiler: memcpy, gcc-99+glibc"
	says "internal compiler error: in f, at g.cc:3"
	says "Compilers that crashed"
	run -0 sqlite3 "$store" "SELECT kind, flags FROM finding
		WHERE toolchain = 'gcc-99+glibc'"
	[ "$output" = 'compiler|-ftree-vectorize' ]
	file=$(find "$found" -name "compiler-memcpy-*.trial")
	run -0 cat "$file"
	says "# compiler: memcpy, gcc-99+glibc, -ftree-vectorize"
	says "flags             = -ftree-vectorize"
	says "${file##*/}"
	run -0 cat "${file%.trial}.i"
	says "ringtear_load16"
	# Met again it is the same finding.
	run "$ringtear" fuzz "$BATS_TEST_TMPDIR/a.trial"
	[ "$(sqlite3 "$store" "SELECT count(*), sum(met) FROM finding
		WHERE kind = 'compiler'")" = '1|2' ]
}

met_again() {
	[ "$(sqlite3 "$store" "$met")" -gt 1 ]
}

@test "how often a finding was met is exact when a campaign is ended" {
	one=(--accessor bytes-volatile --toolchain gcc+glibc --width 16
		--direction load --offset 2)
	met="SELECT sum(met) FROM finding WHERE accessor = 'bytes-volatile'"
	trial bytes-volatile gcc+glibc -O1
	run -0 "$ringtear" fuzz "$BATS_TEST_TMPDIR/a.trial"
	[ "$(sqlite3 "$store" "$met")" -eq 1 ]
	# Every trial is that tear again; SIGTERM ends the job.
	search_until met_again "${one[@]}" --jobs 1 --json
	ended 0
	torn=$(tail -n 1 <<<"$output")
	torn=${torn#*\"torn\":}
	torn=${torn%%,*}
	[ "$(sqlite3 "$store" "$met")" -eq $((1 + torn)) ]
}

# The accessors and toolchains of the inputs that the campaign of $1 kept.
drawn() {
	awk '$1 == "accessor" { a = $3 } $1 == "toolchain" { print a, $3 }' \
		"$1"/fuzz/*/corpus/* | sort -u
}

@test "shards search disjoint parts, and their stores merge" {
	for shard in 1 2; do
		RINGTEAR_RUNS=$BATS_TEST_TMPDIR/$shard run "$ringtear" fuzz \
			--accessor bitfield --accessor shift-or-low-first \
			--toolchain gcc-12 --direction load --width 16 \
			--seed 7 --jobs 1 --offset 0 --time 0.7s --shard "$shard/2"
		ended 0
		drawn "$BATS_TEST_TMPDIR/$shard" >"$BATS_TEST_TMPDIR/$shard.drawn"
		[ -s "$BATS_TEST_TMPDIR/$shard.drawn" ]
	done
	[ -z "$(comm -12 "$BATS_TEST_TMPDIR"/[12].drawn)" ]
	run -0 "$ringtear" merge "$BATS_TEST_TMPDIR"/[12]/runs.db \
		--into "$BATS_TEST_TMPDIR/all.db"
	rows=0
	for shard in 1 2; do
		rows=$((rows + $(sqlite3 "$BATS_TEST_TMPDIR/$shard/runs.db" \
			"SELECT count(*) FROM finding")))
	done
	[ "$(sqlite3 "$BATS_TEST_TMPDIR/all.db" \
		"SELECT count(*) FROM finding")" -eq "$rows" ]
}

@test "interrupted before the search: a summary, and answers are kept" {
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	"$ringtear" fuzz --toolchain gcc >"$BATS_TEST_TMPDIR/out" 2>&1 &
	# Before anything is asked it is blocked; it waits for the signal.
	until [ -d "$RINGTEAR_RUNS/fuzz" ]; do sleep 0.01; done
	kill -TERM $!
	wait $! && status=0 || status=$?
	ended 0
	run -0 cat "$BATS_TEST_TMPDIR/out"
	says "searched  0 trials"
	says "fuzz --resume"
	run "$ringtear" fuzz --resume -runs=1
	ended 0
	[[ $output =~ "searched  "[1-9] ]]
}

@test "fuzz says what is wrong with its options" {
	run -129 "$ringtear" fuzz --time never
	says "--time cannot be 'never'"
	run -129 "$ringtear" fuzz --jobs 0
	says "--jobs cannot be '0'"
	run -129 "$ringtear" fuzz --shard 3/2
	says "--shard cannot be '3/2'"
	run -129 "$ringtear" fuzz "${narrow[@]}" --shard 2/2
	says "shard 2/2 has nothing to search"
	run -129 "$ringtear" fuzz --accessor none-such
	run -129 "$ringtear" fuzz --toolchain none-such
	run -129 "$ringtear" fuzz --no-such-option
	says "unknown option"
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR run -129 "$ringtear" fuzz --resume
	says "leave --resume out"
	run -0 "$ringtear" fuzz --help
	says "-merge=1"
}

@test "fuzz --json: one line per finding, and a summary at the end" {
	RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs run --separate-stderr "$ringtear" \
		fuzz "${narrow[@]}" --stop --time 5m --json --fail-on-find
	ended 1
	python3 - "${lines[@]}" <<-'EOF'
		import json, os, sys

		first = json.loads(sys.argv[1])["result"]["finding"]
		end = json.loads(sys.argv[-1])["result"]["campaign"]
		cause = end["causes"][0]
		assert cause["cause"] == first["cause"] and cause["new"]
		assert cause["met"] >= 1 and cause["accessors"] == 1
		assert end["new_causes"] == len(end["causes"])
		assert end["known_causes"] == 0 and end["known_since"] == ""
		assert os.path.isfile(cause["path"])
	EOF
	for line in "${lines[@]}"; do
		is_json <<<"$line"
	done
	[[ $output =~ \"shapes\":[1-9] && $output =~ \"patterns\":[1-9] ]]
	[[ $stderr != *"please report"* ]]
}
