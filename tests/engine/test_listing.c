/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/list.h"
#include "harness/engine/codegen/listing.h"
#include "tests/module/fixture.h"

static void build(struct fixture *fixture, struct rt_build *build,
		  const char *source, const char *toolchain, const char *flags)
{
	struct rt_cell cell = {
		.source = source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = flags,
	};

	fixture_build_in(fixture_cells(fixture), build, &cell);
}

static void list(struct rt_listing *listing, const struct rt_build *built,
		 const char *symbol)
{
	struct rt_error error = RT_ERROR_INIT;

	if (rt_listing(listing, built->module.data, symbol, &error))
		fail_msg("%s", error.message);
	assert_true(listing->count > 0);
}

static const struct rt_instruction *find_text(const struct rt_listing *listing,
					      const char *start)
{
	for (size_t i = 0; i < listing->count; i++)
		if (!strncmp(listing->list[i].text, start, strlen(start)))
			return &listing->list[i];
	return NULL;
}

static const char alpine[] = "-O2 -D_FORTIFY_SOURCE=2";
static const char fortify[] = "corpora/accessors/fortify-memcpy.c";

/* The sequence of the original report: mov $2, call memcpy, movzwl. */
static void alpine_calls_musls_memcpy(void **state)
{
	struct rt_build built;
	struct rt_listing listing;
	const struct rt_instruction *call;
	const struct rt_instruction *length;
	const struct rt_instruction *read;

	build(*state, &built, fortify, "gcc+musl", alpine);
	list(&listing, &built, "ringtear_load16");
	length = find_text(&listing, "movl $2, %edx");
	call = find_text(&listing, "call memcpy");
	read = find_text(&listing, "movzwl ");
	assert_non_null(length);
	assert_non_null(call);
	assert_non_null(read);
	assert_true(length < call && call < read);
	assert_true(call->is_call);
	assert_true(call->is_target_inside);
	assert_string_equal(call->target, "memcpy");
	assert_string_equal(call->mnemonic, "call");
	rt_listing_free(&listing);

	list(&listing, &built, "memcpy");
	assert_non_null(find_text(&listing, "movsb"));
	assert_string_equal(listing.list[listing.count - 1].text, "ret");
	rt_listing_free(&listing);
	rt_build_free(&built);
}

static void without_fortify_it_is_one_movzwl(void **state)
{
	struct rt_build built;
	struct rt_listing listing;

	build(*state, &built, fortify, "gcc+musl", "-O2");
	list(&listing, &built, "ringtear_load16");
	assert_null(find_text(&listing, "call"));
	assert_string_equal(listing.list[0].text, "movzwl (%rdi), %eax");
	assert_string_equal(listing.list[1].text, "ret");
	assert_int_equal(listing.count, 2);
	rt_listing_free(&listing);
	rt_build_free(&built);
}

/* The ways a call leaves a module: stub, lazy or not, slot, tail call. */
static void calls_out_of_the_module_have_names(void **state)
{
	static const char *const flags[] = {
		"-O2 -fno-builtin",
		"-O2 -fno-builtin -fno-plt",
		"-O2 -fno-builtin -fcf-protection",
	};
	static const char *const toolchains[] = {"gcc", "clang"};

	for (size_t i = 0; i < 6; i++) {
		struct rt_build built;
		struct rt_listing listing;
		const struct rt_instruction *call;

		build(*state, &built, "corpora/accessors/memcpy.c",
		      toolchains[i / 3], flags[i % 3]);
		list(&listing, &built, "ringtear_load16");
		call = find_text(&listing, "call");
		assert_non_null(call);
		assert_string_equal(call->target, "memcpy");
		assert_true(call->is_call);
		assert_false(call->is_target_inside);
		rt_listing_free(&listing);
		rt_build_free(&built);
	}
}

static void tail_calls_have_names_too(void **state)
{
	char *source = fixture_write(
		*state, "tail.c",
		"#include <string.h>\n"
		"void ringtear_store64(void *p, unsigned long v)\n"
		"{ memcpy(p, (void *)v, v); }\n"
		"static __attribute__((noinline)) int own(int *x)\n"
		"{ return ++*(volatile int *)x; }\n"
		"unsigned ringtear_load32(const void *p)\n"
		"{ return own((int *)p); }\n");
	struct rt_build built;
	struct rt_listing listing;
	const struct rt_instruction *jump;

	build(*state, &built, source, "gcc", "-O2");
	list(&listing, &built, "ringtear_store64");
	jump = find_text(&listing, "jmp");
	assert_non_null(jump);
	assert_string_equal(jump->target, "memcpy");
	assert_false(jump->is_call);
	rt_listing_free(&listing);
	list(&listing, &built, "ringtear_load32");
	jump = find_text(&listing, "jmp");
	assert_non_null(jump);
	assert_true(jump->is_target_inside);
	/* gcc may have made a clone of it: own.constprop.0 */
	assert_memory_equal(jump->target, "own", 3);
	rt_listing_free(&listing);
	rt_build_free(&built);
	free(source);
}

static void addresses_follow_each_other(void **state)
{
	struct rt_build built;
	struct rt_listing listing;

	build(*state, &built, "corpora/accessors/bytes-volatile.c", "gcc",
	      "-O0");
	list(&listing, &built, "ringtear_store64");
	for (size_t i = 1; i < listing.count; i++)
		assert_int_equal(listing.list[i].address,
				 listing.list[i - 1].address +
					 listing.list[i - 1].size);
	rt_listing_free(&listing);
	rt_build_free(&built);
}

/* How many instructions have the field, which %rdi points at, as operand. */
static size_t count_accesses(const struct rt_listing *listing)
{
	size_t count = 0;

	for (size_t i = 0; i < listing->count; i++)
		count += strstr(listing->list[i].text, "(%rdi)") != NULL;
	return count;
}

/* What the accessors say of themselves, for the access that matters. */
static void expectations_agree_with_the_code(void **state)
{
	struct rt_accessors accessors;

	assert_int_equal(
		rt_accessors_load(&accessors, "corpora/accessors", NULL),
		RT_OK);
	for (size_t i = 0; i < accessors.count; i++) {
		const struct rt_accessor *one = &accessors.list[i];
		struct rt_listing listing;
		struct rt_build built;

		build(*state, &built, one->path.data, "gcc", "-O2");
		list(&listing, &built, "ringtear_load16");
		if (one->expectation == RT_EXPECT_ATOMIC)
			assert_int_equal(count_accesses(&listing), 1);
		if (one->expectation == RT_EXPECT_TORN)
			assert_int_equal(count_accesses(&listing), 2);
		rt_listing_free(&listing);
		rt_build_free(&built);
	}
	rt_accessors_free(&accessors);
}

/* The line of @text that is "L1:" where @label is 1; NULL: there is none. */
static const char *find_label(const char *text, unsigned int label)
{
	char line[32];

	snprintf(line, sizeof(line), "\nL%u:\n", label);
	return strstr(text, line);
}

/* musl's memcpy loops: each jump goes to a label that a line carries. */
static void jumps_go_to_labels(void **state)
{
	struct rt_build built;
	struct rt_listing listing;
	struct rt_text text = RT_TEXT_INIT;
	unsigned int jumps = 0, label;

	build(*state, &built, fortify, "gcc+musl", alpine);
	list(&listing, &built, "memcpy");
	rt_listing_text(&listing, &text);
	assert_false(rt_text_failed(&text));
	assert_null(strstr(text.data, " 0x1"));
	for (const char *at = text.data; (at = strstr(at, " L")); at++) {
		assert_int_equal(sscanf(at, " L%u\n", &label), 1);
		assert_non_null(find_label(text.data, label));
		jumps++;
	}
	assert_true(jumps >= 2);
	assert_non_null(find_label(text.data, 1));
	for (label = 2; find_label(text.data, label); label++)
		assert_true(find_label(text.data, label) >
			    find_label(text.data, label - 1));
	assert_true(label - 1 <= jumps);
	rt_text_free(&text);
	rt_listing_free(&listing);
	rt_build_free(&built);
}

/* To the start, to the start again, into an instruction, out of the list. */
static void labels_stand_before_instructions_only(void **state)
{
	struct rt_instruction list[] = {
		{.address = 16,
		 .mnemonic = "jb",
		 .text = "jb 0x13",
		 .jumps_to = 19},
		{.address = 18,
		 .mnemonic = "jmp",
		 .text = "jmp 0x16",
		 .jumps_to = 22},
		{.address = 20,
		 .mnemonic = "jne",
		 .text = "jne 0x10",
		 .jumps_to = 16},
		{.address = 22,
		 .mnemonic = "jmp",
		 .text = "jmp 0x20",
		 .jumps_to = 32},
		{.address = 24,
		 .mnemonic = "jmp",
		 .text = "jmp 0x10",
		 .jumps_to = 16},
	};
	const struct rt_listing listing = {.list = list, .count = 5};
	const struct rt_listing empty = {.list = NULL};
	struct rt_text text = RT_TEXT_INIT;

	(void)state;
	rt_listing_text(&listing, &text);
	assert_string_equal(rt_text_string(&text),
			    "L1:\njb 0x13\njmp L2\njne L1\n"
			    "L2:\njmp 0x20\njmp L1\n");
	rt_text_free(&text);
	rt_listing_text(&empty, &text);
	assert_string_equal(rt_text_string(&text), "");
	rt_text_free(&text);
}

static void unknown_symbols_and_files(void **state)
{
	struct rt_build built;
	struct rt_listing listing;
	struct rt_error error = RT_ERROR_INIT;

	build(*state, &built, "corpora/accessors/memcpy.c", "gcc",
	      "-O2 -fno-builtin");
	assert_int_equal(
		rt_listing(&listing, built.module.data, "nothing", &error),
		RT_SUBJECT);
	assert_non_null(strstr(error.message, "nothing"));
	rt_listing_free(&listing);
	/* There, but not defined. */
	assert_int_equal(
		rt_listing(&listing, built.module.data, "memcpy", &error),
		RT_SUBJECT);
	rt_listing_free(&listing);
	assert_int_equal(rt_listing(&listing, "/nowhere.so", "x", &error),
			 RT_BUILD);
	assert_non_null(strstr(error.message, "/nowhere.so"));
	rt_listing_free(&listing);
	assert_int_equal(rt_listing(&listing, "Makefile", "x", &error),
			 RT_BUILD);
	rt_listing_free(&listing);
	rt_build_free(&built);
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alpine_calls_musls_memcpy),
		cmocka_unit_test(without_fortify_it_is_one_movzwl),
		cmocka_unit_test(calls_out_of_the_module_have_names),
		cmocka_unit_test(tail_calls_have_names_too),
		cmocka_unit_test(addresses_follow_each_other),
		cmocka_unit_test(expectations_agree_with_the_code),
		cmocka_unit_test(jumps_go_to_labels),
		cmocka_unit_test(labels_stand_before_instructions_only),
		cmocka_unit_test(unknown_symbols_and_files),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
