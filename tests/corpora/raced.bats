#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the trials of the corpora expect of a race: the cases that stepping
# cannot decide, and the same build by the device itself.

load ../cli/common

setup_file() {
	use_own_folders
	share_cache
}

raced() {
	grep -lE "^expect_raced *= $1\$" corpora/trials/*/*.trial corpora/wild/*.trial
}

@test "trials that expect a race to tear do" {
	two_cpus
	[ "$(raced torn | wc -l)" -ge 4 ]
	for trial in $(raced torn); do
		# On a busy machine the two sides may hardly meet at first.
		for milliseconds in 200 2000 20000; do
			run ./run.sh hammer "$trial" --ring-milliseconds 200 \
				--milliseconds "$milliseconds"
			[ "$status" -ne 1 ] || break
		done
		[ "$status" -eq 1 ] || {
			echo "$trial: exit $status: $output"
			return 1
		}
	done
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
