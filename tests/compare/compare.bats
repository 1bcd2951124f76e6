#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `compare` of two accessors: what it says, keeps and ends with.

load ../cli/common

setup_file() {
	use_own_folders
	share_cache
	small=$BATS_FILE_TMPDIR/small
	printf '%s\n' 'toolchains = gcc+musl' 'include = fortify-1.0' \
		'flags = -O2' 'flags = -U_FORTIFY_SOURCE | -D_FORTIFY_SOURCE=2' \
		>"$small"
	export small
}

compare() {
	run "$ringtear" compare --no-cost --matrix "$small" "$@"
}

@test "the issue's first command: the matrix, the sentence, a row a cell" {
	# Of all that a machine may have, one compiler of a kind, and two levels.
	sed 's/gcc\*/gcc/; s/clang\*/clang/; s/-O1 | -O2 | -O3 | //' "$clone/corpora/matrices/default" \
		>"$BATS_TEST_TMPDIR/two"
	# A slow machine has a line of progress on standard error.
	run --separate-stderr "$ringtear" compare --before 'memcpy' \
		--after '__builtin_memcpy' --matrix "$BATS_TEST_TMPDIR/two" \
		--no-cost --all
	ended 0
	[[ $output == "fixes "[1-9]*" torn cells, regresses none"* ]]
	[ "$(grep -c ' fixed$' <<<"$output")" -ge 2 ]
	[ "$(grep -c ' unchanged$' <<<"$output")" -ge 12 ]
	not grep -q ' fixed$' <(grep -v 'musl.*_FORTIFY_SOURCE=2' <<<"$output")
	fits 80 <<<"$output"
	# Nobody sent that change.
	never_says "Tested-by"
}

@test "the default matrix has twenty cells a compiler" {
	run "$ringtear" compare --before 'memcpy' --after '__builtin_memcpy' \
		--list
	ended 0
	[ "$(grep -c '^gcc-12+' <<<"$output")" -eq 20 ]
	[ "$(grep -c '^clang-14+' <<<"$output")" -eq 20 ]
	[ "$(sort <<<"$output" | uniq -d | wc -l)" -eq 0 ]
}

@test "what is torn afterwards is 1, the other way round it is regressed" {
	compare --before __builtin_memcpy --after memcpy
	ended 1
	says "1 of 2 cells regressed"
	says "regressed gcc"
	says "tore"
	run "$ringtear" compare --before memcpy --after memcpy --matrix "$small"
	ended 1
	says "still torn"
	# Of a cell that did not change the cost would be noise.
	not grep -q '^cost' <<<"$output"
}

@test "expressions over p and v, and copies of a length known at run time" {
	compare --before '*(const volatile unsigned short *)p' \
		--after '__atomic_load_n((const unsigned short *)p, 0)'
	ended 0
	compare --before-store '*(volatile unsigned short *)p = v' \
		--after-store '__builtin_memcpy(p, &v, 2)' --all
	ended 0
	says "store16 gcc"
	compare --before 'memcpy(dst, src, len)' --len 2,4,8 \
		--after '*(const volatile unsigned short *)p' --width 16
	ended 129
	says "leave one out"
	compare --before 'memcpy(dst, src, len)' --len 2,4,8 \
		--after '__builtin_memcpy(dst, src, len)'
	[ "$(grep -c '^load64 ' <<<"$output")" -eq 2 ]
	says "still torn"
}

@test "a field off its alignment has rows of its own" {
	compare --before plain --after volatile --unaligned
	ended 125
	says "+1 gcc"
	says "2 inconclusive"
}

whole='*(const volatile unsigned short *)p'
half='*(const volatile unsigned char *)p'

@test "with --once what is not one whole access is faulty, and so a regression" {
	compare --once --before "$whole" --after "({ unsigned short one = $whole, two = $whole; one == two ? one : two; })"
	ended 1
	says "2 of 2 cells regressed"
	says "refetch:"
	compare --before "$whole" --after "({ unsigned short one = $whole, two = $whole; one == two ? one : two; })"
	ended 0
	says "atomic x2  unchanged"
	compare --once --before "$whole" --after "$half"
	ended 1
	says "partial:"
	says "faulty"
	compare --once --before "$half" --after "$whole"
	ended 0
	says "fixes 2 of 2 faulty cells"
	compare --once --before "$half" --after "$half"
	ended 1
	says "still faulty"
	compare --before "$half" --after "$half"
	ended 0
}

@test "with --once a store is one too, and loses none" {
	local add='*(volatile unsigned short *)p += v' store='*(volatile unsigned short *)p = v'

	compare --once --before "$store" --after "{ $store; $store; }"
	ended 1
	says "rewrite:"
	compare --once --before "$store" --after "$add"
	ended 1
	says "lost-update:"
}

@test "what is faulty is so in the store, in a baseline and for a CI" {
	compare --once --before "$whole" --after "$half" --tap - \
		--junit "$BATS_TEST_TMPDIR/xml"
	ended 1
	says "not ok 1"
	grep -q 'failures="2"' "$BATS_TEST_TMPDIR/xml"
	run "$ringtear" compare --from "$RINGTEAR_RUNS/runs.db"
	ended 1
	says "2 of 2 cells regressed"
	[ "$(query 'SELECT verdict, outcome, twice FROM run ORDER BY id DESC
		LIMIT 1')" = "atomic|faulty|0" ]
	compare --once --after "$half" --update \
		--baseline "$BATS_TEST_TMPDIR/base"
	grep -q '^faulty  *gcc' "$BATS_TEST_TMPDIR/base"
	compare --once --after "$half" --baseline "$BATS_TEST_TMPDIR/base"
	ended 0
	says "still faulty"
	compare --after "$half" --baseline "$BATS_TEST_TMPDIR/base"
	ended 0
	says "fixes 2 of 2 faulty cells"
}

@test "the field in its object, for all cells" {
	local at='((const volatile unsigned short *)((const char *)p - 2))'

	compare --before "${at}[1]" --after "(unsigned short)(*(const volatile unsigned *)$at >> 16)"
	ended 1
	says "now fails"
	compare --within 2/4 --before "${at}[1]" --after "(unsigned short)(*(const volatile unsigned *)$at >> 16)"
	ended 0
	compare --within 2/4 --align 2 --before "${at}[1]" --after "(unsigned short)(*(const volatile unsigned *)$at >> 16)"
	ended 125
	compare --within 2/4 --beside 01020304 --before "${at}[1]" --after "${at}[1]"
	ended 0
	compare --within 2/4 --beside 0102 --before "${at}[1]" --after "${at}[1]"
	ended 129
	says "give 4 bytes"
	compare --within 2/4 --width 16,32 --before "${at}[1]" --after "${at}[1]"
	ended 129
	says "of a field of 4 bytes"
	compare --within 2/4 --before-store '*(volatile unsigned short *)p = v' \
		--after-store '*(volatile unsigned *)((char *)p - 2) = (unsigned)v << 16'
	ended 1
	says "overwrites:"
}

@test "C++, by its word and by its suffix" {
	compare --language c++ --before 'memcpy' \
		--after 'static_cast<const volatile unsigned short *>(p)[0]'
	ended 0
	says "fixes 1 of 1"
	cat >"$BATS_TEST_TMPDIR/mine.cc" <<-'END'
		extern "C" unsigned short ringtear_load16(const void *p);
		template <class T> static T load(const void *p)
		{ return *static_cast<const volatile T *>(p); }
		unsigned short ringtear_load16(const void *p)
		{ return load<unsigned short>(p); }
	END
	compare --before memcpy --after-source "$BATS_TEST_TMPDIR/mine.cc"
	ended 0
}

@test "objects of any language" {
	for name in old:'p[0] | p[1] << 8' new:'*(const volatile unsigned short *)p'; do
		echo "unsigned short get(const volatile unsigned char *p)
			{ return ${name#*:}; }" |
			gcc -O2 -fPIC -xc - -c -o "$BATS_TEST_TMPDIR/${name%%:*}.o"
	done
	compare --before-object "$BATS_TEST_TMPDIR/old.o" --load get \
		--after-object "$BATS_TEST_TMPDIR/new.o"
	ended 0
	says "fixes 2 of 2 torn cells"
}

@test "a cell that does not build is a row, and its reason is told" {
	compare --before plain --after 'no_such_function(p)'
	ended 1
	says "breaks the build of 2"
	says "no_such_function"
	compare --before 'no_such(p)' --after plain
	ended 0
	says "before    gcc"
}

@test "a crash is a row" {
	compare --before plain --after '*(const short *)((unsigned long)p & 1)'
	ended 1
	says "crashed: signal 11"
	says "now fails"
}

@test "usage errors: 129, and each says what to do" {
	compare
	ended 129
	says "give --before"
	compare --before memcopy-x --after plain
	ended 129
	compare --before plain --after '3 + 4'
	ended 129
	says "over p"
	compare --before plain --after plain --matrix no/such
	ended 129
	compare --before plain --after plain --shard 3/2
	ended 129
	compare --before plain --after plain --direction up
	ended 129
	compare --before plain --after plain --width 8
	ended 129
	compare --before-load 'p[0]' --after-store '*p = v'
	ended 129
	compare --before plain --after plain --patch x
	ended 129
	says "--tree"
}

@test "of what was built nowhere nothing is said, and no baseline is made" {
	echo 'toolchains = gcc+host' >"$BATS_TEST_TMPDIR/m"
	compare --matrix "$BATS_TEST_TMPDIR/m" --include nowhere.h \
		--before 'f(p)' --after 'g(p)'
	ended 125
	says "none of 1 cells was built"
	says "nowhere.h: No such file"
	never_says torn
	mkdir -p "$BATS_TEST_TMPDIR/qemu/include/qemu"
	touch "$BATS_TEST_TMPDIR/qemu/include/qemu/osdep.h"
	echo 'QEMU_INLINE int f(void *);' \
		>"$BATS_TEST_TMPDIR/qemu/include/qemu/b.h"
	echo 'no build  gcc-12+glibc' >"$BATS_TEST_TMPDIR/old"
	compare --matrix "$BATS_TEST_TMPDIR/m" --load 'f(p)' \
		--baseline "$BATS_TEST_TMPDIR/old" --include qemu/b.h -I "$BATS_TEST_TMPDIR/qemu/include"
	ended 125
	says "hint: QEMU's headers want its own first"
	compare --matrix "$BATS_TEST_TMPDIR/m" --include nowhere.h \
		--load 'f(p)' --update --baseline "$BATS_TEST_TMPDIR/base"
	ended 125
	says "none of 1 cells was built"
	[ ! -e "$BATS_TEST_TMPDIR/base" ]
}

@test "a matrix of what is not here says so" {
	echo 'toolchains = gcc+host icc-99+host' >"$BATS_TEST_TMPDIR/m"
	run "$ringtear" compare --before plain --after volatile --no-cost \
		--matrix "$BATS_TEST_TMPDIR/m"
	ended 0
	says "no toolchain here is icc-99+host: 1 cell"
	echo 'toolchains = icc-99+host' >"$BATS_TEST_TMPDIR/m"
	run "$ringtear" compare --before plain --after volatile \
		--matrix "$BATS_TEST_TMPDIR/m"
	ended 129
}

@test "JSON, JUnit and TAP say the same as the table" {
	compare --before memcpy --after __builtin_memcpy --json
	ended 0
	is_json <<<"$output"
	[ "$(python3 -c 'import json,sys; d=json.load(sys.stdin)["result"]
print(d["changes"]["fixed"], len(d["rows"]), d["earned"])' <<<"$output")" = \
		"1 2 True" ]
	compare --before __builtin_memcpy --after memcpy \
		--junit "$BATS_TEST_TMPDIR/j.xml" --tap -
	ended 1
	[ "$(head -n 2 <<<"$output")" = $'TAP version 13\n1..2' ]
	[ "$(grep -c '^not ok ' <<<"$output")" -eq 1 ]
	[ "$(python3 -c 'import sys, xml.etree.ElementTree as e
s=e.parse(sys.argv[1]).getroot(); print(s.get("tests"), s.get("failures"),
len(s.findall("testcase/failure")))' "$BATS_TEST_TMPDIR/j.xml")" = "2 1 1" ]
}

@test "a baseline is written on demand, then only what got worse fails" {
	base=$BATS_TEST_TMPDIR/base
	compare --after memcpy --baseline "$base" --update
	ended 0
	says "written: 2 cells, 1 torn"
	[ "$(grep -c '^torn ' "$base")" -eq 1 ]
	compare --after memcpy --baseline "$base"
	ended 0
	says "still torn"
	compare --after __builtin_memcpy --baseline "$base"
	ended 0
	compare --after bytes-volatile --baseline "$base"
	ended 1
	says "regressed"
	compare --after bytes-volatile --baseline "$base" --update
	ended 0
	compare --after bytes-volatile --baseline "$base"
	ended 0
	sed -i 's/^torn/fine/' "$base"
	compare --after memcpy --baseline "$base"
	ended 129
	says "$base:"
}

@test "with a baseline nothing is green that was not compared" {
	base=$BATS_TEST_TMPDIR/base
	compare --after volatile --baseline "$base"
	ended 125
	says "write it with --update"
	[ ! -e "$base" ]
	printf '# Nothing.\n\n' >"$base"
	compare --after volatile --baseline "$base"
	ended 125
	says "has no cells"
	compare --after volatile --baseline "$base" --update
	# Another compiler, another flag: what the cells are called by.
	sed -i.bak 's/^\(atomic  *\)gcc-12/\1gcc-1/' "$base"
	compare --after volatile --baseline "$base"
	ended 125
	says "2 cells of the baseline are not in the matrix: gcc-1+musl"
	says "2 cells are not in the baseline"
	compare --after volatile --baseline "$base" --json
	ended 125
	[ "$(python3 -c 'import json, sys; all = json.load(sys.stdin)["result"]
print(all["baseline_gone"], all["baseline_added"])' <<<"$output")" = "2 2" ]
	# What got worse comes first.
	sed '1,/musl/ { s/gcc-12/gcc-1/ }' "$base.bak" >"$base"
	compare --after bytes-volatile --baseline "$base"
	ended 1
	compare --after volatile --baseline "$base"
	ended 125
	says "1 cells of the baseline"
	compare --after volatile --update
	ended 129
	says "--update writes the file of --baseline"
}

@test "with a baseline a cell that is not built is none that is as it was" {
	base=$BATS_TEST_TMPDIR/base
	printf '%s\n' '#ifdef _FORTIFY_SOURCE' '#error not here' '#endif' \
		>"$BATS_TEST_TMPDIR/prelude"
	unbuilt=(--prelude "$BATS_TEST_TMPDIR/prelude" --load "$whole"
		--baseline "$base")
	compare --load "$whole" --baseline "$base" --update
	compare "${unbuilt[@]}"
	ended 1
	says "no longer builds"
	compare "${unbuilt[@]}" --update
	ended 0
	grep -q '^no build' "$base"
	compare "${unbuilt[@]}" --junit "$BATS_TEST_TMPDIR/xml"
	ended 125
	says "1 cells were not built"
	grep -q 'errors="1"' "$BATS_TEST_TMPDIR/xml"
	sed -i '/^no build/d' "$base"
	compare "${unbuilt[@]}"
	ended 125
}

@test "every look is in the store, one campaign, and can be printed again" {
	compare --before memcpy --after __builtin_memcpy
	[ "$(query 'select count(*) from run where campaign =
		(select max(campaign) from run) and kind = "compare"
		and finished')" -eq 4 ]
	now=$output
	run "$ringtear" compare --from "$RINGTEAR_RUNS/runs.db"
	ended 0
	[ "$output" = "$now" ]
}

has_rows() {
	[ -s "$RINGTEAR_RUNS/runs.db" ] &&
		[ "$(query 'select count(*) from run')" -gt 0 ]
}

@test "interrupted: nothing is left, and what was done is kept as a part" {
	defines=$(seq -f '-DN=%g' -s ' | ' 500)
	printf '%s\n' 'toolchains = tcc+host' "flags = $defines" \
		>"$BATS_TEST_TMPDIR/m"
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	setsid "$ringtear" compare --before volatile --after plain --no-cost \
		--matrix "$BATS_TEST_TMPDIR/m" >/dev/null 2>&1 </dev/null 3>&- &
	pid=$!
	until_it has_rows
	kill -INT "$pid"
	wait "$pid" && return 1
	not pgrep -s "$pid"
	[ -z "$(find "$RINGTEAR_CACHE" -name 'ringtear-tmp.*')" ]
	run "$ringtear" compare --from "$RINGTEAR_RUNS/runs.db"
	[ "$status" -eq 125 ]
	says "rows of runs that were ended early"
}

@test "an expression names the object; the mail says what was before" {
	printf '%s\n' '#include <stdint.h>' \
		'struct ring { uint16_t flags, idx; };' >"$BATS_TEST_TMPDIR/r.h"
	printf '%s\n' 'toolchains = gcc+musl' 'flags = -O2' >"$BATS_TEST_TMPDIR/m"
	own=(--include r.h -I "$BATS_TEST_TMPDIR" --within 2/4 --matrix
		"$BATS_TEST_TMPDIR/m")
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	run "$ringtear" compare "${own[@]}" --no-cost \
		--before-load '((const volatile struct ring *)object)->idx' \
		--after-load '((const volatile uint8_t *)object)[2] | ((const volatile uint8_t *)object)[3] << 8'
	ended 1
	says "1 of 1 cells regressed"
	run "$ringtear" report --format mail
	[[ $(tr '\n' ' ' <<<"$output") == *"The same build before the change is atomic."* ]]
	run "$ringtear" runs 1
	says "compare --from $RINGTEAR_RUNS/runs.db --run 1"
	run -1 "$ringtear" compare --from "$RINGTEAR_RUNS/runs.db" --run 1
	run "$ringtear" check "${own[@]}" \
		--load '((const volatile struct ring *)object)->idx'
	ended 0
}

@test "a regression in one of 64 cells is found and named" {
	defines=$(seq -f '-DN=%g' -s ' | ' 64)
	printf '%s\n' 'toolchains = tcc+host' "flags = $defines" \
		>"$BATS_TEST_TMPDIR/m"
	printf '%s\n' '#include "ringtear.h"' \
		'uint16_t ringtear_load16(const void *p) {' \
		'#if N == 47' \
		'const volatile uint8_t *b = p; return b[0] | b[1] << 8;' \
		'#else' 'return *(const volatile uint16_t *)p;' '#endif' '}' \
		>"$BATS_TEST_TMPDIR/after.c"
	# What it was like is in a baseline: that halves the builds.
	list=(--matrix "$BATS_TEST_TMPDIR/m" --after volatile --before volatile)
	"$ringtear" compare --list "${list[@]}" | sed 's/^/atomic  /' \
		>"$BATS_TEST_TMPDIR/base"
	run "$ringtear" compare --matrix "$BATS_TEST_TMPDIR/m" \
		--after-source "$BATS_TEST_TMPDIR/after.c" \
		--baseline "$BATS_TEST_TMPDIR/base"
	ended 1
	grep -qE '^63 cells .* atomic +atomic +unchanged$' <<<"$output"
	says "1 of 64 cells regressed"
	says "regressed tcc+glibc -DN=47"
}

@test "check takes copies and C++ as well, and parts of all" {
	run "$ringtear" check --copy 'memcpy(dst, src, len)' \
		--toolchain gcc+musl
	ended 1
	says "torn"
	run "$ringtear" check --language c++ \
		--load 'static_cast<const volatile unsigned short *>(p)[0]'
	ended 0
	run "$ringtear" check plain --shard 1/2
	ended 129
	run "$ringtear" check --language cobol --load '*(const short *)p'
	ended 129
	says "--object"
}
