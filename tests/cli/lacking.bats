#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the machine lacks is named, with what to do about it, and is no verdict:
# exit 129, at which git bisect stops.

load common

setup_file() {
	use_own_folders
}

# Commands that build and run something, or only ask compilers.
one="check bytes-volatile --toolchain gcc+glibc --flags -O1"
all=("$one"
	"list"
	"hammer --milliseconds 5 --ring-milliseconds 100"
	"compare --before memcpy --after volatile --no-cost --matrix alpine")

# Without anything cached, each of them under $1, a line of a shell, is refused
# and says $2; if $3 is given it may also have its answer.
all_refused() {
	local under=$1 word=$2 or=${3-}

	for command in "${commands[@]}"; do
		# bats has files open, which count.
		rm -rf "$BATS_TEST_TMPDIR/own" && mkdir -m 700 "$BATS_TEST_TMPDIR/own"
		[ -z "${owner-}" ] || chown "$owner" "$BATS_TEST_TMPDIR/own"
		RINGTEAR_CACHE=$BATS_TEST_TMPDIR/own/cache \
			RINGTEAR_RUNS=$BATS_TEST_TMPDIR/own/runs \
			run "${as[@]}" bash -c "exec 3>&- 4>&- 5>&-; $under; exec '$program' $command"
		echo "$under; $command: $status"
		[ -z "$or" ] || [ "$status" -eq 129 ] || continue
		ended 129
		says "$word"
	done
}

setup() {
	as=(env)
	commands=("${all[@]}")
	program=$ringtear
}

@test "too few open files" {
	all_refused "ulimit -n 5" "ulimit -n"
	# A little later, in the compilers and the linker too.
	commands=("$one")
	for most in 8 11 14; do
		all_refused "ulimit -n $most" "ulimit -" "or its answer"
	done
}

@test "a subject that cannot be opened for want of files is no subject's fault" {
	# What compilers are is known, so that the source is what comes first.
	"$ringtear" list >/dev/null
	export RINGTEAR_HOME=$BATS_TEST_TMPDIR/home
	mkdir "$RINGTEAR_HOME"
	cp -r "$clone/corpora" "$RINGTEAR_HOME"
	for most in $(seq 5 14); do
		run bash -c "exec 3>&- 4>&- 5>&-; ulimit -n $most; \
			exec '$ringtear' $one"
		[ "$status" -eq 1 ] || ended 129
	done
}

# For root there is no such limit.
as_another() {
	[ "$(id -u)" -eq 0 ] || return 0
	owner=65534
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	chmod o+x "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR/.." "$BATS_TEST_TMPDIR"
	export RINGTEAR_HOME=$BATS_TEST_TMPDIR/home
	mkdir "$RINGTEAR_HOME"
	cp -r "$clone/corpora" "$RINGTEAR_HOME"
	cp "$ringtear" "$BATS_TEST_TMPDIR/ringtear"
	program=$BATS_TEST_TMPDIR/ringtear
}

@test "too few processes" {
	as_another
	all_refused "ulimit -u 1" "ulimit -u"
}

in_own_mounts() {
	unshare -m true 2>/dev/null || skip "lacks the right to mount"
	as=(unshare -m)
}

@test "no /dev/null" {
	in_own_mounts
	all_refused "mount -t tmpfs none /dev" "/dev/null"
	# A file of that name is none: it keeps what was written.
	all_refused "mount -t tmpfs none /dev; touch /dev/null" "mknod"
}

@test "no /proc" {
	in_own_mounts
	commands+=("fuzz --time 1")
	all_refused "umount -l /proc" "mount -t proc proc /proc"
}
