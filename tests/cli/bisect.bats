#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a fault of the machine, of the command or of the subject makes of a
# `git bisect run`: it never names a commit that did no harm.

load common

# Eight commits with an accessor in a header each: it tears from the sixth on,
# and the fourth does not build.
setup() {
	run_home=$PWD
	repository=$BATS_TEST_TMPDIR/tree
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	git init -q "$repository"
	cd "$repository" || return
	git config user.name x
	git config user.email x@example.org
	for commit in 1 2 3 4 5 6 7 8; do
		body='return *(const volatile uint16_t *)p;'
		[ "$commit" -lt 6 ] || body='const volatile uint8_t *b = p;
			uint16_t l = b[0]; return l | b[1] << 8;'
		[ "$commit" -ne 4 ] || body='syntax error'
		printf '#include <stdint.h>\n/* %s */\nstatic inline %s\n' \
			"$commit" \
			"uint16_t idx(const void *p) { $body }" >access.h
		git add access.h
		git commit -qm "commit $commit"
	done
	git bisect start HEAD HEAD~7
	words=(check --include access.h -I "$repository" --load 'idx(p)')
}

# Makes the script $full: it runs a command with a full tmpfs at $full_folder,
# which nobody else sees.
make_full() {
	local user=-r
	[ "$(id -u)" -ne 0 ] || user=
	export full=$BATS_TEST_TMPDIR/full full_folder=$BATS_TEST_TMPDIR/disk
	mkdir -p "$full_folder"
	cat >"$full" <<-END
		#!/bin/sh
		exec unshare -m $user sh -c '
			mount -t tmpfs -o size=4k,mode=700 none "\$full_folder" &&
			echo x >"\$full_folder/x" && exec "\$@"' sh "\$@"
	END
	chmod +x "$full"
}

# git's own status differs from version to version: 1 for any failure.
run_bisect() {
	run sh -c 'git bisect run "$@" || exit 1' sh "$@"
}

# bisected COMMAND…: runs the bisect with COMMAND in front of ringtear, and
# asks that no commit was blamed.
bisected() {
	run_bisect "$@" "$run_home/run.sh" "${words[@]}"
	never_says "is the first bad commit"
	[ "$(git log -1 --format=%s refs/bisect/bad)" = "commit 8" ]
}

again() {
	git bisect reset
	git bisect start HEAD HEAD~7
}

# stopped COMMAND…: git stops at the first commit, as at any 128 and above.
stopped() {
	bisected "$@"
	says "exit code 129"
	[ "$status" -ne 0 ]
}

# git finds no commit that can be tested.
skipped() {
	bisected
	says "There are only 'skip'ped commits left to test"
	[ "$status" -ne 0 ]
}

@test "a sound machine: the commit that tears is found" {
	run git bisect run "$run_home/run.sh" "${words[@]}"
	says "is the first bad commit"
	[ "$(git log -1 --format=%s refs/bisect/bad)" = "commit 6" ]
}

@test "a full disk stops a bisect, over a matrix too" {
	make_full
	stopped "$full" env TMPDIR="$full_folder" RINGTEAR_CACHE="$full_folder"
	says "space left"
	again
	words+=(--matrix default)
	stopped "$full" env TMPDIR="$full_folder" RINGTEAR_CACHE="$full_folder"
}

@test "a full TMPDIR does not matter where there is a cache" {
	make_full
	run_bisect "$full" env TMPDIR="$full_folder" "$run_home/run.sh" \
		"${words[@]}"
	says "is the first bad commit"
	[ "$(git log -1 --format=%s refs/bisect/bad)" = "commit 6" ]
}

@test "an unknown toolchain, libc, engine or option stops a bisect" {
	local good=("${words[@]}")
	for fault in '--toolchain gcc-99' '--toolchain gcc+nolibc' \
		'--toolchain nosuch-linux-gnu-gcc' '--engines magic' \
		'--matrix nosuch.matrix' '--laod x' '--width 17'; do
		again
		# shellcheck disable=SC2206 # two words
		words=("${good[@]}" $fault)
		stopped
	done
}

# only PROGRAM…: a PATH with these alone.
only() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	for program; do
		ln -sf "$(command -v "$program")" "$BATS_TEST_TMPDIR/bin/"
	done
}

@test "no compiler in PATH stops a bisect" {
	only env sh git uname make dirname sed awk grep
	stopped env PATH="$BATS_TEST_TMPDIR/bin"
}

@test "a compiler without its assembler and linker stops a bisect" {
	only env sh git gcc
	run_bisect env RINGTEAR_HOME="$run_home" PATH="$BATS_TEST_TMPDIR/bin" \
		"$run_home/build/release/ringtear" "${words[@]}"
	never_says "is the first bad commit"
	says "exit code 129"
}

@test "a compiler that is killed whenever it runs stops a bisect" {
	mkdir "$BATS_TEST_TMPDIR/killed"
	printf '#!/bin/sh\ncase "$*" in *" -c "*|*-shared*) kill -9 $$ ;; esac\nexec %s "$@"\n' \
		"$(command -v gcc)" >"$BATS_TEST_TMPDIR/killed/gcc"
	chmod +x "$BATS_TEST_TMPDIR/killed/gcc"
	words+=(--toolchain gcc)
	stopped env PATH="$BATS_TEST_TMPDIR/killed:$PATH"
	says "killed from outside"
}

@test "a compiler that was killed once is run again: the verdict stands" {
	mkdir "$BATS_TEST_TMPDIR/once"
	# shellcheck disable=SC2016 # expanded by the script
	printf '#!/bin/sh\ncase "$*" in *" -c "*) mkdir %s 2>/dev/null && kill -9 $$ ;; esac\nexec %s "$@"\n' \
		"$BATS_TEST_TMPDIR/was-killed" "$(command -v gcc)" \
		>"$BATS_TEST_TMPDIR/once/gcc"
	chmod +x "$BATS_TEST_TMPDIR/once/gcc"
	git bisect reset
	PATH=$BATS_TEST_TMPDIR/once:$PATH run "$run_home/run.sh" \
		"${words[@]}" --toolchain gcc
	ended 1
	[ -d "$BATS_TEST_TMPDIR/was-killed" ]
}

@test "limits of the user's own stop a bisect" {
	stopped sh -c 'ulimit -f 0; exec "$@"' sh
	again
	stopped sh -c 'ulimit -n 12; exec "$@"' sh
}

@test "what the subject lacks is skipped: an object, a header, a source" {
	words=(check --include none.h -I "$repository" --load 'idx(p)')
	skipped
	again
	words=(check "$repository/none.c")
	skipped
	again
	words=(check --object "$repository/none.o" --load 'idx(p)')
	skipped
}

@test "a source that takes all memory or never ends is skipped" {
	mkdir "$BATS_TEST_TMPDIR/endless"
	echo '#include "/dev/zero"' >"$BATS_TEST_TMPDIR/endless/zero.h"
	words+=(--include "$BATS_TEST_TMPDIR/endless/zero.h")
	skipped
	run "$run_home/run.sh" "${words[@]}"
	ended 125
	says "limit on memory"
}

@test "no compiler is told to write to /dev/null, which some of them remove" {
	local bin=$BATS_TEST_TMPDIR/logged asked=$BATS_TEST_TMPDIR/asked

	mkdir "$bin"
	for program in gcc clang tcc; do
		printf '#!/bin/sh\necho "$*" >>%s\nexec %s "$@"\n' "$asked" \
			"$(command -v "$program")" >"$bin/$program"
	done
	chmod +x "$bin"/*
	for program in gcc clang tcc; do
		run env PATH="$bin:$PATH" "$run_home/run.sh" check \
			--load 'nonsense(p)' --toolchain "$program+glibc"
		ended 125
	done
	grep -q -- '-x c /dev/null' "$asked"
	not grep -E -- '-o ?/dev/null' "$asked"
	[ -c /dev/null ]
}
