#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `check` takes a trial file whole: its cell, its width and where its field
# lies. Options override it.

load ../cli/common

setup_file() {
	use_own_folders
	share_cache
}

@test "a wild case by its trial, its fix, and an option over it" {
	run ./run.sh check corpora/wild/qemu-alpine.trial
	ended 1
	says "qemu-lduw-alias, gcc-12+musl -O2" || says "qemu-lduw-alias, gcc+musl -O2"
	run ./run.sh check corpora/wild/qemu-alpine-fixed.trial
	ended 0
	run ./run.sh check --toolchain clang+musl corpora/wild/qemu-alpine.trial
	ended 0
}

@test "a field across a line is looked at where the trial has it" {
	run ./run.sh check corpora/wild/chronicle-offset-61.trial
	ended 125
	run ./run.sh check corpora/wild/chronicle-offset-60.trial
	ended 0
	run ./run.sh check corpora/wild/chronicle-offset-61.trial --at 4
	ended 0
}

@test "a wild accessor by its name, and what is no trial" {
	run ./run.sh check vm-memory-read-obj --toolchain gcc+musl
	ended 1
	echo nonsense >"$BATS_TEST_TMPDIR/bad.trial"
	run ./run.sh check "$BATS_TEST_TMPDIR/bad.trial"
	ended 129
	says "bad.trial:1:"
}
