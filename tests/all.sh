#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every test: style, warnings, unit tests, command line, sanitizers, side by
# side. Ends with what this machine lacks, and one line that counts; exits 1
# when anything failed or left no result. docs/suite.md explains both.
set -u
cd "$(dirname "$0")/.." || exit 2

# A session without a controlling terminal: nothing may ask a question on
# /dev/tty. An interrupt of the terminal is handed on to it. What a shell puts
# into the background has SIGINT ignored, which the tests must not inherit.
if [ -z "${RINGTEAR_TEST_SESSION-}" ]; then
	RINGTEAR_TEST_SESSION=1 env --default-signal=INT,QUIT \
		setsid sh tests/all.sh </dev/null &
	session=$!
	trap 'kill -s TERM -- "-$session"; wait "$session"; exit 130' HUP INT TERM
	wait "$session"
	exit
fi
# One more than there are CPUs: some jobs wait now and then.
jobs=$(($(nproc 2>/dev/null || echo 1) + 1))
results=build/results
rm -rf "$results"
mkdir -p "$results"
# A cell that several tests build is built once.
export RINGTEAR_TEST_CELLS="$PWD/$results/cells"

# Builds come first, one after the other: each uses all CPUs.
builds='build build-address build-thread'
# The jobs, a line each: how tests/one.sh runs it, and what. The longest come
# first, so that none is left to run alone at the end.
list() {
	for test in tests/*/*.bats; do
		[ ! -e "$test" ] || echo bats "$test"
	done
	for sanitizer in '' thread address; do
		make -s "SAN=$sanitizer" suite-list
	done | sed 's/^/tap /'
	for name in suppressions warnings lint; do
		echo step "$name"
	done
}

for name in $builds; do
	sh tests/one.sh step "$name"
done
list >"$results/list"
xargs -P "$jobs" -n 2 sh tests/one.sh <"$results/list"

wanted=$(($(wc -l <"$results/list") + $(echo "$builds" | wc -w)))
cat "$results"/*.lacks | sort -u | awk '
	NR == 1 { print "This machine lacks, so that these parts did not run:" }
	{ print "  " $0 }'
cat "$results"/*.count | awk -v wanted="$wanted" '
	{ passed += $1; failed += $2; skipped += $3; jobs++ }
	END {
		if (jobs != wanted) {
			print wanted - jobs " jobs left no result"
			failed += wanted - jobs
		}
		printf "%d passed, %d failed", passed, failed
		if (skipped > 0)
			printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}'
