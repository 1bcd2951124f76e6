#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A search of ten minutes on two cores: what it calls a crash of an accessor or
# of a compiler is listed and must be explained, and what it uses of the machine
# stays level: memory, open files, processes, temporary folders.
#
#     tests/soak/fuzz_level.sh [MINUTES [RINGTEAR [OPTIONS]]]
#
# Exits 0 when it found no crash and all stayed level, else 1. Everything lies in
# a folder of its own, which is removed unless KEEP names one to use.
set -u

minutes=${1-10}
clone=$(cd "$(dirname "$0")/../.." && pwd)
ringtear=${2-$clone/build/release/ringtear}
shift $(($# < 2 ? $# : 2))
place=${KEEP-$(mktemp -d)}
export RINGTEAR_HOME=${RINGTEAR_HOME-$clone}
export RINGTEAR_CACHE=$place/cache RINGTEAR_RUNS=$place/runs TMPDIR=$place/tmp
mkdir -p "$TMPDIR" || exit 1
[ -n "${KEEP-}" ] || trap 'rm -rf "$place"' EXIT

# The campaign and its jobs; what a job starts lives for a moment only.
list_processes() {
	echo "$search"
	pgrep -P "$search"
}

# Seconds, memory in MiB, files, processes, temporary folders.
sample() {
	local pid memory=0 files=0 one

	for pid in $(list_processes); do
		one=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
		memory=$((memory + ${one:-0}))
		# Names are numbers.
		# shellcheck disable=SC2012
		one=$(ls "/proc/$pid/fd" 2>/dev/null | wc -l)
		files=$((files + one))
	done
	printf '%s %s %s %s %s\n' "$SECONDS" $((memory / 1024)) "$files" \
		"$(ps -o pid= -s "$search" | wc -l)" \
		"$(find "$place/cache" "$TMPDIR" -type d \
			\( -name 'tmp.*' -o -name '*.??????' \) 2>/dev/null | wc -l)"
}

# By how much column $1 rose from the second quarter to the last, in percent.
rise() {
	awk -v column="$1" '{ value[NR] = $column }
		END {
			quarter = int(NR / 4)
			for (i = 1; i <= quarter; i++) {
				early += value[quarter + i]
				late += value[NR - quarter + i]
			}
			print early ? int(100 * (late - early) / early) : 0
		}' "$place/samples"
}

setsid nice "$ringtear" fuzz --time "${minutes}m" --jobs 2 "$@" \
	>"$place/screen" 2>&1 </dev/null &
search=$!
: >"$place/samples"
while kill -0 "$search" 2>/dev/null; do
	sample >>"$place/samples"
	sleep 5
done
wait "$search"
ended=$?

failed=0
echo "ended with $ended; at the end, and the rise from the second quarter to the last:"
column=2
for what in "MiB of memory" "open files" "processes" "temporary folders"; do
	risen=$(rise $column)
	last=$(tail -n 2 "$place/samples" | head -n 1 | cut -d' ' -f$column)
	echo "$last $what, $risen %"
	# Memory of what is known grows with what was found.
	[ "$risen" -le 25 ] || [ "$last" -le 8 ] || failed=1
	column=$((column + 1))
done
sed -n '/^searched/,$p' "$place/screen"
sqlite3 "$RINGTEAR_RUNS/runs.db" \
	"select count(*) || ' findings of the kind ' || kind from finding group by kind"
crashes=$(sqlite3 "$RINGTEAR_RUNS/runs.db" \
	"select code || ' | ' || accessor || ' ' || toolchain || ' ' || flags
	from finding where kind in ('crash', 'compiler')")
[ -z "$crashes" ] || { echo "$crashes"; failed=1; }
[ "$ended" -eq 0 ] || failed=1
exit $failed
