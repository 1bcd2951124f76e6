#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ThreadSanitizer's suppressions must be needed, and nothing but the accessors
# may race: without them each report has one of the ABI's functions on one side.
set -eu
cd "$(dirname "$0")/.."
log=build/thread/races.log
TSAN_OPTIONS=halt_on_error=0:history_size=7 build/thread/suite/hammer/test_field \
	>"$log" 2>&1 || :
exec awk '/^WARNING: ThreadSanitizer/ { races++; named = 0 }
	/#0 ringtear_(load|store)(16|32|64) / { named = 1 }
	/failed to restore the stack/ { races--; named = 0 }
	/^SUMMARY/ { accessors += named }
	END { print races + 0 " races unsuppressed, " \
			accessors + 0 " of them in an accessor"
		exit races == 0 || races != accessors }' "$log"
