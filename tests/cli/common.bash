# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests of the command line share. Each file has a store and a cache
# of its own, in a temporary folder that bats removes.

# The tests use the variables; bats sets output, stderr and status.
# shellcheck shell=bash disable=SC2034,SC2154

bats_require_minimum_version 1.5.0

clone=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
ringtear=$clone/build/release/ringtear

# A race that is over soon: what it finds is not what these tests are about.
short=(--milliseconds 100 --ring-milliseconds 2000 --requests 200000)
shortest=(--milliseconds 1 --ring-milliseconds 200 --requests 1000)

# Whether two threads meet in a race is up to the machine: no test asks for a
# tear. What comes of one is asked of an accessor that gives, by its own doing,
# each 1,024th load, what is published long before or behind. The ring of one
# whose two sides take turns on a busy machine has 256 requests a turn of both,
# of some 20 ms: 2 s for these, and no more on an idle one.
long=(--milliseconds 100 --ring-milliseconds 60000 --requests 20000)
lie='static unsigned int calls;
	uint16_t v = *(const volatile uint16_t *)p;
	return ++calls % 1024 ? v : v + 0x4000;'

# The same of the corpora's: a home in folder $1 with a copy of them, where the
# loads of those that are named behind it lie.
lying_home() {
	local home=$1 name

	shift
	mkdir -p "$home"
	cp -r "$clone/corpora" "$home"
	for name; do
		sed -i -e 's/^#include "ringtear.h"/&\n\nstatic unsigned int calls;/' \
			-e 's/return v;/return v + (++calls % 1024 ? 0 : (uint##bits##_t)1 << (bits - 2));/' \
			"$home/corpora/accessors/$name.c"
		grep -q '++calls' "$home/corpora/accessors/$name.c" || return 1
	done
}

# Waits until the command succeeds: longer than any busy machine needs.
until_it() {
	for _ in $(seq 1200); do
		! "$@" || return 0
		sleep 0.1
	done
	echo "in vain: $*"
	return 1
}

use_own_folders() {
	export RINGTEAR_RUNS=$BATS_FILE_TMPDIR/runs
	export RINGTEAR_CACHE=$BATS_FILE_TMPDIR/cache
	export RINGTEAR_HOME=$clone
	unset NO_COLOR RINGTEAR_COMMAND
	# No accessor here hangs but those that are to: they are given less.
	export RINGTEAR_PATIENCE=300
	cd "$clone" || return 1
	"$clone/run.sh" --no-install list >/dev/null
}

# For files that look into no cache: what any job of this run of the suite has
# built is not built again.
share_cache() {
	export RINGTEAR_CACHE=${RINGTEAR_TEST_CELLS:-$RINGTEAR_CACHE}
}

two_cpus() {
	[ "$(nproc)" -ge 2 ] || skip "lacks a second CPU"
}

# run.sh with one CPU: it builds and records as ever, but races nothing, which
# is quick where the race does not matter.
unraced() {
	taskset -c 0 "$clone/run.sh" "$@"
}

# A command that must fail: bats lets a plain "!" pass but at the end.
not() {
	! "$@"
}

# The last `run` printed what $1 says, a fixed string, anywhere.
says() {
	if [[ "$output${stderr-}" != *"$1"* ]]; then
		printf 'not said: %s\n--- output\n%s\n--- error\n%s\n' \
			"$1" "$output" "${stderr-}"
		return 1
	fi
}

never_says() {
	if [[ "$output${stderr-}" == *"$1"* ]]; then
		printf 'said: %s\n---\n%s\n%s\n' "$1" "$output" "${stderr-}"
		return 1
	fi
}

# The last `run` ended with $1.
ended() {
	if [ "$status" -ne "$1" ]; then
		printf 'status %s, not %s\n---\n%s\n%s\n' "$status" "$1" \
			"$output" "${stderr-}"
		return 1
	fi
}

# The command that the last `run` printed behind the label $1, the first of them,
# with the lines that continue it.
printed() {
	sed -n "/^$1 /,/[^\\\\]\$/ { s/^$1  *//; p; /[^\\\\]\$/q }" <<<"$output"
}

# The trial of the replay that the last `run` printed.
witness() {
	printed replay | sed 's/ --trust$//; s/.* //'
}

# Runs that command as a shell does when it is pasted; more words follow it.
paste_printed() {
	local command

	command=$(printed "$1")
	shift
	[ -n "$command" ] || return 1
	run env ringtear="$ringtear" bash -c "ringtear() { \"\$ringtear\" \"\$@\"; }
		$command $*"
}

# Standard input has no line of more than $1 columns.
fits() {
	awk -v most="$1" 'length > most { print; bad = 1 } END { exit bad }'
}

query() {
	sqlite3 "$RINGTEAR_RUNS/runs.db" "$1"
}

# Standard input is JSON by the published schema, without members that it has
# not.
is_json() {
	/usr/bin/python3 "$clone/tests/reports/parse.py" json /dev/stdin \
		"$clone/docs/json.schema.json"
}

# A C file $1 in the test's folder that defines a 16-bit load of body $2,
# with $3 before it.
own_accessor() {
	printf '%s\n' '#include <stdlib.h>' '#include "ringtear.h"' "${3-}" \
		'uint16_t ringtear_load16(const void *p)' "{ $2 }" \
		>"$BATS_TEST_TMPDIR/$1"
}
