/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that looks closed and whole, and is not, beside code that is: what an
 * account must tell apart.
 */
#include <dlfcn.h>
#include <link.h>

#include "tests/base/machine.h"
#include "tests/engine/codegen.h"

#define LOAD "unsigned short ringtear_load16(const void *p)\n"
#define STORE "void ringtear_store16(void *p, unsigned short v)\n"
#define WORD "*(const volatile unsigned short *)p"
#define BYTES                                                                  \
	"((const volatile unsigned char *)p)[0] | "                            \
	"((const volatile unsigned char *)p)[1] << 8"
/* A flag that the module writes. */
#define SIDE "static volatile int side; void set(int to) { side = to; }\n"
/* Functions of which the last is @last. */
#define FUNCTIONS(last)                                                        \
	"static unsigned short bytes(const void *p) { return " BYTES "; }\n"   \
	"static unsigned short whole(const void *p) { return " WORD "; }\n"    \
	"static unsigned short twice(const void *p)\n"                         \
	"{ (void)bytes; (void)" WORD "; return " WORD "; }\n"                  \
	"static unsigned short (*const table[])(const void *) =\n"             \
	"{whole, twice, whole, " last "};\n"
/* read() is what a resolver chooses. */
#define RESOLVED(choice)                                                       \
	"static volatile int side;\n"                                          \
	"static unsigned short whole(const void *p) { return " WORD "; }\n"    \
	"static unsigned short bytes(const void *p) { return " BYTES "; }\n"   \
	"static void *choose(void) { (void)bytes; (void)side; return " choice  \
	"; }\n"                                                                \
	"static unsigned short read(const void *p)\n"                          \
	"__attribute__((ifunc(\"choose\")));\n"

static const struct {
	const char *what, *source;
	bool stores, is_closed;
} cases[] = {
	{"a load that stores back what it read, without a lock",
	 LOAD "{ unsigned short v = 0; __asm__ volatile(\"xaddw %0, (%1)\" "
	      ": \"+r\"(v) : \"r\"(p) : \"memory\"); return v; }",
	 false, false},
	{"the same, locked",
	 LOAD "{ unsigned short v = 0; __asm__ volatile(\"lock xaddw %0, "
	      "(%1)\" : \"+r\"(v) : \"r\"(p) : \"memory\"); return v; }",
	 false, true},
	{"a number that was found to be the field's",
	 LOAD "{ unsigned short v = " WORD
	      "; if (v == 5) return 5; return v; }",
	 false, true},
	{"the same number, where the field has another",
	 SIDE LOAD "{ unsigned short v = " WORD ";\n"
		   "if (v == 5 || side) return 5; return v; }",
	 false, true},
	{"a number for a value that is refused",
	 LOAD "{ unsigned short v = " WORD
	      "; if (v == 5) return 0; return v; }",
	 false, true},
	{"a number that two loads chose",
	 LOAD "{ unsigned short v = " WORD ", w = " WORD ";\n"
	      "if (v == 5 && w == 6) return 0; return v; }",
	 false, false},
	{"a number for every value", LOAD "{ (void)" WORD "; return 0; }",
	 false, false},
	{"half of one load, half of another that has the same half",
	 LOAD "{ unsigned short v = " WORD ";\n"
	      "if ((v & 0xff) == 0xff)\n"
	      "v = (v & 0xff) | (" WORD " & 0xff00); return v; }",
	 false, false},
	{"two loads of which one is returned",
	 LOAD "{ unsigned short v = " WORD ", w = " WORD ";\n"
	      "return v > w ? v : w; }",
	 false, true},
	{"the value twice",
	 STORE "{ volatile unsigned short *f = p; *f = v; *f = v; }", true,
	 true},
	{"another value, for a while",
	 STORE "{ volatile unsigned short *f = p; *f = v + 1; *f = v; }", true,
	 false},
	{"another value, on one of two ways that join",
	 SIDE STORE "{ volatile unsigned short *f = p;\n"
		    "*f = side ? v + 1 : v; *f = v; }",
	 true, false},
	{"a number that was found to be the value",
	 STORE "{ volatile unsigned short *f = p;\n"
	       "if (v == 5) *f = 5; else *f = v; }",
	 true, true},
	{"the same number, where the value is another",
	 SIDE STORE "{ volatile unsigned short *f = p;\n"
		    "if (v == 5 || side) *f = 5; else *f = v; }",
	 true, true},
	{"a number that half of the value is equal to",
	 STORE "{ volatile unsigned short *f = p;\n"
	       "if ((v & 0xff) == 5) *f = 0x105; else *f = v; }",
	 true, true},
	{"no store where the field has the value",
	 STORE "{ volatile unsigned short *f = p; if (*f != v) *f = v; }", true,
	 true},
	{"no store where half of the field has it",
	 STORE "{ volatile unsigned short *f = p;\n"
	       "if ((*f & 0xff) != (v & 0xff)) *f = v; }",
	 true, false},
	{"a function with the name of one that does not return",
	 "__attribute__((noinline)) void __assert(void)\n"
	 "{ __asm__ volatile(\"\"); }\n" LOAD "{ unsigned short v = " WORD ";\n"
	 "if (v == 7) { __assert(); return " BYTES "; } return v; }",
	 false, false},
	{"behind a trap",
	 LOAD "{ unsigned short v = " WORD ";\n"
	      "if (v == 7) { __asm__ volatile(\"int3\"); return " BYTES
	      "; } return v; }",
	 false, false},
	{"where a flag that nothing writes leads",
	 "static volatile int side;\n" LOAD "{ if (side) return " BYTES
	 "; return " WORD "; }",
	 false, true},
	{"where a flag leads that is written through one of two pointers",
	 "static volatile int side, other; void set(int which, int to)\n"
	 "{ *(which ? &side : &other) = to; }\n" LOAD
	 "{ if (side) return " BYTES "; return " WORD "; }",
	 false, false},
	{"where a flag leads whose address is kept",
	 "static volatile int side; volatile int *kept = &side;\n" LOAD
	 "{ if (side) return " BYTES "; return " WORD "; }",
	 false, false},
	{"where a flag leads that is written by what nobody can call",
	 "static volatile int side; static void set(void) { side = 1; }\n"
	 "static void (*kept)(void) __attribute__((used)) = set;\n" LOAD
	 "{ if (side) return " BYTES "; return " WORD "; }",
	 false, true},
	{"where a flag leads that is written by what others can find",
	 "static volatile int side; static void set(void) { side = 1; }\n"
	 "void (*kept)(void) = set;\n" LOAD "{ if (side) return " BYTES
	 "; return " WORD "; }",
	 false, false},
	{"the same, in a constant table",
	 "static volatile int side; static void set(void) { side = 1; }\n"
	 "void (*const table[])(void) = {set};\n" LOAD
	 "{ if (side) return " BYTES "; return " WORD "; }",
	 false, false},
	{"the same, in a constant table that others are given",
	 "static volatile int side; static void set(void) { side = 1; }\n"
	 "static void (*const table[2])(void) = {0, set};\n"
	 "const void *get(void) { return table; }\n" LOAD
	 "{ if (side) return " BYTES "; return " WORD "; }",
	 false, false},
	{"the same, in data whose content others are given",
	 "static volatile int side; static void set(void) { side = 1; }\n"
	 "static void (*volatile table[2])(void) = {0, set};\n"
	 "void *get(int i) { return table[i]; }\n" LOAD
	 "{ if (side) return " BYTES "; return " WORD "; }",
	 false, false},
	{"where a flag leads that the dynamic linker has written",
	 "static volatile int side;\n"
	 "__attribute__((constructor)) static void set(void) { side = 1; "
	 "}\n" LOAD "{ if (side) return " BYTES "; return " WORD "; }",
	 false, false},
	{"what a resolver chooses by a flag of its own",
	 RESOLVED("side ? (void *)bytes : (void *)whole") LOAD
	 "{ return read(p); }",
	 false, false},
	{"a function that a resolver chooses, called twice",
	 RESOLVED("whole") LOAD "{ (void)read(p); return read(p); }", false,
	 true},
	{"where a hook that is set leads",
	 "static unsigned short whole(const void *p) { return " WORD "; }\n"
	 "static unsigned short (*volatile hook)(const void *) = whole;\n"
	 "void set(unsigned short (*to)(const void *)) { hook = to; }\n" LOAD
	 "{ return hook(p); }",
	 false, false},
	{"where a hook that nothing sets leads",
	 "static unsigned short whole(const void *p) { return " WORD "; }\n"
	 "static unsigned short (*volatile hook)(const void *) = whole;\n" LOAD
	 "{ return hook(p); }",
	 false, true},
	{"the same, where another variable counts calls",
	 "static unsigned short whole(const void *p) { return " WORD "; }\n"
	 "static unsigned short (*volatile hook)(const void *) = whole;\n"
	 "static unsigned calls;\n" LOAD "{ if (++calls == 5) return " WORD
	 "; return hook(p); }",
	 false, true},
	{"where a hook that nothing sets stores",
	 "static void whole(void *p, unsigned short v)\n"
	 "{ *(volatile unsigned short *)p = v; }\n"
	 "static void (*volatile hook)(void *, unsigned short) = whole;\n" STORE
	 "{ hook(p, v); }",
	 true, true},
	{"where a hook leads that a function sets whose address is given away",
	 "static unsigned short whole(const void *p) { return " WORD "; }\n"
	 "static unsigned short (*volatile hook)(const void *) = whole;\n"
	 "static void set(unsigned short (*to)(const void *)) { hook = to; }\n"
	 "void *setter(void) { return (void *)set; }\n" LOAD
	 "{ return hook(p); }",
	 false, false},
	{"an address that the module keeps and uses in a later call",
	 "static const volatile unsigned char *kept;\n" LOAD
	 "{ unsigned short v = " WORD ";\n"
	 "if (kept) v = kept[0] | kept[1] << 8; kept = p; return v; }",
	 false, false},
	{"a jump table by the field's place in a page",
	 LOAD "{ switch ((unsigned long)p >> 6 & 7) {\n"
	      "case 0: __asm__ volatile(\"nop\"); break;\n"
	      "case 1: return " WORD
	      " & 0xffff; case 2: __asm__ volatile(\"cld\");\n"
	      "case 3: return " WORD
	      " | 0; case 4: __asm__ volatile(\"nop;nop\"); break;\n"
	      "case 5: __asm__ volatile(\"cld;nop\"); break; }\n"
	      "return " WORD "; }",
	 false, true},
	{"what two alignments that are known decide",
	 LOAD "{ unsigned short v; const void *q = &v;\n"
	      "__asm__ volatile(\"\" : \"+r\"(q) : : \"memory\");\n"
	      "if (((unsigned long)p ^ (unsigned long)q) & 1) return " BYTES
	      "; return " WORD "; }",
	 false, true},
	{"what an alignment that is not known decides",
	 LOAD "{ if ((unsigned long)p & 2) return " BYTES "; return " WORD
	      "; }",
	 false, false},
	{"where the stack lies, beyond what the ABI says",
	 LOAD "{ if ((unsigned long)__builtin_frame_address(0) & 128)\n"
	      "return " BYTES "; return " WORD "; }",
	 false, false},
	{"the same, with whole loads",
	 LOAD "{ if ((unsigned long)__builtin_frame_address(0) & 128)\n"
	      "(void)" WORD "; return " WORD "; }",
	 false, true},
	{"where rounding the stack's address changes it",
	 LOAD
	 "{ unsigned long at = (unsigned long)__builtin_frame_address(0);\n"
	 "if ((at & -128ul) == at) return " BYTES "; return " WORD "; }",
	 false, false},
	{"a frame that is aligned farther than the ABI says",
	 LOAD "{ volatile unsigned short v __attribute__((aligned(64)));\n"
	      "v = " WORD "; return v; }",
	 false, true},
	{"a jump table that leads to the cold part of a function, and on",
	 SIDE "__attribute__((cold, noinline)) static void bad(int i)\n"
	      "{ __asm__ volatile(\"nop\" : : \"r\"(i)); }\n" LOAD
	      "{ unsigned short v = " WORD "; switch (side) {\n"
	      "case 0: __asm__ volatile(\"nop\"); return v;\n"
	      "case 1: bad(1); return v; case 2: __asm__ volatile(\"cld\");\n"
	      "return " WORD "; case 3: return " BYTES
	      "; case 4: __asm__ volatile(\"nop;nop\"); return v;\n"
	      "case 5: return " WORD "; } return v; }",
	 false, false},
	{"a jump table of 16 bits",
	 LOAD "{ unsigned short v = " WORD ";\n"
	      "switch ((unsigned short)(v - 500)) {\n"
	      "case 0: __asm__ volatile(\"nop\"); break;\n"
	      "case 1: __asm__ volatile(\"cld\"); break;\n"
	      "case 2: __asm__ volatile(\"nop;nop\"); break;\n"
	      "case 3: __asm__ volatile(\"cld;nop\"); break;\n"
	      "case 4: __asm__ volatile(\"nop;cld\"); break; } return v; }",
	 false, true},
	{"a table of functions by the field's place",
	 FUNCTIONS("whole") LOAD
	 "{ return table[(unsigned long)p >> 3 & 3](p); }",
	 false, true},
	{"a table of functions by the field's value",
	 FUNCTIONS("whole") LOAD "{ return table[" WORD " & 3](p); }", false,
	 true},
	{"a table of functions of which the last reads bytes",
	 FUNCTIONS("bytes") LOAD "{ return table[" WORD " & 3](p); }", false,
	 false},
	{"a table of functions by a number that is compared",
	 SIDE FUNCTIONS("whole") LOAD
	 "{ unsigned at = side; return at < 3 ? table[at](p) : " WORD "; }",
	 false, true},
	{"a table of functions by any number",
	 SIDE FUNCTIONS("whole") LOAD "{ return table[side](p); }", false,
	 false},
	{"a jump table",
	 SIDE LOAD "{ unsigned short v = " WORD "; switch (side) {\n"
		   "case 0: return v; case 1: __asm__ volatile(\"nop\");\n"
		   "return v; case 2: return " WORD "; case 3: return " BYTES
		   "; case 4: return v; case 5: return " WORD "; } return v; }",
	 false, false},
};

static void what_is_closed_and_what_is_not(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *source =
			fixture_write(*state, "account.c", cases[i].source);
		struct rt_codegen codegen;
		struct rt_build built;

		codegen_build(*state, &built, source, "gcc+musl", "-O2");
		codegen_ask(&codegen, built.module.data,
			    cases[i].stores ? "ringtear_store16"
					    : "ringtear_load16",
			    16, cases[i].stores);
		if (codegen.is_closed != cases[i].is_closed)
			fail_msg("%s: %s", cases[i].what, codegen.reason);
		rt_codegen_free(&codegen);
		rt_build_free(&built);
		free(source);
	}
}

#define CALL                                                                   \
	"void *copy(void *to, const void *from, unsigned long size);\n" LOAD   \
	"{ unsigned short v; copy(&v, p, 2); return v; }\n"

/* Where @name in @version lies in this process's libc; 0: it has none. */
static uint64_t in_libc(const char *name, const char *version)
{
	void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), *found;
	struct link_map *map;

	if (!libc || dlinfo(libc, RTLD_DI_LINKMAP, &map))
		return 0;
	found = dlvsym(libc, name, version);
	return found ? (uint64_t)(uintptr_t)found - map->l_addr : 0;
}

/* The account of the module at @path goes through the memcpy of 2002. */
static void expect_old_memcpy(const char *path, const char *symbol)
{
	uint64_t old = in_libc("memcpy", "GLIBC_2.2.5");
	const struct rt_account_binding *bound;
	struct rt_codegen codegen;

	codegen_ask(&codegen, path, symbol, 16, false);
	assert_int_equal(codegen.account->bounds, 1);
	bound = &codegen.account->bound[0];
	assert_string_equal(bound->name, "memcpy");
	assert_string_equal(bound->version, "GLIBC_2.2.5");
	assert_true(bound->is_old);
	assert_int_equal(bound->address, RT_ACCOUNT_LIBC + old);
	assert_true(rt_account_covers(codegen.account, bound->address));
	assert_non_null(strstr(codegen.reason, "memcpy@GLIBC_2.2.5"));
	rt_codegen_free(&codegen);
}

/*
 * The linker gives a program of today memcpy@GLIBC_2.14; an object may ask for
 * the older one, and gets it when it asks for none (docs/account.md).
 */
static void a_name_is_bound_to_the_version_that_the_program_has(void **state)
{
	struct fixture *fixture = *state;
	char *source =
		fixture_write(fixture, "old.c",
			      CALL "#ifdef OLD\n__asm__(\".symver "
				   "copy,memcpy@GLIBC_2.2.5\");\n#endif\n");
	struct rt_text line = RT_TEXT_INIT, path = RT_TEXT_INIT;
	struct rt_build built;

	if (!in_libc("memcpy", "GLIBC_2.2.5")) {
		machine_lacks("memcpy@GLIBC_2.2.5", "nothing was bound to it");
		free(source);
		return;
	}
	codegen_build(fixture, &built, source, "gcc+glibc", "-O2 -DOLD");
	expect_old_memcpy(rt_text_string(&built.module), "ringtear_load16");
	rt_text_format(&path, "%s/unversioned.so", fixture->folder.data);
	rt_text_format(&line,
		       "gcc -O2 -Dcopy=memcpy -fno-builtin -fPIC -shared "
		       "-nostdlib -o %s %s",
		       path.data, source);
	fixture_run(line.data);
	expect_old_memcpy(path.data, "ringtear_load16");
	rt_build_free(&built);
	rt_text_free(&line);
	rt_text_free(&path);
	free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_closed_and_what_is_not),
		cmocka_unit_test(
			a_name_is_bound_to_the_version_that_the_program_has),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
