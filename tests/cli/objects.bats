#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a user's objects lack, what their constructors do, and expressions over
# what they have.

load common

setup_file() {
	use_own_folders
	share_cache
	mkdir -p "$BATS_FILE_TMPDIR/objects"
	cd "$BATS_FILE_TMPDIR/objects" || return 1
	cat >vq.h <<-'EOF'
		#include <stdint.h>
		struct vq { uint16_t *idx; };
		uint16_t vq_avail_idx(const struct vq *q);
	EOF
	cat >vq.c <<-'EOF'
		#include "vq.h"
		void lock(void *p);
		uint16_t vq_avail_idx(const struct vq *q)
		{ return *(volatile uint16_t *)q->idx; }
		uint16_t locked(const void *p)
		{ lock((void *)p); return *(const volatile uint16_t *)p; }
		uint16_t plain(const void *p)
		{ return *(const volatile uint16_t *)p; }
		static const int constant[] = {1, 2, 3};
		uint16_t faults(const void *p)
		{ *(volatile int *)&constant[1] = 4; return plain(p); }
		uint16_t null(const void *p)
		{ return *(volatile uint16_t *)((uintptr_t)p & 4095); }
	EOF
	printf 'void lock(void *p) { (void)p; }\n' >lock.c
	cat >started.c <<-'EOF'
		#include <stdint.h>
		void register_type(void);
		__attribute__((constructor)) static void start(void)
		{ register_type(); }
		uint16_t plain(const void *p)
		{ return *(const volatile uint16_t *)p; }
	EOF
	for one in vq lock started; do
		gcc -O2 -fPIC -c "$one.c" || return 1
	done
}

setup() {
	cd "$BATS_FILE_TMPDIR/objects" || return 1
}

check() {
	run "$ringtear" check "$@"
}

# As one line: the screen's width does not matter.
says() {
	[[ $(tr -s ' \n' ' ' <<<"$output") == *"$1"* ]] || {
		echo "$output"
		return 1
	}
}

@test "the stand-in that was called is named" {
	check --object vq.o --load locked
	[ "$status" -eq 125 ]
	says "codegen unknown: 1 of 1 paths open: a call of lock, which nothing defines"
	[ "$(uname -m)" != x86_64 ] ||
		says "step it called lock, which is not in the object"
	says "missing lock: defined nowhere"
}

@test "several objects are linked, the function in any of them" {
	check --object lock.o --object vq.o --load locked
	[ "$status" -eq 0 ]
	says "atomic: load of 16 bits, locked"
	[[ $output != *missing* ]]
	check --object vq.o --object nowhere.o --load locked
	says "cannot read the object nowhere.o"
}

@test "a constructor that calls what is missing is not the accessor's" {
	check --object started.o --load plain
	[ "$status" -eq 0 ]
	says "atomic: load of 16 bits, plain"
	says "started a constructor called register_type, which is not in the object; none was run"
}

@test "a constructor that runs is run" {
	printf '%s\n' '#include <stdint.h>' 'static const int *at;' \
		'static const int zero;' \
		'__attribute__((constructor)) static void f(void) { at = &zero; }' \
		'uint16_t plain(const void *p)' \
		'{ return *(const volatile uint16_t *)p + *at; }' >runs.c
	gcc -O2 -fPIC -c runs.c
	check --object runs.o --load plain --engines step
	says "step"
	[[ $output != *crashed* && $output != *started* ]]
}

@test "a shared object whose constructor fails" {
	printf '%s\n' '#include <stdint.h>' \
		'__attribute__((constructor)) static void f(void)' \
		'{ __builtin_trap(); }' \
		'uint16_t plain(const void *p)' \
		'{ return *(const volatile uint16_t *)p; }' >trap.c
	gcc -O2 -fPIC -shared -o trap.so trap.c
	cp trap.so before.so
	check --object trap.so --load plain
	[ "$status" -eq 0 ]
	says "atomic: load of 16 bits, plain"
	says "started a constructor crashed: signal 4"
	cmp trap.so before.so
}

@test "a fault says where, and what lies there" {
	[ "$(uname -m)" = x86_64 ] || skip "steps natively only on x86-64"
	check --object vq.o --load faults --engines step
	says "in faults, at address 0x"
	says "constant + 4 in the module's .rodata"
	check --object vq.o --load null --engines step
	says "in null, at address 0x2: a null pointer"
}

@test "an expression around an object's function" {
	printf '#define VQ(p) (&(struct vq){(uint16_t *)(p)})\n' >prelude.c
	check --object vq.o --include vq.h -I . --prelude prelude.c \
		--load 'vq_avail_idx(VQ(p))'
	says "atomic: load of 16 bits, vq_avail_idx(VQ(p))"
	says "codegen whole: one access of the full width"
	[ "$status" -eq 0 ]
	check --object vq.o --include vq.h --load plain
	says "used as it is"
}

@test "an expression over a header that needs what it does not call" {
	cat >whole.h <<-'EOF'
		#include <stdint.h>
		void elsewhere(int); extern int thing;
		uint16_t get(const void *p) { return *(const volatile uint16_t *)p; }
		void other(void) { elsewhere(thing); }
	EOF
	for flags in -O2 '-O2 -flto'; do
		check --include "$PWD/whole.h" --load 'get(p)' --flags "$flags"
		[ "$status" -eq 0 ]
		says "atomic: load of 16 bits, get(p)"
		says "missing"
	done
	# What the expression itself calls must be there.
	check --include "$PWD/whole.h" --load 'gett(p)'
	[ "$status" -eq 125 ]
	says "cannot link"
	says "gett"
}

@test "a function of an executable, by name or by address" {
	cat >program.c <<-'EOF'
		#include <stdint.h>
		#include <stdio.h>
		__attribute__((noinline)) static uint16_t whole(const void *p)
		{ return *(const volatile uint16_t *)p; }
		__attribute__((noinline)) static uint16_t parts(const void *p)
		{ const volatile uint8_t *b = p; return b[0] | b[1] << 8; }
		int main(int count, char **words)
		{ (void)words; return whole(&count) + parts(&count) + !stdout; }
	EOF
	gcc -O2 -fPIE -pie -o program program.c
	whole=0x$(nm program | sed -n 's/^0*\(.*\) t whole$/\1/p')
	parts=0x$(nm program | sed -n 's/^0*\(.*\) t parts$/\1/p')
	strip -o stripped program
	check --object program --load whole
	[ "$status" -eq 0 ]
	says "atomic: load of 16 bits, whole"
	check --object stripped --load "$whole"
	[ "$status" -eq 0 ]
	says "atomic: load of 16 bits, $whole"
	check --object stripped --load "$parts"
	[ "$status" -eq 1 ]
	says "torn: load of 16 bits, $parts"
	check --object stripped --load "$(printf '0x%x' $((parts + 1)))"
	says "give $parts"
	check --object stripped --load 0x8
	says "0x8 is no code of"
}

# Each destructor of a C++ or Rust static is registered with it.
@test "what the compiler's startup files define is not open" {
	printf '%s\n' '#include <stdint.h>' 'extern void *__dso_handle' \
		'__attribute__((visibility("hidden")));' \
		'uint16_t get(const void *p)' \
		'{ static void *volatile sink; sink = &__dso_handle;' \
		'return *(const volatile uint16_t *)p; }' >dso.c
	gcc -O2 -fPIC -c dso.c
	check --object dso.o --load get
	[ "$status" -eq 0 ]
	sed 's/__dso_handle/__no_handle/g' dso.c >none.c
	gcc -O2 -fPIC -c none.c
	check --object none.o --load get
	[ "$status" -eq 125 ]
	says "__no_handle is defined nowhere here"
}

@test "objects of C++ with statics, in namespaces that are hidden" {
	cat >ring.cc <<-'EOF'
		#include <cstdint>
		struct lock { lock(); ~lock(); int held; };
		lock::lock() : held(1) {}
		lock::~lock() { held = 0; }
		static lock global;
		#pragma GCC visibility push(hidden)
		uint16_t elsewhere(const void *p);
		#pragma GCC visibility pop
		extern "C" uint16_t get(const void *p)
		{ return *(const volatile uint16_t *)p; }
		extern "C" uint16_t other(const void *p) { return elsewhere(p); }
	EOF
	g++ -O2 -fPIC -c ring.cc
	check --object ring.o --load get
	[ "$status" -eq 0 ]
	check --object ring.o --load other
	[ "$status" -eq 125 ]
	says "elsewhere"
}

# A copy whose wider steps a length leads to that this call never has.
@test "a store beside the field on a way that no run took is no fault" {
	cat >wide.c <<-'EOF'
		#include <stdint.h>
		volatile unsigned long length = 2;
		extern void report(void);
		void put(void *p, uint16_t v)
		{ unsigned long n = length;
		if (n == 8) *(volatile uint64_t *)p = v;
		else if (n == 4) report();
		else *(volatile uint16_t *)p = v; }
	EOF
	gcc -O2 -fPIC -c wide.c
	check --object wide.o --store put
	[ "$status" -eq 125 ]
	says "perhaps, on a way that no run took, 6 bytes at +2"
	[[ $output != *fails* ]]
}

# An object for a bare machine, and what it lacks. $1: its compiler.
bare() {
	local tool=$1 kind

	command -v "$tool" >/dev/null || skip "lacks $tool"
	shift
	cat >bare.c <<-'EOF'
	typedef unsigned short u16;
	extern u16 locked(const void *p);
	extern u16 perhaps(const void *p) __attribute__((weak));
	u16 whole(const void *p) { return *(const volatile u16 *)p; }
	u16 parts(const void *p)
	{ const volatile unsigned char *b = p; return b[0] | b[1] << 8; }
	u16 lacking(const void *p) { return locked(p) + 1; }
	u16 weakly(const void *p) { return perhaps(p) + 1; }
	EOF
	"$tool" "$@" -O2 -c -o bare.o bare.c
	ask() {
		check --object bare.o --load "$1" --toolchain "$tool" \
			--flags "-O2 $kind"
	}
	kind=$*
	ask whole
	ended 0
	ask parts
	ended 1
	says "an interrupt stores"
	for load in lacking weakly; do
		ask $load
		ended 125
	done
	ask lacking
	says "missing locked"
	says "a call of locked, which nothing defines"
}

@test "objects of ARMv6-M and ARMv7-M" {
	bare arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb
	bare arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb
}

@test "objects of RV32" {
	bare riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32
}

@test "thread-local data of an executable are not there, and that is said" {
	cat >thread.c <<-'EOF'
	#include <stdint.h>
	static _Thread_local int whole = 1;
	__attribute__((noinline, used)) uint16_t always(const void *p)
	{ const volatile uint8_t *b = p;
	return whole ? *(const volatile uint16_t *)p : b[0] | b[1] << 8; }
	__attribute__((noinline, used)) uint16_t never(const void *p)
	{ const volatile uint8_t *b = p;
	return whole ? b[0] | b[1] << 8 : *(const volatile uint16_t *)p; }
	__attribute__((noinline, used)) uint16_t parts(const void *p)
	{ const volatile uint8_t *b = p; return b[0] | b[1] << 8; }
	__attribute__((noinline, used)) uint16_t guarded(const void *p)
	{ volatile char room[40]; room[0] = 0;
	return *(const volatile uint16_t *)p + room[0]; }
	void (*hook)(void);
	__attribute__((noinline, used)) uint16_t hooked(const void *p)
	{ if (hook) hook(); return parts(p); }
	int main(int count, char **words)
	{ (void)words; whole = count; hook = (void (*)(void))main; return 0; }
	EOF
	gcc -O2 -fPIE -pie -fstack-protector-all -o thread thread.c
	for load in always never; do
		check --object thread --load $load
		ended 125
		says "open the thread-local data that it uses are set up by"
		check --object thread --load $load --engines step
		ended 125
		says "is not known"
	done
	check --object thread --load hooked
	ended 125
	check --object thread --load parts
	ended 1
	run "$ringtear" hammer --object thread --load always
	ended 125
	says "has thread-local data"
	check --object thread --load guarded
	ended 0
	gcc -O2 -fPIC -shared -o thread.so thread.c
	check --object ./thread.so --load always
	[ "$status" -ne 1 ]
	never_says "set up"
}

@test "an executable at a fixed address is refused with the remedy" {
	printf 'int main(void) { return 0; }\n' >fixed.c
	gcc -no-pie -o fixed fixed.c
	check --object fixed --load main
	says "is linked to a fixed address"
}
