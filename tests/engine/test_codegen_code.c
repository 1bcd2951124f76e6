/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Code that is read: small sources of our own, and other machines' objects. */
#include <sys/mman.h>
#include <unistd.h>

#include "tests/engine/codegen.h"

/* Small sources, and what they come to when gcc compiles them with -O2. */
static const struct {
	const char *source;
	enum rt_emission emission;
} small[] = {
	/* Both sides of a branch that cannot be decided, each whole. */
	{"volatile int side;\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned short *f = p;\n"
	 "if (side) return *f; return *f + 1; }\n",
	 RT_EMITTED_WHOLE},
	/* One side in parts. */
	{"volatile int side;\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned char *b = p;\n"
	 "if (side) return *(const volatile unsigned short *)p;\n"
	 "return b[0] | b[1] << 8; }\n",
	 RT_EMITTED_PARTS},
	/* Read again until it stays the same. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned short *f = p; unsigned short v;\n"
	 "do v = *f; while (v != *f); return v; }\n",
	 RT_EMITTED_TWICE},
	/* An address that an unknown number was added to. */
	{"volatile long where; void move(long to) { where = to; }\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned char *b = p;\n"
	 "return *(const volatile unsigned short *)(b + where); }\n",
	 RT_EMITTED_UNKNOWN},
	/* The same, where nothing changes the number. */
	{"volatile long where;\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned char *b = p;\n"
	 "return *(const volatile unsigned short *)(b + where); }\n",
	 RT_EMITTED_WHOLE},
	/* Through memory that others see. */
	{"const void *volatile kept;\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ kept = p; return *(const volatile unsigned short *)kept; }\n",
	 RT_EMITTED_UNKNOWN},
	/* A call through a pointer. */
	{"unsigned short (*volatile way)(const void *);\n"
	 "void set(unsigned short (*to)(const void *)) { way = to; }\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ return way(p); }\n",
	 RT_EMITTED_UNKNOWN},
	/* Through a vector register. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ const void *q; __asm__ volatile(\"movq %1, %%xmm0\\n\\t\"\n"
	 "\"movq %%xmm0, %0\" : \"=r\"(q) : \"r\"(p) : \"xmm0\");\n"
	 "return *(const volatile unsigned short *)q; }\n",
	 RT_EMITTED_WHOLE},
	/* A wide load around the field. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ int v; __asm__ volatile(\"movdqu (%1), %%xmm0\\n\\t\"\n"
	 "\"movd %%xmm0, %0\" : \"=r\"(v) : \"r\"(p) : \"xmm0\");\n"
	 "return (unsigned short)v; }\n",
	 RT_EMITTED_UNKNOWN},
	/* One instruction that reads and writes. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ return __atomic_fetch_add((unsigned short *)p, 0, 5); }\n",
	 RT_EMITTED_WHOLE},
	/* As many loop turns as a number says. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned char *b = p; unsigned v = 0;\n"
	 "for (volatile int i = 0; i < 2; i++) v = v << 8 | b[i];\n"
	 "return (unsigned short)v; }\n",
	 RT_EMITTED_PARTS},
	/* A system call that gets the address. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ long r; __asm__ volatile(\"syscall\" : \"=a\"(r) : \"a\"(1),\n"
	 "\"D\"(1), \"S\"(p), \"d\"(2) : \"rcx\", \"r11\", \"memory\");\n"
	 "return (unsigned short)r; }\n",
	 RT_EMITTED_UNKNOWN},
	/* One round of a string that goes down. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ unsigned short v; void *to = &v; long n = 1;\n"
	 "__asm__ volatile(\"std\\n\\trep movsw\\n\\tcld\" : \"+D\"(to),\n"
	 "\"+S\"(p), \"+c\"(n) : : \"memory\"); return v; }\n",
	 RT_EMITTED_WHOLE},
};

static void small_sources(void **state)
{
	for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++) {
		char *source =
			fixture_write(*state, "small.c", small[i].source);
		struct rt_build built;

		print_message("small source %zu\n", i);
		codegen_build(*state, &built, source, "gcc", "-O2");
		codegen_expect(built.module.data, "ringtear_load16", 16, false,
			       small[i].emission);
		rt_build_free(&built);
		free(source);
	}
}

/* An object of another machine, as a file in memory. */
static int object_open(const char *name, char *path, size_t size)
{
	struct rt_text text = RT_TEXT_INIT;
	int file = memfd_create(name, MFD_CLOEXEC);
	char from[128];
	unsigned int byte;

	snprintf(from, sizeof(from), "tests/engine/objects/%s.hex", name);
	assert_int_equal(rt_file_read(&text, from, NULL), RT_OK);
	assert_true(file >= 0);
	for (const char *at = text.data; *at; at += *at == '\n' ? 1 : 2) {
		uint8_t one;

		if (*at == '\n')
			continue;
		assert_int_equal(sscanf(at, "%2x", &byte), 1);
		one = (uint8_t)byte;
		assert_int_equal(write(file, &one, 1), 1);
	}
	rt_text_free(&text);
	snprintf(path, size, "/proc/%d/fd/%d", (int)getpid(), file);
	return file;
}

static void expect_object(const char *name)
{
	struct rt_codegen codegen;
	char path[64];
	int file = object_open(name, path, sizeof(path));

	print_message("%s\n", name);
	codegen_expect(path, "ringtear_load16", 16, false, RT_EMITTED_WHOLE);
	codegen_expect(path, "ringtear_store16", 16, true, RT_EMITTED_WHOLE);
	codegen_expect(path, "ringtear_load32", 32, false, RT_EMITTED_PARTS);
	codegen_expect(path, "ringtear_store32", 32, true, RT_EMITTED_PARTS);
	codegen_expect(path, "followed16", 16, false, RT_EMITTED_WHOLE);
	codegen_expect(path, "twice16", 16, false, RT_EMITTED_TWICE);
	codegen_ask(&codegen, path, "called16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_UNKNOWN);
	assert_non_null(strstr(codegen.reason, "memcpy"));
	rt_codegen_free(&codegen);
	close(file);
}

/* Stores that capstone 4 takes for reads of their memory. */
static void stores_that_look_like_loads(void **state)
{
	static const char *const stores[] = {
		"movq %1, %%xmm0\\n movlps %%xmm0, (%0)",
		"movq %1, %%xmm0\\n movq %%xmm0, (%0)",
		"movq %1, %%mm0\\n movq %%mm0, (%0)\\n emms",
		"movq %1, %%mm0\\n movntq %%mm0, (%0)\\n emms",
		"movnti %1, (%0)",
		"push %1\\n fildll (%%rsp)\\n pop %1\\n fistpll (%0)",
	};
	for (size_t i = 0; i < sizeof(stores) / sizeof(*stores); i++) {
		struct rt_build built;
		char text[600], *source;

		snprintf(text, sizeof(text),
			 "void ringtear_store64(void *p, unsigned long v)\n"
			 "{ __asm__ volatile(\"%s\" : \"+r\"(p), \"+r\"(v)"
			 " : : \"memory\"); }\n",
			 stores[i]);
		source = fixture_write(*state, "store.c", text);
		codegen_build(*state, &built, source, "gcc", "-O2");
		codegen_expect(rt_text_string(&built.module),
			       "ringtear_store64", 64, true, RT_EMITTED_WHOLE);
		rt_build_free(&built);
		free(source);
	}
}

static void other_machines(void **state)
{
	static const char *const names[] = {
		"aarch64-O0", "aarch64-O2", "ppc64le-O0", "ppc64le-O2",
		"s390x-O0",   "s390x-O2",   "i386-O0",	  "i386-O2",
		"arm-O0",     "arm-O2",	    "thumb-O0",	  "thumb-O2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect_object(names[i]);
}

/* libVEX does not lift it: the lifter is our own. */
static void riscv_is_read(void **state)
{
	struct rt_codegen codegen;
	char path[64];
	int file = object_open("riscv64-O2", path, sizeof(path));

	(void)state;
	codegen_ask(&codegen, path, "ringtear_load16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_WHOLE);
	assert_true(codegen.is_closed);
	assert_string_equal(codegen.machine, "RISC-V");
	assert_non_null(strstr(codegen.reason, "lhu"));
	rt_codegen_free(&codegen);
	close(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_sources),
		cmocka_unit_test(stores_that_look_like_loads),
		cmocka_unit_test(other_machines),
		cmocka_unit_test(riscv_is_read),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
