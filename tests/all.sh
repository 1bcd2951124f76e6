#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every test: style, warnings, unit tests, command line, sanitizers. Ends in
# one line that counts; exits 1 when anything failed or did not run.
set -u
cd "$(dirname "$0")/.." || exit 2
log=build/test.log
mkdir -p build
: >"$log"
passed=0
failed=0

one() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
	fi
}

# Runs a step that passes or fails as a whole, its output shown on failure.
step() {
	name=$1
	shift
	began=$(date +%s)
	"$@" >build/step.log 2>&1
	status=$?
	cat build/step.log >>"$log"
	[ "$status" -eq 0 ] || cat build/step.log
	one "$status" "$name"
	echo "$name: $([ "$status" -eq 0 ] && echo ok || echo failed)" \
		"($(($(date +%s) - began)) s)"
}

# Counts the cases of a program that prints TAP; the plan must be met.
tap() {
	name=$1
	shift
	began=$(date +%s)
	"$@" >build/tap.log 2>build/tap.err
	status=$?
	cat build/tap.log build/tap.err >>"$log"
	good=$(grep -c '^ok ' build/tap.log)
	bad=$(grep -c '^not ok ' build/tap.log)
	plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' build/tap.log |
		awk '{ sum += $1 } END { print sum + 0 }')
	skipped=$(grep -ci '^ok .*# skip' build/tap.log)
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$plan" -eq 0 ] ||
		[ $((good + bad)) -ne "$plan" ]; }; then
		bad=$((bad + 1))
	fi
	if [ "$bad" -ne 0 ]; then
		grep -v '^ok ' build/tap.log
		tail -n 30 build/tap.err
		echo "FAILED: $name (status $status, $good of $plan passed)"
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	skips=''
	[ "$skipped" -eq 0 ] || skips=", $skipped skipped"
	echo "$name: $good passed, $bad failed$skips" \
		"($(($(date +%s) - began)) s)"
	if [ "$skipped" -ne 0 ]; then
		grep -i '^ok .*# skip' build/tap.log
	fi
}

jobs=-j$(nproc 2>/dev/null || echo 1)
step "shellcheck and clang-format" make lint
step "clang without a warning" make warnings
step "build, gcc without a warning" make "$jobs" WERROR=1 check
for test in build/release/tests/*/test_*; do
	case $test in *.o | *.d) continue ;; esac
	tap "${test#build/release/tests/}" env CMOCKA_MESSAGE_OUTPUT=TAP "$test"
done
for test in tests/*/*.bats; do
	[ -e "$test" ] || continue
	tap "${test#tests/}" bats --formatter tap "$test"
done
step "ThreadSanitizer" make "$jobs" tsan
step "AddressSanitizer and UBSan" make "$jobs" asan
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
