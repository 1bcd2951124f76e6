#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the trials of the corpora expect of a race: the cases that stepping
# cannot decide, and the same build by the device itself. That they tear is
# `make raced`'s to show, on an idle machine; here is what must hold on any.

load ../cli/common

setup_file() {
	use_own_folders
	share_cache
}

raced() {
	grep -lE "^expect_raced *= $1\$" corpora/trials/*/*.trial corpora/wild/*.trial
}

@test "trials that expect a race to tear are raced, and say what they saw" {
	two_cpus
	[ "$(raced torn | wc -l)" -ge 4 ]
	for trial in $(raced torn); do
		run ./run.sh hammer "$trial" --json --milliseconds 100 \
			--ring-milliseconds 200
		echo "$trial: exit $status"
		python3 -c '
import json, sys
run = json.loads(sys.argv[1])["result"]["runs"][0]
tore = bool(run["torn"] or run["ring_torn"] or run["ended"])
assert run["finished"] and run["verdict"] == ("torn" if tore else "inconclusive"), run
assert int(sys.argv[2]) == (1 if tore else 125), run
assert run["seconds"] > 0.09 and run["control_seconds"] > 0, run
assert run["torn"] <= run["changes"] <= run["loads"], run
assert run["first_torn_seen"] == (run["torn"] > 0), run
' "$output" "$status"
	done
}

@test "make raced races each of them, and says which did not tear" {
	for trial in $(raced torn); do
		echo "$trial"
	done | sort >"$BATS_TEST_TMPDIR/wanted"
	[ -s "$BATS_TEST_TMPDIR/wanted" ]
	cat >"$BATS_TEST_TMPDIR/fake" <<-'EOF'
		#!/bin/sh
		echo "$2" >>"$RACED"
		case $2 in *alpine-2019*) exit 125 ;; esac
		exit 1
	EOF
	chmod +x "$BATS_TEST_TMPDIR/fake"
	RACED=$BATS_TEST_TMPDIR/raced run sh tests/corpora/raced.sh \
		"$BATS_TEST_TMPDIR/fake"
	ended 1
	says "alpine-2019.trial: did not tear"
	sort -u "$BATS_TEST_TMPDIR/raced" | cmp - "$BATS_TEST_TMPDIR/wanted"
	RACED=$BATS_TEST_TMPDIR/raced run sh tests/corpora/raced.sh true
	ended 1
}

@test "trials that expect a race to see nothing see nothing" {
	two_cpus
	[ "$(raced inconclusive | wc -l)" -ge 1 ]
	for trial in $(raced inconclusive); do
		run ./run.sh hammer "$trial" --ring-milliseconds 200
		[ "$status" -eq 125 ] || {
			echo "$trial: exit $status: $output"
			return 1
		}
	done
}
