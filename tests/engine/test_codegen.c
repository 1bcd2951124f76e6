/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/mman.h>
#include <unistd.h>

#include "harness/accessor/list.h"
#include "harness/engine/codegen/codegen.h"
#include "tests/build/fixture.h"

static void ask(struct rt_codegen *codegen, const char *module,
		const char *symbol, unsigned int width, bool is_store)
{
	const struct rt_codegen_question question = {
		.module = module,
		.symbol = symbol,
		.width = width,
		.is_store = is_store,
		.alignment = width / 8,
	};
	struct rt_error error = RT_ERROR_INIT;

	if (rt_codegen(codegen, &question, &error))
		fail_msg("%s", error.message);
}

static void expect_in(const char *module, const char *symbol,
		      unsigned int width, bool is_store,
		      enum rt_emission emission)
{
	struct rt_codegen codegen;

	ask(&codegen, module, symbol, width, is_store);
	if (codegen.emission != emission)
		fail_msg("%s of %s: %s, not %s: %s", symbol, module,
			 rt_emission_name(codegen.emission),
			 rt_emission_name(emission), codegen.reason);
	assert_true(codegen.reason[0]);
	rt_codegen_free(&codegen);
}

static void build(struct fixture *fixture, struct rt_build *built,
		  const char *source, const char *toolchain, const char *flags)
{
	struct rt_cell cell = {
		.source = source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = flags,
	};

	fixture_build(fixture, built, &cell);
}

/*
 * Read in the disassembly of gcc 12 and clang 14: the emission of load16 and
 * store16 at -O0 and at -O2. w whole, p parts, t twice, u unknown.
 */
static const struct {
	const char *accessor;
	const char gcc[5];   /* load -O0, store -O0, load -O2, store -O2 */
	const char clang[5]; /* the same */
} zoo[] = {
	{"atomic-acquire", "wwww", "wwww"},
	{"atomic-relaxed", "wwww", "wwww"},
	{"big-endian", "wwww", "wwww"},
	{"bitfield", "ppww", "ttww"},
	{"builtin-memcpy", "wwww", "wwww"},
	{"byte-struct", "wwww", "wwww"},
	{"bytes-volatile", "pppp", "pppp"},
	{"c11-atomic", "wwww", "wwww"},
	{"fortify-memcpy", "wwww", "wwww"},
	{"halves-volatile", "pppp", "pppp"},
	{"inline-mov", "wwww", "wwww"},
	{"memcpy", "wwww", "wwww"},
	{"memmove", "wwww", "wwww"},
	{"movsb", "pppp", "pppp"},
	{"null", "uuuu", "uuuu"},
	{"packed-struct", "wwww", "wwww"},
	{"packed-struct-volatile", "wwww", "wwww"},
	{"plain", "wwww", "wwww"},
	{"read-once", "wwww", "wwww"},
	{"rep-movsb", "pppp", "pppp"},
	{"shift-or-high-first", "ppww", "ppww"},
	{"shift-or-low-first", "ppww", "ppww"},
	{"union", "wwww", "wwww"},
	{"volatile", "wwww", "wwww"},
};

static enum rt_emission emission_of(char letter)
{
	return letter == 'w'   ? RT_EMITTED_WHOLE
	       : letter == 'p' ? RT_EMITTED_PARTS
	       : letter == 't' ? RT_EMITTED_TWICE
			       : RT_EMITTED_UNKNOWN;
}

static void expect_zoo(struct fixture *fixture, const char *toolchain,
		       bool is_clang)
{
	static const char *const levels[] = {"-O0", "-O2"};

	for (size_t i = 0; i < 2 * sizeof(zoo) / sizeof(*zoo); i++) {
		const char *letters =
			is_clang ? zoo[i / 2].clang : zoo[i / 2].gcc;
		struct rt_build built;
		char source[128];

		letters += 2 * (i % 2);
		snprintf(source, sizeof(source), "corpora/accessors/%s.c",
			 zoo[i / 2].accessor);
		build(fixture, &built, source, toolchain, levels[i % 2]);
		expect_in(built.module.data, "ringtear_load16", 16, false,
			  emission_of(letters[0]));
		expect_in(built.module.data, "ringtear_store16", 16, true,
			  emission_of(letters[1]));
		rt_build_free(&built);
	}
}

static void zoo_of_gcc(void **state)
{
	expect_zoo(*state, "gcc", false);
}

static void zoo_of_gcc_and_musl(void **state)
{
	expect_zoo(*state, "gcc+musl", false);
}

static void zoo_of_clang(void **state)
{
	expect_zoo(*state, "clang", true);
}

static void zoo_of_clang_and_musl(void **state)
{
	expect_zoo(*state, "clang+musl", true);
}

static void the_zoo_is_complete(void **state)
{
	struct rt_accessors accessors;

	(void)state;
	assert_int_equal(
		rt_accessors_load(&accessors, "corpora/accessors", NULL),
		RT_OK);
	for (size_t i = 0; i < accessors.count; i++) {
		size_t j = 0;

		while (j < sizeof(zoo) / sizeof(*zoo) &&
		       strcmp(zoo[j].accessor, accessors.list[i].name.data))
			j++;
		/* Its length may be anything: see the next test. */
		if (j == sizeof(zoo) / sizeof(*zoo))
			assert_string_equal(accessors.list[i].name.data,
					    "memcpy-runtime-length");
	}
	rt_accessors_free(&accessors);
}

static void a_length_of_run_time_is_unknown(void **state)
{
	static const char *const toolchains[] = {"gcc", "gcc+musl", "clang"};

	for (size_t i = 0; i < 3; i++) {
		struct rt_build built;

		build(*state, &built,
		      "corpora/accessors/memcpy-runtime-length.c",
		      toolchains[i], "-O2");
		expect_in(built.module.data, "ringtear_load16", 16, false,
			  RT_EMITTED_UNKNOWN);
		expect_in(built.module.data, "ringtear_store16", 16, true,
			  RT_EMITTED_UNKNOWN);
		rt_build_free(&built);
	}
}

/* The bug of 2019: two one-byte accesses in musl's memcpy. */
static void musls_memcpy_is_followed(void **state)
{
	struct rt_build built;
	struct rt_codegen codegen;

	build(*state, &built, "corpora/accessors/fortify-memcpy.c", "gcc+musl",
	      "-O2 -D_FORTIFY_SOURCE=2");
	ask(&codegen, built.module.data, "ringtear_load16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_PARTS);
	assert_int_equal(codegen.paths, 1);
	assert_int_equal(codegen.access_count, 2);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(codegen.accesses[i].function, "memcpy");
		assert_non_null(strstr(codegen.accesses[i].text, "movsb"));
		assert_true(codegen.accesses[i].is_offset_known);
		assert_int_equal(codegen.accesses[i].offset, i);
		assert_int_equal(codegen.accesses[i].width, 1);
		assert_true(codegen.accesses[i].is_read);
		assert_false(codegen.accesses[i].is_write);
		assert_true(codegen.accesses[i].is_string);
	}
	assert_int_equal(codegen.call_count, 1);
	assert_string_equal(codegen.calls[0].name, "memcpy");
	assert_true(codegen.calls[0].is_followed);
	assert_true(codegen.calls[0].has_field);
	rt_codegen_free(&codegen);
	rt_build_free(&built);
}

static void the_hosts_memcpy_is_unknown(void **state)
{
	static const char *const flags[] = {
		"-O2 -fno-builtin",
		"-O2 -fno-builtin -fno-plt",
		"-O0 -fno-builtin -fcf-protection",
	};

	for (size_t i = 0; i < 3; i++) {
		struct rt_observation observation;
		struct rt_build built;
		struct rt_codegen codegen;

		build(*state, &built, "corpora/accessors/memcpy.c", "gcc",
		      flags[i]);
		ask(&codegen, built.module.data, "ringtear_load16", 16, false);
		assert_int_equal(codegen.emission, RT_EMITTED_UNKNOWN);
		assert_int_equal(codegen.call_count, 1);
		assert_string_equal(codegen.calls[0].name, "memcpy");
		assert_false(codegen.calls[0].is_followed);
		assert_non_null(strstr(codegen.reason, "memcpy"));
		rt_codegen_observe(&codegen, &observation);
		assert_int_equal(observation.sight, RT_COULD_NOT_LOOK);
		assert_int_equal(observation.emission, RT_EMITTED_UNKNOWN);
		rt_codegen_free(&codegen);
		rt_build_free(&built);
	}
}

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
	{"volatile long where;\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ const volatile unsigned char *b = p;\n"
	 "return *(const volatile unsigned short *)(b + where); }\n",
	 RT_EMITTED_UNKNOWN},
	/* Through memory that others see. */
	{"const void *volatile kept;\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ kept = p; return *(const volatile unsigned short *)kept; }\n",
	 RT_EMITTED_UNKNOWN},
	/* A call through a pointer. */
	{"unsigned short (*volatile way)(const void *);\n"
	 "unsigned short ringtear_load16(const void *p)\n"
	 "{ return way(p); }\n",
	 RT_EMITTED_UNKNOWN},
	/* Through a vector register: its way back is not followed. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ const void *q; __asm__ volatile(\"movq %1, %%xmm0\\n\\t\"\n"
	 "\"movq %%xmm0, %0\" : \"=r\"(q) : \"r\"(p) : \"xmm0\");\n"
	 "return *(const volatile unsigned short *)q; }\n",
	 RT_EMITTED_UNKNOWN},
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
	/* Strings that go down. */
	{"unsigned short ringtear_load16(const void *p)\n"
	 "{ unsigned short v; void *to = &v; long n = 1;\n"
	 "__asm__ volatile(\"std\\n\\trep movsw\\n\\tcld\" : \"+D\"(to),\n"
	 "\"+S\"(p), \"+c\"(n) : : \"memory\"); return v; }\n",
	 RT_EMITTED_UNKNOWN},
};

static void small_sources(void **state)
{
	for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++) {
		char *source =
			fixture_write(*state, "small.c", small[i].source);
		struct rt_build built;

		print_message("small source %zu\n", i);
		build(*state, &built, source, "gcc", "-O2");
		expect_in(built.module.data, "ringtear_load16", 16, false,
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
	snprintf(path, size, "/proc/self/fd/%d", file);
	return file;
}

static void expect_object(const char *name)
{
	struct rt_codegen codegen;
	char path[64];
	int file = object_open(name, path, sizeof(path));

	print_message("%s\n", name);
	expect_in(path, "ringtear_load16", 16, false, RT_EMITTED_WHOLE);
	expect_in(path, "ringtear_store16", 16, true, RT_EMITTED_WHOLE);
	expect_in(path, "ringtear_load32", 32, false, RT_EMITTED_PARTS);
	expect_in(path, "ringtear_store32", 32, true, RT_EMITTED_PARTS);
	expect_in(path, "followed16", 16, false, RT_EMITTED_WHOLE);
	expect_in(path, "twice16", 16, false, RT_EMITTED_TWICE);
	ask(&codegen, path, "called16", 16, false);
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
		build(*state, &built, source, "gcc", "-O2");
		expect_in(rt_text_string(&built.module), "ringtear_store64", 64,
			  true, RT_EMITTED_WHOLE);
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

static void riscv_is_unknown(void **state)
{
	struct rt_codegen codegen;
	char path[64];
	int file = object_open("riscv64-O2", path, sizeof(path));

	(void)state;
	ask(&codegen, path, "ringtear_load16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_UNKNOWN);
	assert_string_equal(codegen.machine, "RISC-V");
	assert_non_null(strstr(codegen.reason, "RISC-V"));
	rt_codegen_free(&codegen);
	close(file);
}

static void questions_that_cannot_be(void **state)
{
	struct rt_codegen_question question = {
		.module = "Makefile",
		.symbol = "ringtear_load16",
		.width = 16,
	};
	struct rt_codegen codegen;

	(void)state;
	assert_int_equal(rt_codegen(&codegen, &question, NULL), RT_BUILD);
	rt_codegen_free(&codegen);
	question.width = 24;
	assert_int_equal(rt_codegen(&codegen, &question, NULL), RT_USAGE);
	rt_codegen_free(&codegen);
	question.width = 16;
	question.alignment = 3;
	assert_int_equal(rt_codegen(&codegen, &question, NULL), RT_USAGE);
	rt_codegen_free(&codegen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zoo_of_gcc),
		cmocka_unit_test(zoo_of_gcc_and_musl),
		cmocka_unit_test(zoo_of_clang),
		cmocka_unit_test(zoo_of_clang_and_musl),
		cmocka_unit_test(the_zoo_is_complete),
		cmocka_unit_test(a_length_of_run_time_is_unknown),
		cmocka_unit_test(musls_memcpy_is_followed),
		cmocka_unit_test(the_hosts_memcpy_is_unknown),
		cmocka_unit_test(small_sources),
		cmocka_unit_test(stores_that_look_like_loads),
		cmocka_unit_test(other_machines),
		cmocka_unit_test(riscv_is_unknown),
		cmocka_unit_test(questions_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
