/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules that are cut short or written over: an error, never a crash. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/engine/codegen/listing.h"
#include "tests/module/fixture.h"

/* A file in memory, so that thousands of variants cost no disk. */
struct memory_file {
	int file;
	char path[64];
};

static struct memory_file memory_file_make(const struct rt_text *content)
{
	struct memory_file made = {.file = memfd_create("module", MFD_CLOEXEC)};

	assert_true(made.file >= 0);
	assert_int_equal(pwrite(made.file, content->data, content->length, 0),
			 content->length);
	snprintf(made.path, sizeof(made.path), "/proc/self/fd/%d", made.file);
	return made;
}

/* An error or a listing, either is right; a crash is not. */
static bool lists(const char *path, const char *symbol)
{
	struct rt_listing listing;
	bool listed = rt_listing(&listing, path, symbol, NULL) == RT_OK;

	for (size_t i = 0; i < listing.count; i++)
		listed &= listing.list[i].size > 0;
	rt_listing_free(&listing);
	return listed;
}

static void read_module(struct fixture *fixture, struct rt_text *content)
{
	struct rt_build built;

	const struct rt_cell cell = {
		.source = "corpora/accessors/memcpy.c",
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, "gcc"),
		.flags = "-O2 -fno-builtin",
	};

	fixture_build(fixture, &built, &cell);
	assert_int_equal(rt_file_read(content, built.module.data, NULL), RT_OK);
	rt_build_free(&built);
}

static void every_truncation_is_survived(void **state)
{
	struct rt_text content = RT_TEXT_INIT;
	struct memory_file module;

	read_module(*state, &content);
	module = memory_file_make(&content);
	assert_true(lists(module.path, "ringtear_load16"));
	for (size_t length = content.length; length-- > 0;) {
		assert_int_equal(ftruncate(module.file, (off_t)length), 0);
		lists(module.path, "ringtear_load16");
	}
	assert_false(lists(module.path, "ringtear_load16"));
	close(module.file);
	rt_text_free(&content);
}

static void flip(const struct memory_file *module,
		 const struct rt_text *content, struct rt_random *random)
{
	for (int flips = 0; flips < 8; flips++) {
		size_t at = rt_random_below(random, content->length);
		uint8_t byte = (uint8_t)rt_random_next(random);

		/* Half of them where they hurt: in the headers. */
		if (flips % 2)
			at = flips % 4 == 1 ? at % 64
					    : content->length - 1 - at % 1600;
		assert_int_equal(pwrite(module->file, &byte, 1, (off_t)at), 1);
	}
}

static void flipped_bytes_are_survived(void **state)
{
	struct rt_random random = {.state = rt_random_seed()};
	struct rt_text content = RT_TEXT_INIT;
	struct memory_file module;

	print_message("seed 0x%llx\n", (unsigned long long)random.state);
	read_module(*state, &content);
	module = memory_file_make(&content);
	for (int i = 0; i < 5000; i++) {
		flip(&module, &content, &random);
		lists(module.path, "ringtear_load16");
		assert_int_equal(
			pwrite(module.file, content.data, content.length, 0),
			content.length);
	}
	assert_true(lists(module.path, "ringtear_load16"));
	close(module.file);
	rt_text_free(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_truncation_is_survived),
		cmocka_unit_test(flipped_bytes_are_survived),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
