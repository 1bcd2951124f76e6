#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the cache keeps, how much of it, and that nothing stays of those who were
# killed.

load common

setup_file() {
	use_own_folders
}

setup() {
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
}

look() {
	"$ringtear" check "$1" --toolchain gcc+glibc --flags -O2 \
		--engines codegen >/dev/null || [ $? -eq 125 ]
}

# The modules of the cache.
modules() {
	find "$RINGTEAR_CACHE" -name module.so | sort
}

# Nobody has used what is there since $1.
age() {
	find "$RINGTEAR_CACHE" -mindepth 2 -maxdepth 2 -type d \
		-exec touch -d "$1" {} +
}

member() {
	"$ringtear" cache --json | /usr/bin/python3 -c \
		"import json, sys; print(json.load(sys.stdin)['result']['$1'])"
}

@test "it is shown, as text and as JSON, and emptied" {
	look volatile
	run -0 "$ringtear" cache
	says "$RINGTEAR_CACHE"
	says "1.0 GiB (RINGTEAR_CACHE_SIZE)"
	"$ringtear" cache --json | is_json
	[ "$(member modules)" -eq "$(modules | wc -l)" ]
	[ "$(member bytes)" -gt 4096 ]
	[ "$(member limit)" -eq $((1 << 30)) ]
	run -0 "$ringtear" cache --empty
	says "modules   0, 0 KiB"
	[ -z "$(modules)" ]
	[ "$(find "$RINGTEAR_CACHE" -type f | wc -l)" -le 2 ]
	look volatile
	[ -n "$(modules)" ]
}

@test "over its size what was used longest ago goes, and no more" {
	look volatile
	first=$(modules)
	age yesterday
	look memcpy
	second=$(modules | grep -vxF "$first")
	age "2 hours ago"
	# Found again: it is the newer one now, whenever it was built.
	look volatile
	most=$(($(member bytes) * 5 / 4 / 1024))
	RINGTEAR_CACHE_SIZE=${most}K "$ringtear" check bytes-volatile \
		--toolchain gcc+glibc --flags -O2 --engines codegen >/dev/null ||
		[ $? -eq 125 ]
	not grep -xqF "$second" <<<"$(modules)"
	grep -xqF "$first" <<<"$(modules)"
	[ "$(member bytes)" -le $((most * 1024)) ]
	RINGTEAR_CACHE_SIZE=0 run -0 "$ringtear" cache
	says "limit     none"
	for size in x -1 1X 1GG 99999999999999999999 " 1"; do
		RINGTEAR_CACHE_SIZE=$size run -129 "$ringtear" cache
		says "RINGTEAR_CACHE_SIZE cannot be '$size'"
	done
}

@test "what another process may be at work with stays" {
	look memcpy
	unused=$(modules)
	age yesterday
	# A compiler that takes until it is told.
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '%s\n' '#!/bin/sh' "go=$BATS_TEST_TMPDIR/go" \
		"case \" \$* \" in *' -c '*) : >\"\$go.asked\"
			until [ -e \"\$go\" ]; do sleep 0.05; done ;; esac" \
		"exec $(command -v gcc) \"\$@\"" >"$BATS_TEST_TMPDIR/bin/gcc"
	chmod +x "$BATS_TEST_TMPDIR/bin/gcc"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH look atomic-relaxed 3>&- &
	until_it test -e "$BATS_TEST_TMPDIR/go.asked"
	look volatile
	used=$(modules | grep -vxF "$unused")
	for _ in once again; do
		"$ringtear" cache --empty >/dev/null
		RINGTEAR_CACHE_SIZE=1K look volatile
	done
	[ "$used" = "$(modules)" ]
	touch "$BATS_TEST_TMPDIR/go"
	wait $!
	"$ringtear" cache --empty >/dev/null
	[ -z "$(modules)" ]
}

@test "many at once, over the size all the time: each has its verdict" {
	export RINGTEAR_CACHE_SIZE=64K
	for i in $(seq 16); do
		(
			set -- volatile memcpy bytes-volatile atomic-relaxed
			shift $((i % 4))
			status=0
			"$ringtear" check "$1" --toolchain gcc+glibc --flags \
				"-O$((i % 3))" >"$BATS_TEST_TMPDIR/$i" 2>&1 ||
				status=$?
			echo "status $status" >>"$BATS_TEST_TMPDIR/$i"
			[ $((i % 5)) -ne 0 ] ||
				"$ringtear" cache --empty >/dev/null
		) 3>&- &
		[ $((i % 4)) -ne 0 ] || wait
	done
	wait
	cd "$BATS_TEST_TMPDIR"
	[ "$(cat {1..16} | grep -c '^status [01]$')" -eq 16 ]
	not grep 'ringtear: ' {1..16}
	[ "$(cat {1..16} | grep -c '^torn')" -ge 4 ]
	[ -z "$(find "$RINGTEAR_CACHE" -name 'ringtear-tmp.*')" ]
}

# Nothing of theirs is in the cache, nor where temporary files are.
left_nothing() {
	[ -z "$(ls -A "$TMPDIR")" ]
	[ -z "$(find "$RINGTEAR_CACHE" -name 'ringtear-tmp.*' -o -name 'cc??????.*' \
		-o -path '*/answers/*.*')" ]
}

@test "kills at any moment: the next command leaves nothing of them" {
	export TMPDIR=$BATS_TEST_TMPDIR/temporary
	mkdir "$TMPDIR"
	for i in $(seq 9); do
		rm -rf "${RINGTEAR_CACHE:?}"/*
		setsid "$ringtear" check memcpy --toolchain gcc+glibc \
			--output "$BATS_TEST_TMPDIR/out" >/dev/null 2>&1 3>&- &
		sleep "0.0$i"
		signals=(KILL KILL TERM)
		kill -s "${signals[i % 3]}" $! || :
		wait $! 2>/dev/null || :
	done
	mkdir -p "$RINGTEAR_CACHE/answers" "$RINGTEAR_CACHE/ringtear-tmp.abcdef"
	touch "$RINGTEAR_CACHE/answers/0123.aBcDeF" \
		"$RINGTEAR_CACHE/ringtear-tmp.abcdef/module.s"
	mkdir -p "$RINGTEAR_CACHE/fuzz/work/ringtear-tmp.abcdef/0"
	# A compiler lives a moment longer than its parent.
	until_it not pgrep -f "$RINGTEAR_CACHE"
	"$ringtear" list >/dev/null
	left_nothing
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '*out*' ! -name out)" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'ringtear-tmp*')" ]
}

@test "compilers have their temporary files in the cache" {
	export TMPDIR=$BATS_TEST_TMPDIR/temporary
	mkdir "$TMPDIR"
	run strace -f -e trace=open,openat,unlink,unlinkat -s 300 \
		-o "$BATS_TEST_TMPDIR/trace" "$ringtear" check memcpy \
		--toolchain gcc+glibc
	grep -q "$RINGTEAR_CACHE/work/.*/cc" "$BATS_TEST_TMPDIR/trace"
	not grep -q "$TMPDIR/" "$BATS_TEST_TMPDIR/trace"
	left_nothing
}

@test "check on a full cache builds in a temporary folder" {
	export TMPDIR=$BATS_TEST_TMPDIR/temporary
	mkdir "$TMPDIR" "$RINGTEAR_CACHE"
	mount -t tmpfs -o size=64k,mode=755 none "$RINGTEAR_CACHE" ||
		skip "lacks the right to mount"
	head -c 1M /dev/zero >"$RINGTEAR_CACHE/fill" 2>/dev/null || :
	run --separate-stderr "$ringtear" check bytes-volatile \
		--toolchain gcc+glibc --flags -O2
	left=$(find "$RINGTEAR_CACHE" -name 'ringtear-tmp.*')
	umount "$RINGTEAR_CACHE"
	ended 1
	[[ $stderr == *"nothing is cached: "*"$RINGTEAR_CACHE"* ]]
	[ -z "$left" ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "folders whose names begin with -, or have a blank" {
	cd "$BATS_TEST_TMPDIR"
	for name in -c "-o x" "a b"; do
		RINGTEAR_CACHE=$name RINGTEAR_RUNS=$name.runs \
			run "$ringtear" check bytes-volatile \
			--toolchain gcc+glibc --flags -O2
		ended 1
		[ -n "$(find "./$name" -name module.so)" ]
		[ -s "./$name.runs/runs.db" ]
		# The command that it prints finds the witness.
		RINGTEAR_CACHE=$name RINGTEAR_RUNS=$name.runs \
			paste_printed replay
		ended 1
	done
}
