#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A trial file from somebody else is code: what the corpora do not have is named
# and is not built, unless --trust is given.

load common

setup_file() {
	use_own_folders
	share_cache
}

# A trial with the accessor and flags that are given, and an accessor that
# leaves a file where it was run.
foreign() {
	own_accessor foreign.c 'return *(const volatile uint16_t *)p;' \
		"#include <fcntl.h>
		__attribute__((constructor)) static void loaded(void)
		{ open(\"$BATS_TEST_TMPDIR/ran\", O_CREAT | O_WRONLY, 0600); }"
	printf 'accessor = %s\nflags = %s\nold_value = 0x00ff\nnew_value = 0x0100\n' \
		"${1:-$BATS_TEST_TMPDIR/foreign.c}" "${2:--O2}" \
		>"$BATS_TEST_TMPDIR/x.trial"
}

@test "no command runs the file of a trial that is not trusted" {
	foreign
	for command in check replay minimize hammer; do
		run "$ringtear" "$command" "$BATS_TEST_TMPDIR/x.trial"
		ended 129
		says "$BATS_TEST_TMPDIR/foreign.c"
		says --trust
		[ ! -e "$BATS_TEST_TMPDIR/ran" ]
	done
	run "$ringtear" check "$BATS_TEST_TMPDIR/x.trial" --trust
	ended 0
	says "note: $BATS_TEST_TMPDIR/x.trial builds and runs $BATS_TEST_TMPDIR/foreign.c"
	[ -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "nor flags that bring code, unless they are typed" {
	for flags in "-I$BATS_TEST_TMPDIR" "-isystem$BATS_TEST_TMPDIR" \
		"'-Dmemcpy(a,b,c)=system(b)'" -Dmemcpy=system \
		-ftrapv-handler=system; do
		foreign memcpy "$flags"
		run "$ringtear" check "$BATS_TEST_TMPDIR/x.trial"
		ended 129
		says --trust
	done
	run "$ringtear" check "$BATS_TEST_TMPDIR/x.trial" --flags \
		"-O2 -I$BATS_TEST_TMPDIR"
	never_says --trust
	foreign memcpy '-O2 -DNAME -D_FORTIFY_SOURCE=2 -Ifortify-1.0'
	run "$ringtear" check "$BATS_TEST_TMPDIR/x.trial"
	never_says --trust
}

@test "a link out of the corpora, or a path through them, is not of them" {
	foreign "$clone/corpora/../../$(basename "$clone")/README.md"
	run "$ringtear" check "$BATS_TEST_TMPDIR/x.trial"
	ended 129
	says --trust
	foreign "$clone/corpora/wild/qemu-ram-device.c"
	run "$ringtear" check "$BATS_TEST_TMPDIR/x.trial"
	never_says --trust
}
