#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `check` and `replay` as a user, a script and git bisect meet them.

load common

setup_file() {
	use_own_folders
	share_cache
}

musl=(--toolchain gcc+musl --flags '-O2 -fno-builtin')

@test "the Alpine build is torn, with its witness: 1" {
	run ./run.sh check fortify-memcpy --toolchain gcc+musl \
		--flags '-O2 -D_FORTIFY_SOURCE=2'
	ended 1
	says "torn: load of 16 bits"
	says "the other side stores"
	says "returned 0x9911 (old 0x2211, new 0x9900)"
	says "code      split"
}

@test "its fix is atomic, by one access: 0" {
	run ./run.sh check builtin-memcpy --toolchain gcc+musl \
		--flags '-O2 -D_FORTIFY_SOURCE=2'
	ended 0
	says "atomic: load"
	says "access of 2 bytes"
	says "code      single access"
}

@test "a second whole look is atomic and a refetch: 0" {
	run ./run.sh check memcpy --width 32 --flags '-O2 -fno-builtin'
	[ "$status" -eq 0 ] || [ "$status" -eq 1 ]
	cat >"$BATS_TEST_TMPDIR/twice.c" <<-'EOF'
		#include <stdint.h>
		uint16_t ringtear_load16(const void *p)
		{
			const volatile uint16_t *v = p;
			return *v < 256 ? *v : 0 + *v;
		}
	EOF
	run ./run.sh check --source "$BATS_TEST_TMPDIR/twice.c"
	ended 0
	says "atomic refetch"
}

@test "what one instruction does in rounds is inconclusive: 125" {
	run ./run.sh check rep-movsb
	ended 125
	says "for the hammer"
}

@test "a misaligned place is inconclusive, and the hammer may decide it" {
	run ./run.sh check plain --at 63
	ended 125
	says "aligned"
}

@test "tsan stands beside the verdict and decides nothing" {
	run ./run.sh check plain --engines codegen,step,tsan
	ended 0
	says "C11       a data race"
	run ./run.sh check atomic-relaxed --engines codegen,step,tsan
	ended 0
	says "C11       no data race"
}

@test "a memcpy of the user's own is the one that runs" {
	cat >"$BATS_TEST_TMPDIR/own.c" <<-'EOF'
		#include <stddef.h>
		#include <stdint.h>
		void *memcpy(void *to, const void *from, size_t n)
		{
			volatile char *a = to;
			const volatile char *b = from;
			while (n--)
				*a++ = *b++;
			return to;
		}
		void ringtear_store16(void *p, uint16_t v) { memcpy(p, &v, 2); }
	EOF
	own='-O2 -ffreestanding -fno-builtin'
	run ./run.sh check --source "$BATS_TEST_TMPDIR/own.c" --flags "$own" \
		--direction store
	ended 1
	says "torn: store"
	# shellcheck disable=SC2086
	gcc $own -fPIC -shared -o "$BATS_TEST_TMPDIR/own.so" \
		"$BATS_TEST_TMPDIR/own.c"
	run ./run.sh check --object "$BATS_TEST_TMPDIR/own.so" \
		--store ringtear_store16
	ended 1
	says "torn: store"
}

@test "what an object leaves open, where the accessor comes there" {
	cat >"$BATS_TEST_TMPDIR/open.c" <<-'EOF'
		unsigned short far(const void *p);
		extern int flag;
		__attribute__((weak, noinline)) unsigned short helper(const void *p)
		{
			return *(const volatile unsigned short *)p;
		}
		unsigned short alone(const void *p)
		{
			return *(const volatile unsigned short *)p;
		}
		unsigned short weak(const void *p) { return helper(p); }
		unsigned short asks(const void *p) { return flag ? alone(p) : 1; }
		unsigned short rare(const void *p)
		{
			unsigned short v = alone(p);
			return v == 0x1234 ? far(p) : v;
		}
	EOF
	gcc -O2 -fPIC -c -o "$BATS_TEST_TMPDIR/open.o" "$BATS_TEST_TMPDIR/open.c"
	for one in weak:helper asks:flag rare:far; do
		run ./run.sh check --object "$BATS_TEST_TMPDIR/open.o" \
			--load "${one%:*}"
		[ "$status" = 125 ]
		says "open      ${one#*:} is "
	done
	run ./run.sh check --object "$BATS_TEST_TMPDIR/open.o" --load alone
	ended 0
	never_says "open      "
}

@test "expressions over a header, both directions" {
	mkdir -p "$BATS_TEST_TMPDIR/include/qemu"
	cat >"$BATS_TEST_TMPDIR/include/qemu/bswap.h" <<-'EOF'
		#include <stdint.h>
		#include <string.h>
		static inline int lduw_he_p(const void *p)
		{
			uint16_t r;
			memcpy(&r, p, sizeof(r));
			return r;
		}
		static inline void stw_he_p(void *p, uint16_t v)
		{
			memcpy(p, &v, sizeof(v));
		}
	EOF
	run ./run.sh check --include qemu/bswap.h \
		-I "$BATS_TEST_TMPDIR/include" --load 'lduw_he_p(p)' \
		--store 'stw_he_p(p, v)'
	ended 0
	says "atomic: load"
	says "atomic: store"
	run ./run.sh check --include qemu/bswap.h \
		-I "$BATS_TEST_TMPDIR/include" --load 'lduw_he_p(p)' "${musl[@]}"
	ended 1
	run ./run.sh check --include qemu/bswap.h \
		-I "$BATS_TEST_TMPDIR/include" --load 'lduw_he_q(p)'
	ended 125
	says "lduw_he_q"
}

@test "the private side of a copy lies at any alignment" {
	printf '%s\n' '#include <stdint.h>' \
		'static void copy8(void *to, const void *from, void *whose)' \
		'{ if ((uintptr_t)whose & 7)' \
		'for (int i = 0; i < 8; i++) ((volatile char *)to)[i] =' \
		'((const volatile char *)from)[i];' \
		'else *(volatile uint64_t *)to =' \
		'*(const volatile uint64_t *)from; }' \
		>"$BATS_TEST_TMPDIR/copy.h"
	own=(--prelude "$BATS_TEST_TMPDIR/copy.h" --width 64)
	run ./run.sh check --copy 'copy8(dst, src, dst)' "${own[@]}"
	ended 1
	says "torn: load of 64 bits"
	says "place     the field at byte 64 of a page"
	run ./run.sh check --copy 'copy8(dst, src, (void *)src)' "${own[@]}"
	ended 0
	says "atomic: load of 64 bits"
	run ./run.sh check --copy 'copy8(dst, src, (void *)src)' "${own[@]}" \
		--direction store
	ended 1
	run ./run.sh check --copy 'copy8(dst, src, dst)' "${own[@]}" \
		--direction store
	ended 0
}

@test "the flags and the compiler of a real build, unless one is named" {
	command -v tcc >/dev/null || skip "lacks tcc"
	commands=$BATS_TEST_TMPDIR/compile_commands.json
	entry() {
		printf '[{"directory": "%s", "file": "x.c", "arguments": ["%s",
			"-DSTEP=1", "-fplugin=y.so", "-O1", "-c", "x.c"]}]\n' \
			"$BATS_TEST_TMPDIR" "$1" >"$commands"
	}
	real=(--load '*(const volatile uint16_t *)(p) * STEP' --file x.c
		--compile-commands "$commands")
	entry "$(command -v tcc)"
	run ./run.sh check "${real[@]}"
	ended 0
	says "STEP, tcc+"
	says "-DSTEP=1 -O1"
	says "left out  -fplugin=y.so"
	[ "$(query "SELECT flags FROM run ORDER BY id DESC LIMIT 1")" = \
		"-DSTEP=1 -O1" ]
	never_says "not among the toolchains"
	[ "$(query "SELECT toolchain LIKE 'tcc+%' FROM run
		ORDER BY id DESC LIMIT 1")" = 1 ]
	run ./run.sh check "${real[@]}" --toolchain gcc --flags -O3 --json
	ended 0
	says '"-DSTEP=1 -O1 -O3"'
	run ./run.sh check "${real[@]}" --toolchain gcc
	ended 0
	says "STEP, gcc "
	entry /opt/none/bin/cc
	run ./run.sh check "${real[@]}"
	ended 0
	says "STEP, gcc+"
	says "/opt/none/bin/cc, is not among the toolchains"
}

@test "a function of somebody's shared object, and a near name" {
	printf '%s\n' '#include <stdint.h>' \
		'uint16_t read_idx(const void *p)' \
		'{ const volatile uint8_t *b = p; uint16_t l = b[0];' \
		'return l | b[1] << 8; }' >"$BATS_TEST_TMPDIR/vmm.c"
	gcc -O2 -shared -fPIC -o "$BATS_TEST_TMPDIR/libvmm.so" \
		"$BATS_TEST_TMPDIR/vmm.c"
	run ./run.sh check --object "$BATS_TEST_TMPDIR/libvmm.so" \
		--load read_idx --width 16
	ended 1
	says "          returned 0x"
	run ./run.sh check --object "$BATS_TEST_TMPDIR/libvmm.so" \
		--load raed_idx
	ended 125
	says "did you mean read_idx"
}

@test "--json is JSON, with verdict, engines and witness" {
	run ./run.sh check memcpy "${musl[@]}" --json
	ended 1
	echo "$output" | python3 -c '
import json, sys
one = json.load(sys.stdin)["result"][0]
assert one["verdict"] == "torn", one
assert one["witness"]["value"] == "0x9911", one
assert {e["engine"]: e["outcome"] for e in one["engines"]} == \
    {"codegen": "no tear", "step": "tear"}, one
assert one["witness"]["old_value"] == "0x2211", one
assert [e["emitted"] for e in one["engines"]] == ["parts", "parts"], one
assert one["step"]["cpu"] == "native", one
assert 0 < one["step"]["torn"] < one["step"]["replays"], one
for accesses in one["step"]["accesses"], one["codegen"]["accesses"]:
    assert [(a["offset"], a["bytes"]) for a in accesses] == [(0, 1), (1, 1)]
assert "old_value         = 0x2211\n" in one["trial"], one'
}

@test "every check is recorded whole, before it is shown" {
	run ./run.sh check memcpy "${musl[@]}"
	ended 1
	run_id=$(query "select max(id) from run where kind = 'check'")
	says "runs $run_id"
	[ "$(query "select verdict, emitted, permitted, twice, witness_seen,
		printf('%x', witness_value), accessor, toolchain, flags
		from run where id = $run_id")" = \
		"torn|parts|unknown|0|1|9911|memcpy|gcc+musl|-O2 -fno-builtin" ]
	query "select instructions from run where id = $run_id" |
		grep "call memcpy"
	query "select called from run where id = $run_id" | grep movsb
	query "select provider from run where id = $run_id" | grep "musl"
	query "select trial from run where id = $run_id" | grep "gap"
	[ "$(query "select group_concat(engine || ':' || sight) from observation
		where run = $run_id")" = "codegen:no tear,step:tear" ]
	# What is recorded makes the same again.
	eval "$(query "select command from run where id = $run_id")" |
		grep "torn: load"
	run ./run.sh runs "$run_id"
	says "the other side"
	never_says "control"
	run ./run.sh runs
	says "check"
}

@test "an own accessor is recorded with the command that was typed" {
	run ./run.sh check --load '*(const volatile uint16_t *)p' \
		--store '*(volatile uint16_t *)p = v'
	ended 0
	[ "$(query "select count(*) from run where command like
		'%--load ''*(const volatile uint16_t *)p''%'")" -eq 2 ]
	eval "$(query 'select command from run order by id desc limit 1')" |
		grep "atomic: store"
}

@test "check answers where nothing can be written, and says so" {
	before=$(query "select count(*) from run")
	run --separate-stderr env RINGTEAR_RUNS=/proc/none \
		RINGTEAR_CACHE=/proc/none ./run.sh check memcpy "${musl[@]}"
	ended 1
	[[ $output == "torn: load"* ]]
	[[ $stderr == *"nothing is cached"* ]]
	[[ $stderr == *"not recorded"* ]]
	[ "$(query "select count(*) from run")" -eq "$before" ]
}

@test "check all records its cells as one campaign, those that fail too" {
	run --separate-stderr ./run.sh check all --shard 40/200 \
		--engines codegen
	[ "$status" -le 1 ]
	total=${lines[-1]}
	campaign=$(query "select max(campaign) from run")
	cells=$(query "select count(*) from run where campaign = $campaign")
	[ "$cells" -ge 4 ]
	[ $((cells % 4)) -eq 0 ]
	[ "$(query "select count(*) from run where campaign = $campaign
		and verdict = ''")" -eq 0 ]
	query "select command from run where campaign = $campaign limit 1" |
		grep -- "--engines codegen"
	[[ $total == "$cells cells: "[1-9]* ]]
	run --separate-stderr ./run.sh check all --shard 40/200 \
		--engines codegen --json
	is_json <<<"$output"
	[ "$(python3 -c 'import json, sys; print(len(json.load(sys.stdin)["result"]))' \
		<<<"$output")" -eq "$cells" ]
}

@test "no colour in a pipe, colour on a terminal, none with NO_COLOR" {
	run ./run.sh check plain
	never_says $'\e'
	run script -qec "./run.sh check plain" /dev/null </dev/null
	says $'\e[32m'
	run env NO_COLOR=1 script -qec "./run.sh check plain" /dev/null </dev/null
	never_says $'\e[32m'
}

@test "replay gives the same torn value every time" {
	run ./run.sh check memcpy "${musl[@]}"
	ended 1
	trial=$(witness)
	[ -s "$trial" ]
	for _ in 1 2 3 4 5; do
		run ./run.sh replay "$trial"
		ended 1
		says "torn: 0x9911 came back, of 0x2211 and 0x9900"
		says "movsb"
	done
	# Every instruction, the libc's too; what it names; who stores when.
	says "2, %edx"
	says "rdx=2->1"
	says "callq memcpy"
	says "-> the other side stores 0x9900"
	says "reads 1 byte of the field, from byte 1"
	fits 80 <<<"$output"
	run ./run.sh replay "$trial" --json
	ended 1
	echo "$output" | python3 -c '
import json, sys
one = json.load(sys.stdin)["result"]
assert one["torn"] and one["value"] == "0x9911", one
turns = [s for s in one["steps"] if s["other_side_before"]]
assert len(turns) == 1 and turns[0]["field_before"] == "0x9900", turns
assert turns[0]["accesses"][0]["offset"] == 1, turns
assert one["steps"][0]["registers"]["rsp"]["before"], one'
	run ./run.sh replay corpora/trials/seeds/fix-2019.trial
	ended 129
	says "no witness"
	run ./run.sh replay corpora/trials/seeds/alpine-2019.trial
	ended 1
}

@test "a call that is torn once in a million is found, and replays" {
	cat >"$BATS_TEST_TMPDIR/late.c" <<-'EOF'
		#include <stdint.h>
		uint16_t ringtear_load16(const void *p)
		{
			const volatile uint8_t *b = p;
			static unsigned calls;

			if (++calls == 70001) {
				uint16_t low = b[0];

				return low | b[1] << 8;
			}
			return *(const volatile uint16_t *)p;
		}
	EOF
	run ./run.sh check --accessor "$BATS_TEST_TMPDIR/late.c"
	ended 1
	says "call      number 70001"
	torn=$(sed -n 's/.*returned \(0x....\) (old.*/\1/p' <<<"$output")
	trial=$(witness)
	grep -q '^calls  *= 70000$' "$trial"
	run ./run.sh replay "$trial" --trust
	ended 1
	says "torn: $torn came back"
	says "after 70000 calls"
	run ./run.sh replay "$trial" --gdb --trust
	ended 129
	says "leave it out"
}

@test "without a word the toolchain is gcc and the libc that is here" {
	run ./run.sh check plain
	ended 0
	host=$(./run.sh list --json | python3 -c 'import json, sys
print(json.load(sys.stdin)["result"]["toolchains"][0]["name"].split("+")[1])')
	says "plain, gcc+$host -O2"
	run ./run.sh check plain --toolchain gcc+host
	says "plain, gcc+$host -O2"
}

@test "gdb comes to the same point and the same value" {
	for direction in load store; do
		run ./run.sh check bytes-volatile --direction "$direction"
		ended 1
		trial=$(witness)
		torn=$(./run.sh replay "$trial" | sed -n '1s/torn: \(0x....\).*/\1/p')
		[ -n "$torn" ]
		run ./run.sh replay "$trial" --gdb
		ended 1
		printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/commands"
		run gdb -q -batch -x "$BATS_TEST_TMPDIR/commands"
		says $'\n'"$torn"$'\n'
	done
	run ./run.sh replay corpora/trials/seeds/alpine-2019.trial --gdb
	ended 1
	never_says "registers"
}

@test "bad words are 129 and named, what the subject lacks is 125" {
	run ./run.sh check plain --engines step,magic
	ended 129
	says "magic"
	for at in x 1x -1 4096 99999999999999999999 ''; do
		run ./run.sh check plain --at "$at"
		ended 129
		says "--at"
	done
	run ./run.sh check plain --at 0x10
	ended 0
	run ./run.sh check nothing-like-it
	ended 129
	run ./run.sh check --object /nonexistent.so --load f
	ended 125
	says "/nonexistent.so"
	run ./run.sh check --object /nonexistent.so
	ended 129
	run ./run.sh replay
	ended 129
	says "trial file"
}

# musl's memcpy of 8 moves bytes until the target is aligned: the hammer tore
# what the other two had looked at where a field of 64 bits lies.
@test "the hammer has the field where the other engines have it" {
	cell=(memcpy "${musl[@]}" --width 64 --direction store
		--engines "codegen,step,hammer"
		--milliseconds 100 --ring-milliseconds 1)
	run ./run.sh check "${cell[@]}"
	ended 0
	says "atomic: store of 64 bits"
	[[ $output != *DISAGREE* ]]
	run ./run.sh check "${cell[@]}" --at 1
	ended 1
	[[ $output == "torn only where the field is not aligned: store of 64"* ]]
	[[ $output != *DISAGREE* ]]
}

@test "what is made of the field is judged by what it is made of" {
	one='*(const volatile unsigned short *)p'
	byte='((const volatile unsigned char *)p)'
	bytes="(${byte}[0] | ${byte}[1] << 8)"
	for load in "$one & 0x7fff" "$one % 0x4000" "$one != 0x1234" "-$one"; do
		run ./run.sh check --load "$load"
		ended 0
	done
	for load in "$bytes & 0x7fff" "$bytes + 1"; do
		run ./run.sh check --load "$load"
		ended 1
		says "alone give"
	done
}

@test "--once fails what --expect may allow" {
	one='*(const volatile unsigned short *)p'
	run ./run.sh check --load "$one + 0 * $one" --once
	ended 1
	says "fails     refetch"
	run ./run.sh check --load "$one + 0 * $one" --expect refetch
	ended 0
	run ./run.sh check --load "$one" --once
	ended 0
	run ./run.sh check --load "$one" --expect torn
	ended 1
	run ./run.sh check --load '((const volatile unsigned char *)p)[0]'
	ended 0
	says "atomic partial"
	run ./run.sh check --load '((const volatile unsigned char *)p)[0]' --once
	ended 1
	run ./run.sh check --store '*(volatile unsigned short *)p += v' --once
	ended 1
	says "lost-update"
}

@test "the field lies in an object" {
	wide='*(const volatile unsigned *)((const char *)p - 2) >> 16'
	run ./run.sh check --load "$wide"
	ended 125
	says "--within OFFSET/SIZE"
	run ./run.sh check --load "$wide" --within 2/4
	ended 0
	says "if the object is aligned to 4"
	run ./run.sh check --load "$wide" --within 2/4 --align 2
	ended 125
	# What a maintainer types first, and what the message makes of it.
	idx='((struct { unsigned short flags, idx; } *)p)->idx'
	run ./run.sh check --load "$idx"
	ended 125
	says "+2"
	says "here 2/4"
	run ./run.sh check --within 2/4 --load "$idx"
	ended 125
	says "is the 4 bytes around it"
	run ./run.sh check --within 2/4 --load "${idx/p)/object)}"
	ended 0
	run ./run.sh check --within 2/4 --store "${idx/p)/object)} = v"
	ended 0
	run ./run.sh check --load "${idx/p)/object)}"
	ended 125
	says "undeclared"
	run ./run.sh check --within 4/8 --width 32 \
		--store '*(volatile unsigned long *)((char *)p - 4) = (unsigned long)v << 32'
	ended 1
	says "overwrites 4 bytes at -4"
	for wrong in 2/3 4 x/4 2/400; do
		run ./run.sh check plain --within "$wrong"
		ended 129
		says "OFFSET/SIZE"
	done
	run ./run.sh check plain --beside 0102
	ended 129
	run ./run.sh check plain --within 0/4 --beside 0102
	ended 129
	says "two hex digits"
	run ./run.sh check plain --align 3
	ended 129
	says "power of 2"
}

@test "what is typed and would not be looked at is refused" {
	load='*(const volatile unsigned short *)p'
	run ./run.sh check --include qemu/bswap.h -I inc
	ended 129
	says "give one"
	run ./run.sh check plain --source x.c
	ended 129
	says "two accessors"
	run ./run.sh check plain --load "$load"
	ended 129
	run ./run.sh check --source x.c --load "$load"
	ended 129
	run ./run.sh check plain --file x.c
	ended 129
	says "give both"
}

@test "each direction of one's own accessor has its own name" {
	run ./run.sh check --load '*(const volatile unsigned short *)p' \
		--store '*(volatile unsigned short *)p = v'
	ended 0
	says "store of 16 bits, *(volatile unsigned short *)p = v"
}

@test "what an object needs and nothing defines is named" {
	printf '%s\n' 'int g(void);' 'unsigned short f(const void *p)' \
		'{ return *(const volatile unsigned short *)p + g(); }' \
		>"$BATS_TEST_TMPDIR/u.c"
	gcc -O2 -fPIC -c -o "$BATS_TEST_TMPDIR/u.o" "$BATS_TEST_TMPDIR/u.c"
	run ./run.sh check --object "$BATS_TEST_TMPDIR/u.o" --load f
	ended 125
	says "missing   g: defined nowhere"
}

# Two CPUs, an emulator of machine $1 and a compiler for it, or it is skipped.
emulated() {
	two_cpus
	command -v "qemu-$1" >/dev/null || skip "lacks qemu-user"
	command -v "$1-linux-gnu-gcc" >/dev/null ||
		skip "lacks gcc-$1-linux-gnu"
}

@test "the hammer races a build for another machine under its emulator" {
	emulated riscv64
	run ./run.sh list
	says ", qemu-riscv64"
	# A race may miss: this one brings a value that was not published by
	# itself, in every eighth call, and the driver probes six times before.
	cat >"$BATS_TEST_TMPDIR/half.h" <<-'EOF'
		static inline unsigned short half(const void *p)
		{
			static unsigned int calls;
			unsigned short v = *(const volatile unsigned short *)p;
			return ++calls % 8 == 7 ? v ^ 0x8000 : v;
		}
	EOF
	run ./run.sh check --include half.h -I "$BATS_TEST_TMPDIR" \
		--load 'half(p)' --engines hammer --json \
		--toolchain riscv64-linux-gnu-gcc --milliseconds 1000
	python3 -c '
import json, sys
one = json.loads(sys.argv[1])["result"][0]
assert one["verdict"] == "torn", one
assert [e["engine"] for e in one["engines"]] == ["hammer"], one
guest = one["guest"]
assert guest["emulator"] == "qemu-riscv64" and guest["believed"], guest
assert guest["subject"]["torn"] > 0 and guest["sound"]["torn"] == 0, guest
assert guest["first"]["value"] not in (guest["first"]["before"],
                                       guest["first"]["after"]), guest
' "$output"
	[[ $(query "select reason from observation order by id desc limit 1") \
		== "under qemu-riscv64 "* ]]
}

@test "it is asked unasked where the others leave such a build undecided" {
	emulated s390x
	mvc=(memcpy --toolchain s390x-linux-gnu-gcc --flags '-O2 -fno-builtin'
		--milliseconds 50)
	run ./run.sh check "${mvc[@]}"
	ended 125
	says "qemu-s390x"
	run ./run.sh check "${mvc[@]}" --engines codegen,step
	ended 125
	never_says "qemu-s390x"
	run ./run.sh check plain --toolchain s390x-linux-gnu-gcc
	ended 0
	never_says "qemu-s390x"
}

# An access of 64 bits that a machine makes at once only if it is promised; else
# the check ends with @unpromised: 1 where the parts of one instruction tear.
promised() {
	printf '%s\n' '#include <stdint.h>' '#define LOAD(text, ...) '\
'uint64_t ringtear_load64(const void *p) { __VA_ARGS__ __asm__ volatile('\
'text : "=&r"(a), "=&r"(b) : "r"(p)); return a | (uint64_t)b << 32; }' \
		"$1" >"$BATS_TEST_TMPDIR/promised.c"
	cell=(--source "$BATS_TEST_TMPDIR/promised.c" --width 64
		--direction load --engines "codegen,step" "${@:3}")
	run ./run.sh check "${cell[@]}"
	ended "$unpromised"
	never_says "if the machine has"
	if [ "$unpromised" -eq 1 ]; then
		run ./run.sh replay "$(witness)" --trust
		ended 1
		says "between its parts"
	fi
	run ./run.sh check "${cell[@]}" --assume "$2"
	ended 0
	says "if the machine has $2"
}

# The account and step take the same row of the machine's table.
@test "on bare metal an interrupt tears, and there is nothing to race" {
	command -v arm-none-eabi-gcc >/dev/null ||
		skip "lacks arm-none-eabi-gcc"
	bare=(bytes-volatile --toolchain arm-none-eabi-gcc+none
		--flags '-O2 -mcpu=cortex-m0' --direction load)
	run ./run.sh list
	says "arm-none-eabi-gcc+none"
	run ./run.sh check "${bare[@]}"
	ended 1
	says "-> an interrupt stores 0x9900 over 0x2211"
	trial=$(witness)
	run ./run.sh replay "$trial"
	ended 1
	says "-> an interrupt stores 0x9900"
	run ./run.sh report --format mail
	says "    an interrupt stores 0x9900 over 0x2211"
	says "It cannot be raced"
	[[ $output != *pthread* ]]
	run ./run.sh check "${bare[@]}" --engines hammer
	ended 129
	says "arm-none-eabi has no operating system"
}

@test "--assume takes a promise of the machine, and the verdict repeats it" {
	run ./run.sh check volatile --assume quantum
	ended 129
	says "no machine has a facility 'quantum'"
	says "lpae"
	unpromised=125
	promised '#include <emmintrin.h>
uint64_t ringtear_load64(const void *p) { __m128i v; __asm__ volatile(
"movdqa (%1), %0" : "=x"(v) : "r"(p)); return _mm_cvtsi128_si64(v); }' \
		avx --at 0
	command -v arm-linux-gnueabihf-gcc >/dev/null || skip "lacks arm-linux-gnueabihf-gcc"
	unpromised=1
	promised 'LOAD("ldrd %0, %1, [%2]", register uint32_t a __asm__("r2"),
b __asm__("r3");)' lpae --toolchain arm-linux-gnueabihf-gcc
	says "access of 8 bytes"
	promised 'LOAD("ldrd %0, %1, [%2]", register uint32_t a __asm__("r2"),
b __asm__("r3");)' lpae --toolchain arm-linux-gnueabihf-gcc --flags "-O2 -mthumb"
	promised 'void ringtear_store64(void *p, uint64_t v) {
register uint32_t a __asm__("r2") = v, b __asm__("r3") = v >> 32;
__asm__ volatile("strd %0, %1, [%2]" : : "r"(a), "r"(b), "r"(p) : "memory"); }' \
		lpae --toolchain arm-linux-gnueabihf-gcc --direction store
	# Every CPU with the Virtualization Extensions has LPAE.
	run ./run.sh check "${cell[@]}" --flags "-O2 -march=armv7ve+fp"
	ended 0
	says "if the machine has lpae"
	promised 'LOAD("ldp %w0, %w1, [%2]", uint32_t a, b;)' lse2 \
		--toolchain aarch64-linux-gnu-gcc
	says "access of 8 bytes"
}

@test "--why names every way, its accesses and the manual's section" {
	run ./run.sh check volatile --width 16 --why
	ended 0
	says "every way is closed"
	says "one load, and what is returned is made of it alone"
	says "SDM 3A, 9.1.1"
	run ./run.sh check memcpy-runtime-length "${musl[@]}" --width 64 --why
	says "constant  length_of_64"
	run ./run.sh check null --why
	ended 125
	says "untouched"
}
