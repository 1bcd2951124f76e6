#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `check` warns of an atomic that hangs on a copy that was inlined.

load common

setup_file() {
	use_own_folders
	share_cache
	printf '%s\n' '#include <stdint.h>' '#include <string.h>' \
		'static inline uint16_t idx(const void *p)' \
		'{ uint16_t r; memcpy(&r, p, 2); return r; }' \
		'static inline void set_idx(void *p, uint16_t v)' \
		'{ memmove(p, &v, 2); }' >"$BATS_FILE_TMPDIR/access.h"
}

@test "a copy that is inlined: the build in which it is called, to be pasted" {
	run "$ringtear" check memcpy --toolchain gcc+musl
	ended 0
	says "this build has memcpy inlined; with -fno-builtin"
	paste_printed called
	ended 1
	[[ $output == torn:* ]]
	never_says "inlined "
}

@test "of expressions too, in their direction" {
	own=(--include access.h -I "$BATS_FILE_TMPDIR" --toolchain gcc+musl)
	run "$ringtear" check "${own[@]}" --load 'idx(p)'
	ended 0
	says "has memcpy inlined"
	paste_printed called
	ended 1
	run "$ringtear" check "${own[@]}" --store 'set_idx(p, v)' --width 16
	ended 0
	says "has memmove inlined"
	paste_printed called
	ended 1
	[[ $output == "torn: store"* ]]
}

@test "a program learns it as well" {
	run "$ringtear" check memcpy --toolchain gcc+musl --json
	[ "$(python3 -c 'import json, sys; one = json.load(sys.stdin)["result"][0]
print(one["verdict"], one["inlined"]["function"], one["inlined"]["flags"])' \
		<<<"$output")" = "atomic memcpy -O2 -fno-builtin" ]
	run "$ringtear" check volatile --json
	[ "$(python3 -c 'import json, sys; print(json.load(sys.stdin)["result"][0]["inlined"])' \
		<<<"$output")" = None ]
}

@test "nothing is said where there is no copy, or it is called already" {
	for words in "volatile" "builtin-memcpy" "null" \
		"memcpy --flags=-O2\\ -fno-builtin" "plain --engines=step"; do
		eval "run \"\$ringtear\" check $words --toolchain gcc+musl"
		never_says "inlined "
	done
	gcc -O2 -fPIC -c -o "$BATS_TEST_TMPDIR/idx.o" -xc - <<-'END'
		#include <string.h>
		short idx(const void *p) { short r; memcpy(&r, p, 2); return r; }
	END
	run "$ringtear" check --object "$BATS_TEST_TMPDIR/idx.o" --load idx
	ended 0
	never_says "inlined "
}
