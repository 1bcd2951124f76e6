/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The step engine over accessors whose truth is known: written here, built by
 * the first gcc found, stepped on the real CPU.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "harness/build/build.h"
#include "harness/engine/step/step.h"

struct desk {
	char folder[64];
	struct rt_toolchains toolchains;
};

static struct desk desk;

static int set_up(void **state)
{
	(void)state;
	snprintf(desk.folder, sizeof(desk.folder), "/tmp/ringtear-step.XXXXXX");
	if (!mkdtemp(desk.folder))
		return -1;
	return rt_toolchains_find(&desk.toolchains, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	rt_toolchains_free(&desk.toolchains);
	rt_folder_remove(desk.folder);
	return 0;
}

static void build(struct rt_build *built, const char *source,
		  const char *toolchain, const char *flags)
{
	struct rt_error error = RT_ERROR_INIT;
	char include[] = "corpora/include";
	struct rt_cell cell = {
		.source = source, .include = include, .flags = flags};

	cell.toolchain =
		rt_toolchains_named(&desk.toolchains, toolchain, &error);
	if (!cell.toolchain || rt_build(built, &cell, desk.folder, &error))
		fail_msg("%s: %s %s", source, error.message,
			 error.detail ? error.detail : "");
}

/* Steps @body, an accessor's definition in C, as @plan says. */
static struct rt_observation step_as(struct rt_step_plan plan,
				     struct rt_step_result *result,
				     const char *body)
{
	struct rt_build built = {.from_cache = false};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;
	char source[96];
	int code;

	snprintf(source, sizeof(source), "%s/x.c", desk.folder);
	assert_int_equal(rt_file_write(source, body, strlen(body), NULL), 0);
	build(&built, source, "gcc+musl", "-O2 -mavx2");
	plan.module = rt_text_string(&built.module);
	plan.cpu = &rt_step_native;
	code = rt_step_explore(&plan, result, &error);
	rt_step_observe(&plan, result, code, &error, &seen);
	rt_build_free(&built);
	rt_error_clear(&error);
	return seen;
}

#define HEAD "#include <stdint.h>\n#include <string.h>\n"

static void loads(const char *body, enum rt_sight sight, const char *says)
{
	const struct rt_step_plan plan = {.width = 16, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen = step_as(plan, &result, body);

	if (seen.sight != sight || !strstr(seen.reason, says))
		fail_msg("%s\nsight %d: %s", body, seen.sight, seen.reason);
}

static void one_load_is_whole(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ return *(const volatile uint16_t *)p; }",
	      RT_SAW_WHOLE, "2 bytes at once");
}

static void two_bytes_tear(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ const volatile uint8_t *b = p; uint16_t low = b[0];"
		   "return low | b[1] << 8; }",
	      RT_SAW_TEAR, "0x9911 came of 0x2211 and 0x9900");
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ const volatile uint8_t *b = p; uint16_t high = b[1];"
		   "return high << 8 | b[0]; }",
	      RT_SAW_TEAR, "0x2200 came of 0x2211 and 0x9900");
}

/* A byte, then the word, the byte wins: glibc 2.35's way, seen by gap 1. */
static void an_overlapping_read_tears(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ uint8_t low = *(const volatile uint8_t *)p;"
		   "uint16_t all = *(const volatile uint16_t *)p;"
		   "return (all & 0xff00) | low; }",
	      RT_SAW_TEAR, "tore");
}

static void a_second_look_is_whole_and_twice(void **state)
{
	const struct rt_step_plan plan = {.width = 16, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen;

	(void)state;
	seen = step_as(plan, &result,
		       HEAD "uint16_t ringtear_load16(const void *p)"
			    "{ const volatile uint16_t *v = p; "
			    "return *v < 9 ? *v : *v; }");
	assert_int_equal(seen.sight, RT_SAW_WHOLE);
	assert_true(result.twice);
	assert_int_equal(result.torn, 0);
}

/* One instruction in rounds: only the hammer can say what the CPU does. */
static void a_rep_move_is_left_to_the_hammer(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ uint16_t v; void *to = &v; long n = 2; __asm__ volatile("
		   "\"rep movsb\" : \"+D\"(to), \"+S\"(p), \"+c\"(n) : : "
		   "\"memory\"); return v; }",
	      RT_COULD_NOT_LOOK, "rep instruction");
}

/* gas writes rep movsw as 66 f3 a5, which capstone 4 takes for rep movsl. */
static void a_rep_of_words_stays_in_the_field(void **state)
{
	const struct rt_step_plan plan = {.width = 32, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen;

	(void)state;
	seen = step_as(plan, &result,
		       HEAD "uint32_t ringtear_load32(const void *p)"
			    "{ uint32_t v; void *to = &v; long n = 2;"
			    "__asm__ volatile(\"rep movsw\" : \"+D\"(to),"
			    "\"+S\"(p), \"+c\"(n) : : \"memory\");"
			    "return v; }");
	assert_int_equal(seen.sight, RT_COULD_NOT_LOOK);
	assert_false(result.outside);
	assert_int_equal(result.access[0].size, 2);
}

static void two_movsb_tear(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ uint16_t v; void *to = &v; __asm__ volatile("
		   "\"movsb\\n movsb\" : \"+D\"(to), \"+S\"(p) : : "
		   "\"memory\"); return v; }",
	      RT_SAW_TEAR, "movsb");
}

static void wider_reads_are_outside(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ return (uint16_t)*(const volatile uint32_t *)p; }",
	      RT_SAW_FAILURE, "outside the field");
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ uint32_t v; __asm__ volatile(\"movdqu (%1), %%xmm0\\n"
		   "movd %%xmm0, %0\" : \"=r\"(v) : \"r\"(p) : \"xmm0\","
		   "\"memory\"); return (uint16_t)v; }",
	      RT_SAW_FAILURE, "outside the field");
}

static void a_vector_load_of_the_width_is_whole(void **state)
{
	const struct rt_step_plan plan = {.width = 64, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen;

	(void)state;
	seen = step_as(plan, &result,
		       HEAD "uint64_t ringtear_load64(const void *p)"
			    "{ uint64_t v; __asm__ volatile("
			    "\"movq (%1), %%xmm0\\n movq %%xmm0, %0\" : "
			    "\"=r\"(v) : \"r\"(p) : \"xmm0\", \"memory\");"
			    "return v; }");
	assert_int_equal(seen.sight, RT_SAW_WHOLE);
}

static void a_locked_read_is_whole(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ uint16_t v = 0; __asm__ volatile(\"lock xaddw %0, (%1)\""
		   " : \"+r\"(v) : \"r\"(p) : \"memory\"); return v; }",
	      RT_SAW_WHOLE, "2 bytes at once");
}

static void a_system_call_blinds(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ long n = 39; __asm__ volatile(\"syscall\" : \"+a\"(n) : "
		   ": \"rcx\", \"r11\", \"memory\");"
		   "return *(const volatile uint16_t *)p; }",
	      RT_COULD_NOT_LOOK, "system call");
}

static void a_cleared_trap_flag_blinds(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ __asm__ volatile(\"pushfq\\n andq $~0x100, (%%rsp)\\n "
		   "popfq\" : : : \"memory\", \"cc\");"
		   "return *(const volatile uint16_t *)p; }",
	      RT_COULD_NOT_LOOK, "trap flag");
}

static void crash_hang_and_nonsense_are_failures(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ (void)p; return *(volatile uint16_t *)8; }",
	      RT_SAW_FAILURE, "signal 11");
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ (void)p; return 7; }",
	      RT_SAW_FAILURE, "gives back neither");
}

static void swapped_bytes_are_whole(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ return __builtin_bswap16("
		   "*(const volatile uint16_t *)p); }",
	      RT_SAW_WHOLE, "2 bytes at once");
}

/* Across a line, and across a page: one instruction, but who knows. */
static void a_misaligned_field_is_left_to_the_hammer(void **state)
{
	static const int offsets[] = {1, 63, 4095};

	(void)state;
	for (int i = 0; i < 3; i++) {
		const struct rt_step_plan plan = {.width = 16,
						  .offset = offsets[i]};
		struct rt_step_result result;
		struct rt_observation seen = step_as(
			plan, &result,
			HEAD "uint16_t ringtear_load16(const void *p)"
			     "{ return *(const volatile uint16_t *)p; }");

		assert_int_equal(seen.sight, RT_COULD_NOT_LOOK);
		assert_non_null(strstr(seen.reason, "aligned"));
		assert_true(result.crosses);
	}
}

/* Whole at even halves of a line, in bytes at the others. */
static void each_place_is_tried(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ const volatile uint8_t *b = p; if ((uintptr_t)p % 64 != "
		   "62) return *(const volatile uint16_t *)p;"
		   "uint16_t low = b[0]; return low | b[1] << 8; }",
	      RT_SAW_TEAR, "tore");
}

static void the_first_call_is_tried(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ static int calls; const volatile uint8_t *b = p;"
		   "if (calls++) return *(const volatile uint16_t *)p;"
		   "uint16_t low = b[0]; return low | b[1] << 8; }",
	      RT_SAW_TEAR, "tore");
}

/* Only where the low byte is 0xff and the high one changes. */
static void each_class_of_value_is_tried(void **state)
{
	(void)state;
	loads(HEAD "uint16_t ringtear_load16(const void *p)"
		   "{ const volatile uint8_t *b = p; uint16_t low = b[0];"
		   "if (low == 0xff) return low | b[1] << 8;"
		   "return *(const volatile uint16_t *)p; }",
	      RT_SAW_TEAR, "tore");
}

static void stores(const char *body, enum rt_sight sight, const char *says,
		   bool twice)
{
	const struct rt_step_plan plan = {
		.width = 16, .stores = true, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen = step_as(plan, &result, body);

	if (seen.sight != sight || !strstr(seen.reason, says))
		fail_msg("%s\nsight %d: %s", body, seen.sight, seen.reason);
	assert_int_equal(result.twice, twice);
}

static void stores_are_watched_in_each_gap(void **state)
{
	(void)state;
	stores(HEAD "void ringtear_store16(void *p, uint16_t v)"
		    "{ *(volatile uint16_t *)p = v; }",
	       RT_SAW_WHOLE, "2 bytes at once", false);
	stores(HEAD "void ringtear_store16(void *p, uint16_t v)"
		    "{ volatile uint8_t *b = p; b[0] = v; b[1] = v >> 8; }",
	       RT_SAW_TEAR, "the other side loads: 0x2200", true);
	/* glibc's: the word, then the low byte again. */
	stores(HEAD "void ringtear_store16(void *p, uint16_t v)"
		    "{ *(volatile uint16_t *)p = v;"
		    "*(volatile uint8_t *)p = v; }",
	       RT_COULD_NOT_LOOK, "narrower", true);
}

/* A look first, so that the first value's gap is not the first access's. */
static void a_read_before_a_rep_store_is_no_gap(void **state)
{
	(void)state;
	stores(HEAD "void ringtear_store16(void *p, uint16_t v)"
		    "{ (void)*(volatile uint16_t *)p; const void *from = &v;"
		    "long n = 2; __asm__ volatile(\"rep movsb\" : \"+D\"(p),"
		    "\"+S\"(from), \"+c\"(n) : : \"memory\"); }",
	       RT_COULD_NOT_LOOK, "rep instruction", true);
}

static void musl_and_glibc_tear_as_measured(void **state)
{
	static const char *const cells[][2] = {
		{"gcc+musl", "-O2 -fno-builtin"},
		{"gcc+glibc", "-O2 -fno-builtin"},
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct rt_build built = {.from_cache = false};
		struct rt_step_plan plan = {
			.cpu = &rt_step_native, .width = 16, .offset = 2};
		struct rt_step_result result;

		build(&built, "corpora/accessors/memcpy.c", cells[i][0],
		      cells[i][1]);
		plan.module = rt_text_string(&built.module);
		assert_int_equal(rt_step_explore(&plan, &result, NULL), 0);
		/* glibc before 2.35 copies whole: libc-facts of the docs. */
		if (i == 0)
			assert_true(result.has_witness);
		assert_int_equal(result.blind, RT_STEP_SEEN_ALL);
		rt_build_free(&built);
	}
}

/* The witness's own run, again and again. */
static void a_witness_repeats(void **state)
{
	struct rt_build built = {.from_cache = false};
	struct rt_step_plan plan = {
		.cpu = &rt_step_native, .width = 16, .offset = -1};
	struct rt_step_result result;
	static struct rt_step_trace trace;
	struct rt_step_cpu *cpu;

	(void)state;
	build(&built, "corpora/accessors/memcpy.c", "gcc+musl",
	      "-O2 -fno-builtin");
	plan.module = rt_text_string(&built.module);
	assert_int_equal(rt_step_explore(&plan, &result, NULL), 0);
	assert_int_equal(
		rt_step_native.open(&cpu, plan.module, NULL, 16, false, NULL),
		0);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(rt_step_native.run(cpu, &result.witness.run,
						    &trace, NULL),
				 0);
		assert_true(trace.result == result.witness.value);
	}
	rt_step_native.close(cpu);
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_load_is_whole),
		cmocka_unit_test(two_bytes_tear),
		cmocka_unit_test(an_overlapping_read_tears),
		cmocka_unit_test(a_second_look_is_whole_and_twice),
		cmocka_unit_test(a_rep_move_is_left_to_the_hammer),
		cmocka_unit_test(a_rep_of_words_stays_in_the_field),
		cmocka_unit_test(two_movsb_tear),
		cmocka_unit_test(wider_reads_are_outside),
		cmocka_unit_test(a_vector_load_of_the_width_is_whole),
		cmocka_unit_test(a_locked_read_is_whole),
		cmocka_unit_test(a_system_call_blinds),
		cmocka_unit_test(a_cleared_trap_flag_blinds),
		cmocka_unit_test(crash_hang_and_nonsense_are_failures),
		cmocka_unit_test(swapped_bytes_are_whole),
		cmocka_unit_test(a_misaligned_field_is_left_to_the_hammer),
		cmocka_unit_test(each_place_is_tried),
		cmocka_unit_test(the_first_call_is_tried),
		cmocka_unit_test(each_class_of_value_is_tried),
		cmocka_unit_test(stores_are_watched_in_each_gap),
		cmocka_unit_test(a_read_before_a_rep_store_is_no_gap),
		cmocka_unit_test(musl_and_glibc_tear_as_measured),
		cmocka_unit_test(a_witness_repeats),
	};

	return cmocka_run_group_tests_name("step", tests, set_up, tear_down);
}
