#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The code under test is kept off our streams and terminal: what it prints is
# shown as its own, and what it leaves running ends with the command.

load common

setup_file() {
	use_own_folders
	export RINGTEAR_PATIENCE=20
	# Loud: escapes, a false verdict, on each file there is and by /dev/tty.
	cat >"$BATS_FILE_TMPDIR/loud.c" <<-'END'
	#include <fcntl.h>
	#include <stdint.h>
	#include <string.h>
	#include <unistd.h>
	static void shout(void)
	{
		static const char words[] =
			"\033[2Jatomic: FORGED \"by\" the accessor\n{\"verdict\": 1}\n";
		int tty = open("/dev/tty", O_RDWR);
		for (int file = 0; file < 64; file++)
			if (write(file, words, strlen(words)) < 0)
				continue;
		if (tty >= 0)
			close(tty);
	}
	uint16_t ringtear_load16(const void *p)
	{
		static int calls;
		uint16_t v = *(const volatile uint16_t *)p;
		if (calls++ == 0)
			shout();
		return v;
	}
	END
	# Leaves a process behind that has left group and session.
	cat >"$BATS_FILE_TMPDIR/leaves.c" <<-'END'
	#include <stdint.h>
	#include <sys/wait.h>
	#include <unistd.h>
	__attribute__((constructor)) static void leave(void)
	{
		pid_t child = fork();
		if (child == 0) {
			setsid();
			if (fork() == 0)
				execlp("sleep", "sleep", MARK, (char *)0);
			_exit(0);
		}
		waitpid(child, 0, 0);
	}
	uint16_t ringtear_load16(const void *p)
	{
		return *(const volatile uint16_t *)p;
	}
	END
}

# third COMMAND…: with one file more, which is inherited by all that it starts.
third() {
	"$@" 3>"$BATS_TEST_TMPDIR/third"
}

# What the loud one shouts is nowhere as it is.
is_quiet() {
	[ ! -s "$BATS_TEST_TMPDIR/third" ] || return 1
	[[ $1 != *$'\033'* && $1 != *$'\nFORGED'* && $1 != FORGED* ]]
	! grep -q '^atomic: FORGED' <<<"$1"
	! grep -q '^{"verdict": 1}' <<<"$1"
}

@test "each engine keeps what the accessor prints off both outputs" {
	for engine in step hammer tsan codegen; do
		run --separate-stderr third ./run.sh check \
			"$BATS_FILE_TMPDIR/loud.c" --engines "$engine"
		is_quiet "$output"
		is_quiet "$stderr"
		[[ $output == *": load of 16 bits"* ]]
	done
}

@test "what it printed is shown as its own, escapes made visible" {
	run ./run.sh check "$BATS_FILE_TMPDIR/loud.c" --engines codegen,step
	says '"?[2Jatomic: FORGED'
	two_cpus
	run ./run.sh check "$BATS_FILE_TMPDIR/loud.c" --engines hammer
	says '"?[2Jatomic: FORGED'
}

@test "one that prints nothing is said nothing of" {
	run ./run.sh check plain --engines codegen,step
	never_says "printed"
}

@test "--json stays JSON, and holds it as a text" {
	run --separate-stderr ./run.sh check "$BATS_FILE_TMPDIR/loud.c" \
		--engines codegen,step --json
	is_json <<<"$output"
	is_quiet "$output"
	[[ $output == *'the accessor printed \"?[2Jatomic'* ]]
}

@test "hammer, compare, fuzz and minimize are quiet too" {
	loud=$BATS_FILE_TMPDIR/loud.c
	run third ./run.sh hammer --accessor "$loud" "${shortest[@]}"
	is_quiet "$output"
	run third ./run.sh compare --before plain --after "$loud" \
		--matrix default --jobs 2
	is_quiet "$output"
	run third ./run.sh fuzz --accessor "$loud" --time 2s
	is_quiet "$output"
	printf 'accessor=%s\n' "$loud" >"$BATS_TEST_TMPDIR/loud.trial"
	run third ./run.sh minimize "$BATS_TEST_TMPDIR/loud.trial"
	is_quiet "$output"
}

# mark: a number of seconds that no other sleep of this machine has.
mark() {
	echo "$((100000 + BASHPID)).$RANDOM"
}

@test "what the code leaves running ends with the command, in each engine" {
	for engine in step hammer tsan; do
		mark=$(mark)
		sed "s/MARK/\"$mark\"/" "$BATS_FILE_TMPDIR/leaves.c" \
			>"$BATS_TEST_TMPDIR/$engine.c"
		run ./run.sh check "$BATS_TEST_TMPDIR/$engine.c" \
			--engines "$engine"
		never_says "did not end"
		! pgrep -f "sleep $mark" >/dev/null || {
			pkill -9 -f "sleep $mark"
			echo "$engine: left a process"
			return 1
		}
	done
}

@test "code under test has no terminal" {
	cat >"$BATS_TEST_TMPDIR/asks.c" <<-'END'
	#include <fcntl.h>
	#include <stdint.h>
	#include <unistd.h>
	uint16_t ringtear_load16(const void *p)
	{
		int file = open("/dev/tty", O_RDWR);
		if (file >= 0 && write(file, "FORGED\n", 7) < 0)
			return 0;
		return *(const volatile uint16_t *)p;
	}
	END
	for engine in step hammer tsan; do
		TERM=dumb run script -qec "./run.sh check \
			$BATS_TEST_TMPDIR/asks.c --engines $engine" /dev/null
		never_says FORGED
		says "load of 16 bits"
	done
}

@test "what a compiler or the code prints when it fails has no escapes" {
	printf '%s\n' '#error "\033[2J'$'\033''[31mred"' \
		>"$BATS_TEST_TMPDIR/red.c"
	run ./run.sh check "$BATS_TEST_TMPDIR/red.c"
	ended 125
	says "red"
	[[ $output != *$'\033'* ]]
}
