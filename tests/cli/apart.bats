#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A module that prints, signals or leaves processes changes nothing for whoever
# asked: not the words on the output, not the shell, not what runs afterwards.

load common

setup_file() {
	use_own_folders
	share_cache
}

whole='return *(const volatile uint16_t *)p;'

# An accessor $1 that does $2 when it is loaded; a C file of its own.
loaded() {
	own_accessor "$1" "$whole" "#define _GNU_SOURCE
		#include <signal.h>
		#include <stdio.h>
		#include <unistd.h>
		__attribute__((constructor)) static void loaded(void) { $2 }
		__attribute__((destructor)) static void unloaded(void)
		{ puts(\"torn: at the end\"); fflush(stdout); }"
}

@test "what a module prints is not among our words" {
	loaded prints.c 'puts("torn: hello"); fflush(stdout);
		fputs("torn: oh", stderr);'
	./run.sh check --source "$BATS_TEST_TMPDIR/prints.c" --json \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
	[ "$(python3 -c 'import json, sys
print(json.load(sys.stdin)["result"][0]["verdict"])' <"$BATS_TEST_TMPDIR/out")" = atomic ]
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
	run ./run.sh check --source "$BATS_TEST_TMPDIR/prints.c"
	ended 0
	[[ $output == "atomic: "* ]]
	# Its own words are told as such, and stand nowhere else.
	says 'printed "torn: hello"'
	[ "$(grep -c torn <<<"$output")" -eq 1 ]
}

@test "nor what an accessor prints while it is called, or exits" {
	own_accessor exits.c "puts(\"torn: hello\"); exit(0); $whole" \
		'#include <stdio.h>'
	run ./run.sh check --source "$BATS_TEST_TMPDIR/exits.c"
	ended 125
	says 'ended its process with status 0; it printed "torn: hello"'
	[[ $output == "error: "* ]]
	[ "$(grep -c torn <<<"$output")" -eq 1 ]
	two_cpus
	run ./run.sh hammer "$BATS_TEST_TMPDIR/exits.c" "${shortest[@]}"
	ended 125
	[[ $output == "error "* ]]
}

@test "a signal to the module's group is not for us" {
	loaded signals.c 'kill(0, SIGTERM); pause();'
	run ./run.sh check --source "$BATS_TEST_TMPDIR/signals.c"
	ended 125
	says "the accessor crashed: signal 15"
}

# A name that no other process has, so that it is found.
@test "a process that a module leaves does not live on" {
	local name="left.$$.$RANDOM"

	loaded leaves.c "if (!fork()) { setsid();
		execl(\"$BATS_TEST_TMPDIR/$name\", \"$name\", \"1000\",
		(char *)0); _exit(1); } usleep(1000);"
	cp "$(type -P sleep)" "$BATS_TEST_TMPDIR/$name"
	run ./run.sh check --source "$BATS_TEST_TMPDIR/leaves.c"
	ended 125
	says "a process of its own"
	run pgrep -f "$name 1000"
	[ "$status" -eq 1 ]
	two_cpus
	run ./run.sh hammer "$BATS_TEST_TMPDIR/leaves.c" "${shortest[@]}"
	run pgrep -f "$name 1000"
	[ "$status" -eq 1 ]
}
