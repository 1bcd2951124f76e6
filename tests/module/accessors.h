/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every accessor built by the compilers of one family, with every libc, at
 * -O0 and -O2, and then used. A file or two a family, as each takes seconds.
 */
#ifndef RT_TESTS_BUILD_ACCESSORS_H
#define RT_TESTS_BUILD_ACCESSORS_H

#include "harness/accessor/list.h"
#include "tests/module/fixture.h"

/* A failure that is known: who fails at what, and what is said then. */
static const struct known_failure {
	enum rt_compiler_family family;
	const char *accessor;
	const char *said;
} known_failures[] = {
	{RT_TCC, "atomic-acquire", "__ATOMIC_ACQUIRE"},
	{RT_TCC, "atomic-relaxed", "__ATOMIC_RELAXED"},
	{RT_TCC, "big-endian", "__builtin_bswap"},
	{RT_TCC, "c11-atomic", "stdatomic.h"},
};

static inline void assert_known_failure(const struct rt_cell *cell,
					const struct rt_accessor *accessor,
					const struct rt_error *error)
{
	const char *name = accessor->name.data;

	assert_int_equal(error->code, RT_BUILD);
	assert_non_null(error->detail);
	for (size_t i = 0; i < sizeof(known_failures) / sizeof(*known_failures);
	     i++)
		if (known_failures[i].family ==
			    cell->toolchain->compiler->family &&
		    !strcmp(known_failures[i].accessor, name) &&
		    strstr(error->detail, known_failures[i].said))
			return;
	fail_msg("%s\n%s", error->message, error->detail);
}

enum { guard = 0xa5, room = 24 };

/* One store and one load of @width bytes at @offset, nothing else touched. */
static inline uint64_t round_trip(const struct rt_module *module, size_t width,
				  size_t offset, uint64_t value)
{
	_Alignas(16) uint8_t field[room];
	uint64_t back;
	uint8_t *at = field + offset;

	memset(field, guard, sizeof(field));
	if (width == 2) {
		module->store16(at, (uint16_t)value);
		back = module->load16(at);
	} else if (width == 4) {
		module->store32(at, (uint32_t)value);
		back = module->load32(at);
	} else {
		module->store64(at, value);
		back = module->load64(at);
	}
	for (size_t i = 0; i < sizeof(field); i++)
		if (i < offset || i >= offset + width)
			assert_int_equal(field[i], guard);
	return back;
}

static inline void assert_works(const struct rt_module *module, bool is_null)
{
	static const uint64_t values[] = {
		0,
		1,
		0x00ff,
		0x0100,
		0x8001,
		0xffff,
		0x0123456789abcdef,
		UINT64_MAX,
	};

	for (size_t width = 2; width <= 8; width *= 2)
		for (size_t offset = 0; offset <= 8; offset++)
			for (size_t i = 0; i < sizeof(values) / 8; i++) {
				uint64_t value = values[i] & (UINT64_MAX >>
							      (64 - 8 * width));

				assert_int_equal(round_trip(module, width,
							    offset, value),
						 is_null ? 0 : value);
			}
}

/* True when it was built. */
static inline bool try_cell(struct fixture *fixture, const struct rt_cell *cell,
			    const struct rt_accessor *accessor)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_build build;
	struct rt_module module;
	int code = rt_build(&build, cell, fixture_cells(fixture), &error);

	if (code) {
		assert_known_failure(cell, accessor, &error);
	} else {
		code = rt_module_open(&module, build.module.data, &error);
		if (code)
			fail_msg("%s", error.message);
		assert_non_null(module.load16);
		assert_works(&module, !strcmp(accessor->name.data, "null"));
		rt_module_close(&module);
		code = 0;
	}
	rt_build_free(&build);
	code = error.code;
	rt_error_clear(&error);
	return !code;
}

/* What each family is called where there is one version of it. */
static const char *const usual_name[] = {
	[RT_GCC] = "gcc",
	[RT_CLANG] = "clang",
	[RT_TCC] = "tcc",
};

static inline void try_family(struct fixture *fixture,
			      enum rt_compiler_family family, const char *flags)
{
	/* One version, or each more on the machine would cost ten seconds. */
	const struct rt_compiler *usual = rt_compilers_named(
		&fixture->toolchains.compilers, usual_name[family]);
	struct rt_accessors accessors;
	size_t built = 0;
	size_t tried = 0;

	assert_int_equal(
		rt_accessors_load(&accessors, "corpora/accessors", NULL),
		RT_OK);
	for (size_t i = 0; i < fixture->toolchains.count; i++) {
		struct rt_cell cell = {
			.include = "corpora/include",
			.toolchain = &fixture->toolchains.list[i],
			.flags = flags,
		};

		if (cell.toolchain->compiler != usual)
			continue;
		/* What -O0 makes of a source does not depend on the libc. */
		if (!strcmp(flags, "-O0") &&
		    !rt_libc_is_host(cell.toolchain->libc))
			continue;
		for (size_t j = 0; j < accessors.count; j++) {
			cell.source = accessors.list[j].path.data;
			built += try_cell(fixture, &cell, &accessors.list[j]);
			tried++;
		}
	}
	rt_accessors_free(&accessors);
	if (!tried)
		machine_skip(usual_name[family], program_invocation_short_name);
	assert_true(built > tried / 2);
}

#endif
