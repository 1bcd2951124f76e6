#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `sanitized.sh SANITIZER TEST ...` runs unit tests that were built under it;
# stops at the first that fails, with what it printed.
set -eu
cd "$(dirname "$0")/.."
sanitizer=$1
shift
# The longest history: a suppression needs the stack of the other side.
export TSAN_OPTIONS="halt_on_error=1:history_size=7:suppressions=$PWD/tests/tsan.supp"
# What was freed is kept for a while, and its stack: less of both is faster.
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:quarantine_size_mb=32:malloc_context_size=12"
export UBSAN_OPTIONS="print_stacktrace=1"
export CMOCKA_MESSAGE_OUTPUT=TAP
for test; do
	echo "$test"
	"$test" 2>&1
	# CPU time of all so far; through a pipe it would be of nothing.
	times >"build/$sanitizer/times"
	tail -n 1 "build/$sanitizer/times"
done
# The suppressions must be needed, and nothing but the accessors may race:
# without them each report has one of the ABI's functions on one side.
if [ "$sanitizer" = thread ]; then
	TSAN_OPTIONS=halt_on_error=0:history_size=7 build/thread/tests/hammer/test_field \
		>build/thread/races.log 2>&1 || :
	awk '/^WARNING: ThreadSanitizer/ { races++; named = 0 }
		/#0 ringtear_(load|store)(16|32|64) / { named = 1 }
		/failed to restore the stack/ { races--; named = 0 }
		/^SUMMARY/ { accessors += named }
		END { print races + 0 " races unsuppressed, " \
				accessors + 0 " of them in an accessor"
			exit races == 0 || races != accessors }' \
		build/thread/races.log
fi
echo "$# test programs ran under -fsanitize=$sanitizer"
[ "$#" -gt 0 ]
