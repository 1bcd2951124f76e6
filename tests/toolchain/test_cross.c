/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cross compilers as toolchains, and modules for another machine. */
#include "tests/module/fixture.h"

#include "harness/module/image.h"
#include "harness/module/object.h"

static const struct machine {
	const char *triplet;
	const struct rt_arch *arch;
} machines[] = {
	{"aarch64-linux-gnu", &rt_arch_aarch64},
	{"arm-linux-gnueabihf", &rt_arch_arm},
	{"riscv64-linux-gnu", &rt_arch_riscv64},
	{"s390x-linux-gnu", &rt_arch_s390x},
};

static const char *const compilers[] = {"gcc", "clang"};

/* memcpy with -fno-builtin is a call: it must be found in the archive. */
static void build_module(struct fixture *fixture, struct rt_build *build,
			 const struct rt_toolchain *toolchain)
{
	const struct rt_cell cell = {
		.source = "corpora/accessors/memcpy.c",
		.include = "corpora/include",
		.toolchain = toolchain,
		.flags = "-O2 -fno-builtin",
	};

	fixture_build(fixture, build, &cell);
}

static const struct rt_toolchain *toolchain_of(struct fixture *fixture,
					       const char *triplet,
					       const char *compiler)
{
	char name[64];

	snprintf(name, sizeof(name), "%s-%s+glibc", triplet, compiler);
	return fixture_toolchain(fixture, name);
}

static void try_machine(struct fixture *fixture, const struct machine *machine,
			const char *compiler)
{
	const struct rt_toolchain *toolchain =
		toolchain_of(fixture, machine->triplet, compiler);
	struct rt_error error = RT_ERROR_INIT;
	struct rt_image_symbol symbol;
	struct rt_image *image;
	struct rt_module module;
	struct rt_build build;

	assert_string_equal(toolchain->compiler->machine.data,
			    machine->triplet);
	build_module(fixture, &build, toolchain);
	assert_non_null(strstr(build.provider.data, "glibc 2."));
	assert_non_null(strstr(build.provider.data, "memcpy, in the module"));
	assert_int_equal(rt_image_open(&image, build.module.data, NULL), 0);
	assert_ptr_equal(rt_image_arch(image), machine->arch);
	assert_true(rt_image_find(image, "memcpy", &symbol));
	assert_true(symbol.is_defined);
	rt_image_close(image);
	assert_int_equal(rt_module_open(&module, build.module.data, &error),
			 RT_BUILD);
	assert_non_null(strstr(error.message, "cannot be loaded here"));
	assert_non_null(strstr(error.message, machine->arch->elf.title));
	rt_error_clear(&error);
	rt_build_free(&build);
}

static void each_machine_builds_with_its_libc(void **state)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		for (size_t j = 0; j < 2; j++)
			try_machine(*state, &machines[i], compilers[j]);
}

static void they_stand_behind_those_of_this_machine(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_toolchains *found = &fixture->toolchains;

	fixture_toolchain(fixture, "riscv64-linux-gnu-gcc");
	for (size_t i = 0; i < found->total; i++) {
		const struct rt_compiler *one = found->list[i].compiler;

		assert_int_equal(one->target != NULL, i >= found->count);
		if (one->target)
			assert_memory_equal(one->name, one->target->triplet,
					    strlen(one->target->triplet));
	}
	/* One program under two names is this machine's compiler. */
	assert_ptr_equal(fixture_toolchain(fixture, "x86_64-linux-gnu-gcc"),
			 fixture_toolchain(fixture, "gcc"));
}

static void unknown_ones_say_what_to_install(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *name, *says;
	} cases[] = {
		{"aarch64-linux-gnu-gcc-99", "install gcc-aarch64-linux-gnu"},
		{"aarch64-linux-gnu-clang-99", "install gcc-aarch64-linux-gnu"},
		{"aarch64-linux-gnu-icc", "is not a supported compiler"},
		{"arm-none-eabi-gcc-99", "install gcc-arm-none-eabi"},
		{"riscv64-unknown-elf-gcc-99",
		 "install gcc-riscv64-unknown-elf"},
		{"vax-linux-gnu-gcc", "is not a supported compiler"},
		{"aarch64-linux-gnu-gcc+newlib", "unknown libc"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_error error = RT_ERROR_INIT;

		assert_null(rt_toolchains_named(&fixture->toolchains,
						cases[i].name, &error));
		if (!strstr(error.message, cases[i].says))
			fail_msg("%s: %s", cases[i].name, error.message);
		rt_error_clear(&error);
	}
}

/* Each libc of bare metal, in the order of choice, and none. */
static void bare_metal_has_its_own_libcs(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_toolchain *none =
		fixture_toolchain(fixture, "riscv64-unknown-elf-gcc+none");
	struct rt_error error = RT_ERROR_INIT;
	bool has_libc = rt_toolchains_named(
		&fixture->toolchains, "riscv64-unknown-elf-gcc+picolibc", NULL);

	assert_true(none->compiler->target->is_bare);
	assert_string_equal(none->libc->name, "none");
	assert_string_equal(
		fixture_toolchain(fixture, "riscv64-unknown-elf-gcc")
			->libc->name,
		has_libc ? "picolibc" : "none");
	assert_null(rt_toolchains_named(
		&fixture->toolchains, "riscv64-unknown-elf-gcc+glibc", &error));
	assert_non_null(strstr(error.message, "known: newlib, picolibc, none"));
	rt_error_clear(&error);
}

/* An object of another machine needs that machine's linker. */
static void an_object_names_the_toolchain_it_needs(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_toolchain *cross =
		toolchain_of(fixture, "riscv64-linux-gnu", "gcc");
	struct rt_error error = RT_ERROR_INIT;
	struct rt_object_module module;
	struct rt_build build;
	struct rt_object object = {.load = "ringtear_load16", .width = 16};

	build_module(fixture, &build, cross);
	object.path = build.module.data;
	object.toolchain = fixture_toolchain(fixture, "gcc");
	assert_int_equal(
		rt_object_module(&module, &object, fixture->cache.data, &error),
		RT_OK);
	assert_true(module.is_shared);
	rt_object_module_free(&module);
	object.path = "/usr/riscv64-linux-gnu/lib/libc.a";
	object.load = "memcpy";
	assert_int_equal(
		rt_object_module(&module, &object, fixture->cache.data, &error),
		RT_USAGE);
	assert_non_null(strstr(error.message, "give riscv64-linux-gnu-gcc as"));
	rt_object_module_free(&module);
	/* With it the next thing is found: that memcpy is hidden there. */
	object.toolchain = cross;
	rt_error_clear(&error);
	assert_int_equal(
		rt_object_module(&module, &object, fixture->cache.data, &error),
		RT_SUBJECT);
	assert_non_null(strstr(error.message, "memcpy is hidden"));
	rt_object_module_free(&module);
	rt_error_clear(&error);
	rt_build_free(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_machine_builds_with_its_libc),
		cmocka_unit_test(they_stand_behind_those_of_this_machine),
		cmocka_unit_test(unknown_ones_say_what_to_install),
		cmocka_unit_test(bare_metal_has_its_own_libcs),
		cmocka_unit_test(an_object_names_the_toolchain_it_needs),
	};

	return cmocka_run_group_tests_name("cross", tests, fixture_setup,
					   fixture_teardown);
}
