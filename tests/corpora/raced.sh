#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `raced.sh RINGTEAR` races each trial that expects a race to tear until it
# does, for longer each time; exits 1 when one never did. Wants two idle cores:
# whether two threads meet is up to the machine, so this is no part of the
# suite.
set -eu
cd "$(dirname "$0")/../.."
ringtear=$1
failed=0
trials=$(grep -lE '^expect_raced *= torn$' corpora/trials/*/*.trial \
	corpora/wild/*.trial)
for trial in $trials; do
	for milliseconds in 200 2000 20000; do
		status=0
		"$ringtear" hammer "$trial" --ring-milliseconds 200 \
			--milliseconds "$milliseconds" >/dev/null || status=$?
		[ "$status" -eq 125 ] || break
	done
	case $status in
	1) echo "$trial: torn" ;;
	125) echo "$trial: did not tear" ;;
	*) echo "$trial: exit $status" ;;
	esac
	[ "$status" -eq 1 ] || failed=1
done
exit "$failed"
