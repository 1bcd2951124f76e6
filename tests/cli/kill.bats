#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Killed with -9 at any moment: the store opens, holds every violation that
# was on the screen, and no child lives on.

load common

setup_file() {
	use_own_folders
	lying_home "$BATS_FILE_TMPDIR/home" fortify-memcpy memcpy
	export RINGTEAR_HOME=$BATS_FILE_TMPDIR/home
	taskset -c 0 "$ringtear" repro >/dev/null || [ $? -eq 1 ]
}

# The violations on screen $1, as title|message|pops; a line may be wrapped.
shown() {
	tr '\n' ' ' <"$1" | tr -s ' ' |
		grep -oE '[0-9.]+ s [A-Za-z0-9 ]+: [A-Za-z-]+ says "[^"]*" after [0-9]+ pops' |
		sed -E 's/^[0-9.]+ s ([^:]*): [^ ]+ says "([^"]*)" after ([0-9]+) pops$/\1|\2|\3/'
}

stored() {
	query "select title || '|' || message || '|' || violation.pops
		from violation join run on run = run.id
		where campaign = (select max(campaign) from run)"
}

# No process of session $1 is left; when its parent takes a dead one's status
# is not up to us.
is_over() {
	# pgrep tells no states.
	# shellcheck disable=SC2009
	! ps -o stat= -s "$1" | grep -qv '^Z'
}

session_ends() {
	until_it is_over "$1" || {
		ps -f -s "$1"
		return 1
	}
}

# Starts repro in a session of its own and kills its parent after $1 seconds,
# counted from the first violation on the screen if $2 is given.
kill_after() {
	local pid screen=$BATS_TEST_TMPDIR/screen

	: >"$screen"
	setsid "$ringtear" repro "${long[@]}" --milliseconds 20 \
		>"$screen" 2>&1 </dev/null 3>&- &
	pid=$!
	while [ -n "${2-}" ] && ! grep -q says "$screen" &&
		kill -0 "$pid" 2>/dev/null; do
		sleep 0.01
	done
	sleep "$1"
	kill -9 "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	session_ends "$pid"
}

# What must hold after a kill.
nothing_lost() {
	local violation

	[ "$(query 'PRAGMA integrity_check')" = ok ]
	./run.sh runs >/dev/null
	while IFS= read -r violation; do
		stored | grep -qxF -- "$violation" || {
			echo "shown, not stored: $violation"
			return 1
		}
		seen=$((seen + 1))
	done < <(shown "$BATS_TEST_TMPDIR/screen")
}

@test "many kills: whole store, every violation shown is there, no orphan" {
	two_cpus
	seen=0
	for moment in 0.02 0.1 0.2 0.35 0.5 0.7; do
		kill_after "$moment"
		nothing_lost
	done
	for moment in 0 0 0.001 0.01 0.1 0.3; do
		kill_after "$moment" shown
		nothing_lost
	done
	# Six were waited for.
	echo "$seen violations were shown before a kill"
	[ "$seen" -ge 6 ]
}

begun() {
	[ "$(query 'select count(*) from run where finished = 0
		and title = "memcpy"')" -gt "${1-0}" ]
}

@test "a run that was killed is listed as unfinished, and can be read" {
	two_cpus
	setsid "$ringtear" hammer --milliseconds 60000 >/dev/null 2>&1 \
		</dev/null 3>&- &
	pid=$!
	until_it begun
	kill -9 "$pid"
	wait "$pid" 2>/dev/null || true
	session_ends "$pid"
	id=$(query 'select max(id) from run')
	[ "$(query "select finished from run where id = $id")" -eq 0 ]
	run ./run.sh runs "$id"
	ended 0
	says "memcpy"
	never_says "no violation"
}

@test "after the kills, the next run works" {
	two_cpus
	run ./run.sh hammer --accessor movsb "${shortest[@]}"
	[ "$status" -eq 1 ] || [ "$status" -eq 125 ]
}

@test "kill of a compiling run leaves a cache that works" {
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	for moment in 0.1 0.3; do
		kill_after "$moment"
	done
	run taskset -c 0 "$ringtear" hammer
	ended 125
	never_says "ringtear: "
}

@test "an interrupt ends it and its child" {
	two_cpus
	before=$(query 'select count(*) from run where finished = 0
		and title = "memcpy"')
	setsid "$ringtear" hammer --milliseconds 60000 >/dev/null 2>&1 \
		</dev/null 3>&- &
	pid=$!
	until_it begun "$before"
	kill -TERM "$pid"
	wait "$pid" && return 1
	session_ends "$pid"
}
