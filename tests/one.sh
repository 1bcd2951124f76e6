#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs one job of tests/all.sh: `one.sh KIND NAME`. Prints a line, and what
# went wrong; leaves in build/results "PASSED FAILED SKIPPED" in NAME.count, all
# that was printed in NAME.log, and what the machine lacked in NAME.lacks.
set -u
cd "$(dirname "$0")/.." || exit 2
kind=$1
name=$2
result=build/results/$(printf '%s' "$name" | tr / -)
log=$result.log
began=$(date +%s)

# What the steps are called and what they run.
run_step() {
	cpus=$(nproc 2>/dev/null || echo 1)
	case $name in
	lint) make lint ;;
	warnings) make warnings ;;
	build) make "-j$cpus" WERROR=1 suite ;;
	build-*) make "-j$cpus" "SAN=${name#build-}" suite ;;
	suppressions) sh tests/suppressions.sh ;;
	esac
}

# A step passes or fails as a whole.
step() {
	run_step >"$log" 2>&1
	status=$?
	passed=$((status == 0))
	failed=$((status != 0))
	# make's own lines are long and say nothing of what went wrong.
	[ "$failed" -eq 0 ] ||
		grep -vE '^(cc|gcc|clang) |^make\[' "$log" | tail -n 40
	skipped=0
}

# Counts the lines of the log that begin with $1, skipped tests left out.
count() {
	grep "^$1" "$log" | grep -civ '# skip'
}

# Counts the cases of a program that prints TAP; the plan must be met. cmocka
# says "not ok" of a test that it skips.
tap() {
	"$@" >"$log" 2>"$result.err"
	status=$?
	passed=$(count 'ok ')
	failed=$(count 'not ok ')
	skipped=$(grep -ciE '^(not )?ok .*# skip' "$log")
	plan=$(awk -F '[. ]+' '/^1\.\.[0-9]/ { sum += $2 } END { print sum + 0 }' \
		"$log")
	if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$plan" -eq 0 ] ||
		[ $((passed + skipped)) -ne "$plan" ]; }; then
		failed=1
	fi
	[ "$failed" -ne 0 ] || return 0
	grep -v '^ok ' "$log"
	tail -n 30 "$result.err"
	echo "(status $status, $passed of $plan passed)"
}

# What the log says that this machine lacks, a line each: tests/base/machine.h
# writes "# lacks WHAT: PART", and bats "ok 1 PART # skip lacks WHAT".
lacks() {
	sed -nE -e 's/^# lacks (.*)/\1/p' \
		-e 's/^ok [0-9]+ (.*) # skip lacks (.*)/\2: \1/p' "$log"
}

# The CPU seconds that `times` wrote to $result.times.
cpu_seconds() {
	awk -F '[ms ]+' '{ sum += 60 * $1 + $2 + 60 * $3 + $4 }
		END { printf "%.1f", sum }' "$result.times"
}

# Jobs run side by side: what one has to say is printed in one piece.
run_kind() {
	case $kind in
	step) step ;;
	tap) tap sh tests/sanitized.sh "$name" ;;
	bats) tap bats --formatter tap "$name" ;;
	esac
	# Here: a shell of a pipe or of a substitution has had no children.
	times >"$result.times"
	[ "$failed" -eq 0 ] || echo "FAILED: $name"
	skips=''
	[ "$skipped" -eq 0 ] || skips=", $skipped skipped"
	echo "${name#build/release/}: $passed passed, $failed failed$skips" \
		"($(($(date +%s) - began)) s, $(cpu_seconds) s CPU)"
	[ "$skipped" -eq 0 ] || grep -i 'ok .*# skip' "$log"
	lacks >"$result.lacks"
	echo "$passed $failed $skipped" >"$result.count"
}

run_kind >"$result.told"
cat "$result.told"
