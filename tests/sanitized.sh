#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `sanitized.sh TEST ...` runs unit tests, each with the options of the
# sanitizer that it was built under; stops at the first that fails.
set -eu
cd "$(dirname "$0")/.."
# The longest history: a suppression needs the stack of the other side.
export TSAN_OPTIONS="halt_on_error=1:history_size=7:suppressions=$PWD/tests/tsan.supp"
# What was freed is kept for a while, and its stack: less of both is faster.
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:quarantine_size_mb=4:malloc_context_size=12"
export UBSAN_OPTIONS="print_stacktrace=1"
export CMOCKA_MESSAGE_OUTPUT=TAP
for test; do
	"$test"
done
[ "$#" -gt 0 ]
