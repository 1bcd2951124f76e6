#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs every unit test that was built under sanitizer $1; stops at the first
# that fails, with what it printed.
set -eu
cd "$(dirname "$0")/.."
# The longest history: a suppression needs the stack of the other side.
export TSAN_OPTIONS="halt_on_error=1:history_size=7:suppressions=$PWD/tests/tsan.supp"
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=0"
export UBSAN_OPTIONS="print_stacktrace=1"
export CMOCKA_MESSAGE_OUTPUT=TAP
count=0
for test in build/"$1"/tests/*/test_*; do
	case $test in
	*.o | *.d) continue ;;
	# These spend their time in compilers or in the code under test;
	# other tests run the same code of ours.
	*_accessors* | */corpora/* | */cost/* | */twins/* | */test_stages | \
		*/test_tsan | */test_guest) continue ;;
	esac
	echo "$test"
	"$test" 2>&1
	count=$((count + 1))
done
# The suppressions must be needed, and nothing but the accessors may race:
# without them each report has one of the ABI's functions on one side.
if [ "$1" = thread ]; then
	TSAN_OPTIONS=halt_on_error=0:history_size=7 build/thread/tests/hammer/test_races \
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
echo "$count test programs ran under -fsanitize=$1"
[ "$count" -gt 0 ]
