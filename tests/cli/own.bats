#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A subject of the user's own, as check takes it, raced, searched and minimised:
# a header that includes another one by a folder of -I.

load common

setup_file() {
	use_own_folders
	export inc=$BATS_FILE_TMPDIR/inc
	mkdir -p "$inc/sub"
	printf '%s\n' '#include "sub/own.h"' \
		'static inline uint16_t whole(const void *p)' \
		'{ own x; memcpy(&x, p, sizeof(x)); return x; }' \
		'static inline uint16_t bytes(const void *p)' \
		'{ const volatile uint8_t *b = p; uint16_t low = b[0];' \
		'return low | b[1] << 8; }' >"$inc/ring.h"
	printf '%s\n' '#include <stdint.h>' '#include <string.h>' \
		'typedef uint16_t own;' >"$inc/sub/own.h"
}

own() {
	run "$ringtear" "$1" --include ring.h -I "$inc" --load "$2" "${@:3}"
}

# A race may not hit: what must hold is that there was one, of this code.
@test "hammer races an expression and an object, and says how to repeat it" {
	own hammer 'bytes(p)' "${shortest[@]}"
	[ "$status" -eq 1 ] || ended 125
	says "bytes(p)"
	# Where its lines are parted is up to the length of the path.
	[[ $(printed again | tr -d '\\\n' | tr -s ' ') == *" -I $inc "* ]]
	says "--seed"
	own hammer 'nothing(p)' "${shortest[@]}"
	ended 125
	says "nothing"
	gcc -O2 -c -o "$BATS_TEST_TMPDIR/own.o" -x c - <<-'EOF'
	unsigned short get(const void *p)
	{ const volatile unsigned char *b = p; unsigned low = b[0];
	return low | b[1] << 8; }
	EOF
	run "$ringtear" hammer --object "$BATS_TEST_TMPDIR/own.o" --load get \
		"${shortest[@]}"
	[ "$status" -eq 1 ] || ended 125
	says "get"
	gcc -shared -o "$BATS_TEST_TMPDIR/own.so" "$BATS_TEST_TMPDIR/own.o"
	for command in hammer 'check --engines hammer'; do
		# shellcheck disable=SC2086 # two words
		run "$ringtear" $command "${shortest[@]}" --load get \
			--object "$BATS_TEST_TMPDIR/own.so"
		[ "$status" -eq 1 ] || ended 125
		never_says error
		says "get"
	done
	own hammer 'bytes(p)' plain
	ended 129
	says "two accessors"
	run "$ringtear" hammer plain -I "$inc"
	ended 129
	says "give one"
}

@test "hammer knows the object, and what is made of the field" {
	local bytes='((const volatile unsigned char *)p)'
	local low='((const volatile unsigned short *)p)[-1]'

	run "$ringtear" hammer --within 2/4 --beside ff000000 "${shortest[@]}" \
		--load "(${bytes}[0] | ${bytes}[1] << 8) & $low"
	[ "$status" -eq 1 ] || ended 125
	[[ ${output%%$'\n'*} != error* ]]
	never_says "not raced"
	run "$ringtear" hammer --within 2/4 --load "$low - $low" "${shortest[@]}"
	ended 125
	says "makes nothing of the value"
	run "$ringtear" hammer "${shortest[@]}" \
		--load '(*(volatile unsigned short *)p)++'
	ended 125
	says "not raced: the accessor changes the field"
	run "$ringtear" hammer "${shortest[@]}" \
		--store '*(volatile unsigned short *)p += v'
	ended 125
	says "not raced: "
	says "step can"
	run "$ringtear" hammer --within 3/4 --load '*(const char *)p' "${shortest[@]}"
	ended 129
	says "OFFSET/SIZE"
}

@test "minimize and replay have the object" {
	cd "$BATS_TEST_TMPDIR"
	printf '%s\n' 'accessor = plain' 'toolchain = gcc+musl' \
		'flags = -O2 -g -fno-builtin' 'within = 2/4' 'beside = ff7f0000' \
		>own.trial
	own() {
		RINGTEAR_HOME=$clone run "$ringtear" minimize own.trial \
			--include ring.h -I "$inc" --load "$1"
	}
	own 'whole(p) & ((const own *)p)[-1]'
	ended 0
	says "dropped   -O2 -g"
	grep -q '^within *= 2/4' own.min.trial
	RINGTEAR_HOME=$clone run "$ringtear" replay own.min.trial --trust
	ended 1
	own '((const volatile own *)p)[-1] & *(const volatile own *)p'
	ended 129
	says "no tear to minimise"
}

@test "minimize puts the expression in the trial, which replays by itself" {
	cd "$BATS_TEST_TMPDIR"
	printf 'accessor = plain\ntoolchain = gcc+musl\nflags = %s\n' \
		'-O2 -g -fno-builtin' >own.trial
	RINGTEAR_HOME=$clone own minimize 'whole(p)' own.trial
	ended 0
	says "-fno-builtin"
	says "dropped   -O2 -g"
	says "replay own.min.trial --trust"
	RINGTEAR_HOME=$clone run "$ringtear" replay own.min.trial
	ended 129
	RINGTEAR_HOME=$clone run "$ringtear" replay own.min.trial --trust
	ended 1
	says torn
	# Of a header that has changed nothing is remembered.
	cp -r "$inc" changed
	inc=$PWD/changed RINGTEAR_HOME=$clone own minimize 'whole(p)' own.trial
	ended 0
	sed -i 's/memcpy(/__builtin_memcpy(/' changed/ring.h
	sed -i 's/own x; .*/return *(const volatile own *)p; }/' changed/ring.h
	inc=$PWD/changed RINGTEAR_HOME=$clone own minimize 'whole(p)' own.trial
	ended 129
	says "no tear to minimise"
	[ -z "$(ls "$RINGTEAR_CACHE/fuzz/own")" ]
	RINGTEAR_HOME=$clone run "$ringtear" minimize own.trial --object own.o
	ended 129
	says "built already"
}

@test "fuzz searches the flags of an expression, and its finding replays" {
	make -C "$clone" fuzzer >/dev/null
	own fuzz 'bytes(p)' --toolchain gcc+musl --offset 0 --jobs 1 --stop \
		--time 5m
	ended 0
	trial=$(find "$RINGTEAR_RUNS/found" -name 'tear-*.trial' | head -n 1)
	run "$ringtear" replay "$trial" --trust
	ended 1
	own fuzz 'bytes(p)' --accessor plain
	ended 129
	run "$ringtear" fuzz --object own.o --time 1s
	ended 129
	says "built already"
}
