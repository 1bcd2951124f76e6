/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/ways.h"

#define WAY(name_, claim_, outside_, text_, ...)                               \
	{                                                                      \
		.name = name_, .claim = claim_, .outside = outside_,           \
		.text = text_, __VA_ARGS__                                     \
	}

#define WHOLE_FUNCTION "static void @whole(void *p, T v) { FIELD = v; }\n"
#define TWICE_FUNCTION                                                         \
	"static void @twice(void *p, T v) { FIELD = v; FIELD = v; }\n"
#define COPY(unit)                                                             \
	"__attribute__((noinline)) static void @copy(void *p, const void "     \
	"*from,\n"                                                             \
	"unsigned long n) { volatile " unit " *t = p;\n"                       \
	"const volatile " unit " *f = from;\n"                                 \
	"for (; n >= sizeof(" unit "); n -= sizeof(" unit                      \
	")) *t++ = *f++; }\n"
#define HOOK(first) "static void (*volatile @hook)(void *, T) = @" first ";\n"
#define PUT_BYTES                                                              \
	"for (unsigned i = 0; i < size; i++)\n"                                \
	"((volatile unsigned char *)p)[i] = (unsigned char)(v >> 8 * i);"
#define BYTES_FUNCTION "static void @bytes(void *p, T v) { " PUT_BYTES " }\n"
#define LENGTHS                                                                \
	"static const unsigned char @lengths[4] = {size, size, size, size};\n"

const struct torture_body torture_store_bodies[] = {
	WAY("whole", TORTURE_SOUND, "", "FIELD = v;"),
	WAY("release", TORTURE_SOUND, "",
	    "__atomic_store_n((T *)p, v, __ATOMIC_RELEASE);"),
	WAY("exchange", TORTURE_SOUND, "",
	    "__atomic_exchange_n((T *)p, v, __ATOMIC_ACQ_REL);"),
	WAY("compare and swap", TORTURE_SOUND, "",
	    "T a = FIELD; while (!__atomic_compare_exchange_n((T *)p, &a, v, "
	    "0,\n"
	    "__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) ;"),
	WAY("arithmetic undone", TORTURE_SOUND, "",
	    "T a = v + (T)K; HIDE(a); FIELD = a - (T)K;"),
	WAY("masks of one", TORTURE_SOUND, "",
	    "T a = v & (T)M; HIDE(a); FIELD = a | (v & (T)~M);"),
	WAY("the same twice", TORTURE_SOUND, "", "FIELD = v; FIELD = v;"),
	WAY("if it is another", TORTURE_SOUND, "",
	    "if (FIELD != v) FIELD = v;"),
	WAY("whole, then its low byte", TORTURE_SOUND, "",
	    "FIELD = v; *(volatile unsigned char *)p = (unsigned char)v;"),
	WAY("equal to a number", TORTURE_SOUND, "",
	    "if (v == (T)K) FIELD = (T)K; else FIELD = v;"),
	WAY("a switch", TORTURE_SOUND, "",
	    "switch ((T)(v - (T)K)) {\n"
	    "case 0: FIELD = (T)K; break; case 1: FIELD = (T)(K + 1); break;\n"
	    "case 2: FIELD = v; break; case 3: FIELD = v; FIELD = v; break;\n"
	    "case 4: FIELD = (T)(K + 4); break; default: FIELD = v; }"),
	WAY("a table of functions", TORTURE_SOUND,
	    WHOLE_FUNCTION TWICE_FUNCTION
	    "static void (*const @table[])(void *, T) = {@whole, @twice,\n"
	    "@whole, @whole};\n",
	    "@table[(uintptr_t)p >> 3 & 3](p, v);"),
	WAY("a table of functions, by the value", TORTURE_SOUND,
	    WHOLE_FUNCTION TWICE_FUNCTION
	    "static void (*const @table[])(void *, T) = {@twice, @whole};\n",
	    "@table[v & 1](p, v);"),
	WAY("a hook that nothing sets", TORTURE_SOUND,
	    WHOLE_FUNCTION HOOK("whole"), "@hook(p, v);"),
	WAY("an own copy", TORTURE_SOUND, COPY("T"), "@copy(p, &v, size);"),
	WAY("an own copy, its length from a table", TORTURE_SOUND,
	    COPY("T") LENGTHS,
	    "@copy(p, &v, @lengths[(uintptr_t)p >> 3 & 3]);"),
	WAY("an own copy, its length computed", TORTURE_SOUND, COPY("T"),
	    "unsigned n = half; HIDE(n); @copy(p, &v, n + n);"),
	WAY("a loop of one turn", TORTURE_SOUND, "",
	    "for (unsigned i = 0; i < size; i += size)\n"
	    "*(volatile T *)((char *)p + i) = v;"),
	WAY("made in bytes, stored whole", TORTURE_SOUND, "",
	    "volatile T a = 0; { void *q = p; void *p = (void *)&a;\n" PUT_BYTES
	    "\n*(volatile T *)q = a; }"),
	WAY("an end of the program", TORTURE_SOUND, "", "__builtin_abort();",
	    .is_rare = true, .may_fail = true),
	WAY("a trap", TORTURE_OPENED, "", "__builtin_trap();", .is_rare = true,
	    .may_fail = true),
	WAY("a hook that anyone sets", TORTURE_OPENED,
	    WHOLE_FUNCTION HOOK("whole") "void @set(void (*to)(void *, T)) { "
					 "@hook = to; }\n",
	    "@hook(p, v);"),
	WAY("a length that is set", TORTURE_OPENED,
	    COPY("T") "static unsigned long @length = size;\n"
		      "void @set(unsigned long to) { @length = to; }\n",
	    "@copy(p, &v, @length);"),
	WAY("a function that is missing", TORTURE_OPENED,
	    "extern void @missing(void *, T);\n", "@missing(p, v);",
	    .is_rare = true, .may_fail = true, .is_object = true),
	WAY("a function that may be missing", TORTURE_OPENED,
	    "extern void @missing(void *, T) __attribute__((weak));\n",
	    "if (@missing) @missing(p, v); else FIELD = v;", .may_fail = true,
	    .is_object = true),
	WAY("a weak function", TORTURE_OPENED,
	    "__attribute__((weak, noinline)) void @weak(void *p, T v)\n"
	    "{ FIELD = v; }\n",
	    "@weak(p, v);", .is_object = true),
	WAY("bytes", TORTURE_TEARING, "", PUT_BYTES),
	WAY("halves", TORTURE_TEARING, "",
	    "((volatile H *)p)[1] = (H)(v >> 8 * half);\n"
	    "((volatile H *)p)[0] = (H)v;"),
	WAY("bytes that differ", TORTURE_TEARING, "",
	    "for (unsigned i = 0; i < size; i++) {\n"
	    "volatile unsigned char *b = (volatile unsigned char *)p + i;\n"
	    "if (*b != (unsigned char)(v >> 8 * i))\n"
	    "*b = (unsigned char)(v >> 8 * i); }"),
	WAY("its low byte first", TORTURE_TEARING, "",
	    "*(volatile unsigned char *)p = (unsigned char)v; FIELD = v;"),
	WAY("another value first", TORTURE_TEARING, "",
	    "FIELD = v + 1; FIELD = v;"),
	WAY("cleared first", TORTURE_TEARING, "", "FIELD = 0; FIELD = v;"),
	WAY("a part, then all", TORTURE_TEARING, "",
	    "FIELD = (FIELD & (T)~M) | (v & (T)M); FIELD = v;"),
	WAY("what differs, in two turns", TORTURE_TEARING, "",
	    "FIELD ^= (FIELD ^ v) & (T)M; FIELD ^= (FIELD ^ v) & (T)~M;"),
	WAY("the sum of what is missing", TORTURE_TEARING, "",
	    "T d = v - FIELD; FIELD += d / 2; FIELD = v;"),
	WAY("an own copy of bytes", TORTURE_TEARING, COPY("unsigned char"),
	    "@copy(p, &v, size);"),
	WAY("an own copy of bytes, its length computed", TORTURE_TEARING,
	    COPY("unsigned char"),
	    "unsigned n = half; HIDE(n); @copy(p, &v, n + n);"),
	WAY("an own copy of bytes, its length from a table", TORTURE_TEARING,
	    COPY("unsigned char") LENGTHS,
	    "@copy(p, &v, @lengths[(uintptr_t)p >> 3 & 3]);"),
	WAY("a table with one of bytes", TORTURE_TEARING,
	    WHOLE_FUNCTION BYTES_FUNCTION
	    "static void (*const @table[])(void *, T) = {@whole, @whole,\n"
	    "@whole, @bytes};\n",
	    "@table[(uintptr_t)p >> 3 & 3](p, v);", .by = TORTURE_PLACE),
	WAY("a table with one of bytes, by the value", TORTURE_TEARING,
	    WHOLE_FUNCTION BYTES_FUNCTION
	    "static void (*const @table[])(void *, T) = {@whole, @bytes};\n",
	    "@table[(v & 15) == 9](p, v);", .by = TORTURE_VALUE),
	WAY("a hook that is set to bytes", TORTURE_TEARING,
	    WHOLE_FUNCTION BYTES_FUNCTION HOOK(
		    "whole") "void @set(void) { @hook = @bytes; }\n",
	    "@hook(p, v);"),
	WAY("a trap, then bytes", TORTURE_TEARING, "",
	    "__asm__ volatile(\"ud2\");\n" PUT_BYTES, .is_rare = true,
	    .may_fail = true),
	WAY("a thread of a call that stores", TORTURE_TEARING,
	    "#include <pthread.h>\n"
	    "struct @it { void *p; T v; };\n"
	    "static void *@write(void *of) { void *p = ((struct @it *)of)->p;\n"
	    "T v = ((struct @it *)of)->v; " PUT_BYTES " return of; }\n",
	    "struct @it it = {p, v}; pthread_t thread;\n"
	    "pthread_create(&thread, 0, @write, &it); pthread_join(thread, 0);",
	    .may_fail = true, .has_threads = true),
};

const unsigned torture_store_body_count =
	sizeof(torture_store_bodies) / sizeof(*torture_store_bodies);
