/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/ways.h"

#define WAY(name_, claim_, outside_, text_, ...)                               \
	{                                                                      \
		.name = name_, .claim = claim_, .outside = outside_,           \
		.text = text_, __VA_ARGS__                                     \
	}

#define WHOLE_FUNCTION "static T @whole(const void *p) { return FIELD; }\n"
#define TWICE_FUNCTION                                                         \
	"static T @twice(const void *p) { (void)FIELD; return FIELD; }\n"
#define BYTES_FUNCTION "static T @bytes(const void *p) { return BYTES; }\n"
/* Copies of units of type @unit, by a function of the module's own. */
#define COPY(unit)                                                             \
	"__attribute__((noinline)) static void @copy(void *to, const void "    \
	"*p,\n"                                                                \
	"unsigned long n) { volatile " unit " *t = to;\n"                      \
	"const volatile " unit " *f = p;\n"                                    \
	"for (; n >= sizeof(" unit "); n -= sizeof(" unit                      \
	")) *t++ = *f++; }\n"
#define HOOK(first) "static T (*volatile @hook)(const void *) = @" first ";\n"
#define LENGTHS                                                                \
	"static const unsigned char @lengths[4] = {size, size, size, size};\n"
#define TRAP "__asm__ volatile(\"ud2\");\n"

const struct torture_body torture_load_bodies[] = {
	WAY("what was read before", TORTURE_SOUND, "", "return v;",
	    .looks_at = true),
	WAY("whole", TORTURE_SOUND, "", "return FIELD;"),
	WAY("acquire", TORTURE_SOUND, "",
	    "return __atomic_load_n((const T *)p, __ATOMIC_ACQUIRE);"),
	WAY("compare and swap", TORTURE_SOUND, "",
	    "return __sync_val_compare_and_swap((T *)p, 0, 0);"),
	WAY("arithmetic undone", TORTURE_SOUND, "",
	    "T a = FIELD; a += (T)K; HIDE(a); return a - (T)K;"),
	WAY("masks of one", TORTURE_SOUND, "",
	    "T a = FIELD, b = a & (T)M; HIDE(b); return b | (a & (T)~M);"),
	WAY("the second of two", TORTURE_SOUND, "",
	    "(void)FIELD; return FIELD;"),
	WAY("the greater of two", TORTURE_SOUND, "",
	    "T a = FIELD, b = FIELD; return a > b ? a : b;"),
	WAY("the middle of three", TORTURE_SOUND, "",
	    "T a = FIELD, b = FIELD, c = FIELD;\n"
	    "if (a > b) { T d = a; a = b; b = d; }\n"
	    "if (b > c) b = c; return a > b ? a : b;"),
	WAY("one of two by its bit", TORTURE_SOUND, "",
	    "T a = FIELD; return a & 1 ? a : FIELD;"),
	WAY("until two agree", TORTURE_SOUND, "",
	    "T a, b; do { a = FIELD; b = FIELD; } while (a != b); return a;"),
	WAY("again where it changed", TORTURE_SOUND, "",
	    "T a = FIELD, b = FIELD; return a == b ? a : FIELD;"),
	WAY("again while it is a number", TORTURE_SOUND, "",
	    "T a; int i = 0;\n"
	    "do a = FIELD; while (a == (T)K && ++i < 8); return a;"),
	WAY("equal to a number", TORTURE_SOUND, "",
	    "T a = FIELD; return a == (T)K ? (T)K : a;"),
	WAY("a switch", TORTURE_SOUND, "",
	    "T a = FIELD; switch ((T)(a - (T)K)) {\n"
	    "case 0: return (T)K; case 1: return (T)(K + 1);\n"
	    "case 2: return a; case 3: return FIELD; case 4: return (T)(K + "
	    "4);\n"
	    "default: return a; }"),
	WAY("a table of functions", TORTURE_SOUND,
	    WHOLE_FUNCTION TWICE_FUNCTION
	    "static T (*const @table[])(const void *) = {@whole, @twice,\n"
	    "@whole, @whole};\n",
	    "return @table[(uintptr_t)p >> 3 & 3](p);"),
	WAY("a table of functions, by the value", TORTURE_SOUND,
	    WHOLE_FUNCTION TWICE_FUNCTION
	    "static T (*const @table[])(const void *) = {@twice, @whole};\n",
	    "return @table[FIELD & 1](p);"),
	WAY("a hook that nothing sets", TORTURE_SOUND,
	    WHOLE_FUNCTION HOOK("whole"), "return @hook(p);"),
	WAY("a pointer that is relocated", TORTURE_SOUND,
	    "T @far(const void *p) { return FIELD; }\n"
	    "T (*const @pointer)(const void *) = @far;\n",
	    "T (*f)(const void *) = @pointer; HIDE(f); return f(p);"),
	WAY("an own copy", TORTURE_SOUND, COPY("T"),
	    "T a; @copy(&a, p, size); return a;"),
	WAY("an own copy, its length from a table", TORTURE_SOUND,
	    COPY("T") LENGTHS,
	    "T a = 0; @copy(&a, p, @lengths[(uintptr_t)p >> 3 & 3]); return "
	    "a;"),
	WAY("an own copy, its length computed", TORTURE_SOUND, COPY("T"),
	    "T a = 0; unsigned n = half; HIDE(n); @copy(&a, p, n + n); return "
	    "a;"),
	WAY("an own memcpy", TORTURE_SOUND,
	    "__attribute__((noinline)) void *memcpy(void *to, const void "
	    "*from,\n"
	    "unsigned long n) { for (unsigned long i = 0; i < n / size; i++)\n"
	    "((volatile T *)to)[i] = ((const volatile T *)from)[i]; return to; "
	    "}\n",
	    "T a; unsigned long n = size; HIDE(n);\n"
	    "__builtin_memcpy(&a, p, n); return a;",
	    .is_rare = true),
	WAY("a loop of one turn", TORTURE_SOUND, "",
	    "T a = 0; for (unsigned i = 0; i < size; i += size)\n"
	    "a = *(const volatile T *)((const char *)p + i); return a;"),
	WAY("a private copy in bytes", TORTURE_SOUND, "",
	    "volatile T a = FIELD; { const void *p = (const void *)&a;\n"
	    "return BYTES; }"),
	WAY("a recursion", TORTURE_SOUND,
	    "__attribute__((noinline)) static T @down(const void *p, int n)\n"
	    "{ if (n > 0) return @down(p, n - 1); return FIELD; }\n",
	    "return @down(p, 3);"),
	WAY("an end of the program", TORTURE_SOUND, "", "__builtin_abort();",
	    .is_rare = true, .may_fail = true),
	WAY("a trap", TORTURE_OPENED, "", "__builtin_trap();", .is_rare = true,
	    .may_fail = true),
	WAY("a hook that anyone sets", TORTURE_OPENED,
	    WHOLE_FUNCTION HOOK("whole") "void @set(T (*to)(const void *)) { "
					 "@hook = to; }\n",
	    "return @hook(p);"),
	WAY("a length that is set", TORTURE_OPENED,
	    COPY("T") "static unsigned long @length = size;\n"
		      "void @set(unsigned long to) { @length = to; }\n",
	    "T a = 0; @copy(&a, p, @length); return a;"),
	WAY("a function that is missing", TORTURE_OPENED,
	    "extern T @missing(const void *);\n", "return @missing(p);",
	    .is_rare = true, .may_fail = true, .is_object = true),
	WAY("a function that may be missing", TORTURE_OPENED,
	    "extern T @missing(const void *) __attribute__((weak));\n",
	    "return @missing ? @missing(p) : FIELD;", .may_fail = true,
	    .is_object = true),
	WAY("a weak function", TORTURE_OPENED,
	    "__attribute__((weak, noinline)) T @weak(const void *p)\n"
	    "{ return FIELD; }\n",
	    "return @weak(p);", .is_object = true),
	WAY("bytes", TORTURE_TEARING, "", "return BYTES;"),
	WAY("bytes in a loop", TORTURE_TEARING, "",
	    "T a = 0; for (unsigned i = 0; i < size; i++) a |= BYTE(i);\n"
	    "return a;"),
	WAY("bytes from above", TORTURE_TEARING, "",
	    "T a = 0; for (unsigned i = size; i-- > 0;) a |= BYTE(i);\n"
	    "return a;"),
	WAY("halves", TORTURE_TEARING, "",
	    "T a = HALF(1); return a | HALF(0);"),
	WAY("halves until they agree", TORTURE_TEARING, "",
	    "T a, b, c; do { a = HALF(1); b = HALF(0); c = HALF(1); }\n"
	    "while (a != c); return a | b;"),
	WAY("its low byte again", TORTURE_TEARING, "",
	    "T a = FIELD; return (a & (T)~0xff) | BYTE(0);"),
	WAY("its low byte first", TORTURE_TEARING, "",
	    "T b = BYTE(0); return (FIELD & (T)~0xff) | b;"),
	WAY("the average", TORTURE_TEARING, "",
	    "T a = FIELD, b = FIELD; return (a & b) + ((a ^ b) >> 1);"),
	WAY("half of the difference", TORTURE_TEARING, "",
	    "T a = FIELD, b = FIELD; return a + (T)(b - a) / 2;"),
	WAY("masks of two", TORTURE_TEARING, "",
	    "T a = FIELD, b = FIELD; return (a & (T)M) | (b & (T)~M);"),
	WAY("three combined", TORTURE_TEARING, "",
	    "T a = FIELD, b = FIELD; return a ^ b ^ FIELD;"),
	WAY("a part again where it carried", TORTURE_TEARING, "",
	    "T a = FIELD;\n"
	    "if ((a & 0xff) == 0xff) a = (a & 0xff) | (FIELD & (T)~0xff);\n"
	    "return a;"),
	WAY("a number that two chose", TORTURE_TEARING, "",
	    "T a = FIELD; if (a == (T)K && FIELD == (T)(K + 1))\n"
	    "return (T)(K + 2); return a;"),
	WAY("an own copy of bytes", TORTURE_TEARING, COPY("unsigned char"),
	    "T a; @copy(&a, p, size); return a;"),
	WAY("an own copy of bytes, its length computed", TORTURE_TEARING,
	    COPY("unsigned char"),
	    "T a = 0; unsigned n = half; HIDE(n); @copy(&a, p, n + n); return "
	    "a;"),
	WAY("an own copy of bytes, its length from a table", TORTURE_TEARING,
	    COPY("unsigned char") LENGTHS,
	    "T a = 0; @copy(&a, p, @lengths[(uintptr_t)p >> 3 & 3]); return "
	    "a;"),
	WAY("an own memcpy of bytes", TORTURE_TEARING,
	    "__attribute__((noinline)) void *memcpy(void *to, const void "
	    "*from,\n"
	    "unsigned long n) { for (unsigned long i = 0; i < n; i++)\n"
	    "((volatile char *)to)[i] = ((const volatile char *)from)[i];\n"
	    "return to; }\n",
	    "T a; unsigned long n = size; HIDE(n);\n"
	    "__builtin_memcpy(&a, p, n); return a;",
	    .is_rare = true),
	WAY("a table with one of bytes", TORTURE_TEARING,
	    WHOLE_FUNCTION BYTES_FUNCTION
	    "static T (*const @table[])(const void *) = {@whole, @whole,\n"
	    "@whole, @bytes};\n",
	    "return @table[(uintptr_t)p >> 3 & 3](p);", .by = TORTURE_PLACE),
	WAY("a table with one of bytes, by the value", TORTURE_TEARING,
	    WHOLE_FUNCTION BYTES_FUNCTION
	    "static T (*const @table[])(const void *) = {@whole, @bytes};\n",
	    "return @table[(FIELD & 15) == 9](p);"),
	WAY("a hook that is set to bytes", TORTURE_TEARING,
	    WHOLE_FUNCTION BYTES_FUNCTION HOOK(
		    "whole") "void @set(void) { @hook = @bytes; }\n",
	    "return @hook(p);"),
	WAY("a trap, then bytes", TORTURE_TEARING, "", TRAP "return BYTES;",
	    .is_rare = true, .may_fail = true),
	WAY("a thread that reads", TORTURE_TEARING,
	    "#include <pthread.h>\n"
	    "static const void *volatile @from; static volatile T @got;\n"
	    "static void *@serve(void *unused) { for (;;) {\n"
	    "const void *p = @from; if (p) { @got = BYTES; @from = 0; } }\n"
	    "return unused; }\n"
	    "__attribute__((constructor)) static void @start(void)\n"
	    "{ pthread_t it; pthread_create(&it, 0, @serve, 0); }\n",
	    "@from = p; while (@from) ; return @got;", .may_fail = true,
	    .has_threads = true),
	WAY("a thread of a call that reads", TORTURE_TEARING,
	    "#include <pthread.h>\n"
	    "struct @it { const void *p; T got; };\n"
	    "static void *@read(void *of) { struct @it *it = of;\n"
	    "const void *p = it->p; it->got = BYTES; return of; }\n",
	    "struct @it it = {p, 0}; pthread_t thread;\n"
	    "pthread_create(&thread, 0, @read, &it); pthread_join(thread, 0);\n"
	    "return it.got;",
	    .may_fail = true, .has_threads = true),
};

const unsigned torture_load_body_count =
	sizeof(torture_load_bodies) / sizeof(*torture_load_bodies);
