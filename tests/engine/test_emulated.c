/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulated CPUs: what libunicorn tells of an instruction is right, or it
 * is not believed.
 */
#include "tests/engine/cross.h"

static const char aarch64[] = "aarch64-linux-gnu-gcc+glibc";
static const char arm[] = "arm-linux-gnueabihf-gcc+glibc";
static const char riscv[] = "riscv64-linux-gnu-gcc+glibc";
static const char s390x[] = "s390x-linux-gnu-gcc+glibc";

#define HEAD "#include <stdint.h>\n#include <string.h>\n"
#define LOAD(bits) HEAD "uint" #bits "_t ringtear_load" #bits "(const void *p)"

struct load {
	const char *toolchain;
	unsigned width;
	int offset;
	const char *body;
	enum rt_outcome outcome;
	const char *says;
};

static void try_load(struct fixture *fixture, const struct load *load)
{
	const struct rt_question plan = {.width = load->width,
					 .offset = load->offset};
	char *source = fixture_write(fixture, "x.c", load->body);
	struct rt_step_result result;
	struct rt_observation seen = cross_step(
		fixture, plan, source, load->toolchain,
		"-O2 -fno-builtin -fno-tree-loop-distribute-patterns", &result);

	if (seen.outcome != load->outcome || !strstr(seen.reason, load->says))
		fail_msg("%s, %s\nsight %d: %s", load->toolchain, load->body,
			 (int)seen.outcome, seen.reason);
	free(source);
}

static void try_loads(struct fixture *fixture, const struct load *loads,
		      size_t count)
{
	for (size_t i = 0; i < count; i += spread(3))
		try_load(fixture, &loads[i]);
}

static void widths_are_those_of_the_instruction(void **state)
{
	static const struct load loads[] = {
		{aarch64, 64, -1,
		 LOAD(64) "{ uint64_t v; __asm__ volatile(\"ldr d0, [%1]\\n"
			  "fmov %0, d0\" : \"=r\"(v) : \"r\"(p) : \"v0\");"
			  "return v; }",
		 RT_OUTCOME_ATOMIC, "access of 8 bytes"},
		{aarch64, 32, -1,
		 LOAD(32) "{ uint32_t v; __asm__ volatile(\"ldaxr %w0, [%1]\\n"
			  "clrex\" : \"=r\"(v) : \"r\"(p)); return v; }",
		 RT_OUTCOME_ATOMIC, "access of 4 bytes"},
		{riscv, 32, -1,
		 LOAD(32) "{ uint32_t v; __asm__ volatile(\"lr.w %0, (%1)\""
			  ": \"=r\"(v) : \"r\"(p)); return v; }",
		 RT_OUTCOME_ATOMIC, "access of 4 bytes"},
		{arm, 64, -1,
		 LOAD(64) "{ return __atomic_load_n((const uint64_t *)p, 0); }",
		 RT_OUTCOME_ATOMIC, "access of 8 bytes"},
		{s390x, 64, -1,
		 LOAD(64) "{ return *(const volatile uint64_t *)p; }",
		 RT_OUTCOME_ATOMIC, "access of 8 bytes"},
	};

	try_loads(*state, loads, sizeof(loads) / sizeof(*loads));
}

/* The emulator makes one access, or hides several: neither is believed. */
static void what_may_come_in_pieces_is_not_whole(void **state)
{
	static const struct load loads[] = {
		{s390x, 16, -1,
		 LOAD(16) "{ uint16_t v; __asm__ volatile(\"mvc 0(2,%1),0(%2)\""
			  " : \"=m\"(v) : \"a\"(&v), \"a\"(p) : \"memory\");"
			  "return v; }",
		 RT_OUTCOME_INCONCLUSIVE, "in other pieces"},
		{aarch64, 64, -1,
		 LOAD(64) "{ uint64_t v; __asm__ volatile("
			  "\"ld1 {v0.8b}, [%1]\\n fmov %0, d0\" : \"=r\"(v) "
			  ": \"r\"(p) : \"v0\"); return v; }",
		 RT_OUTCOME_INCONCLUSIVE, "in other pieces"},
		{arm, 64, -1,
		 LOAD(64) "{ uint64_t v; __asm__ volatile("
			  "\"vldr d0, [%1]\\n vmov %Q0, %R0, d0\" : \"=r\"(v) "
			  ": \"r\"(p) : \"d0\"); return v; }",
		 RT_OUTCOME_INCONCLUSIVE, "in other pieces"},
		{arm, 64, -1,
		 LOAD(64) "{ uint64_t v; __asm__ volatile(\"ldrd %Q0, %R0, [%1]"
			  "\" : \"=r\"(v) : \"r\"(p)); return v; }",
		 RT_OUTCOME_INCONCLUSIVE, "narrower than the field"},
	};

	try_loads(*state, loads, sizeof(loads) / sizeof(*loads));
}

/* Two aligned reads make it up in the emulator: told as the one that it is. */
static void an_unaligned_access_is_one(void **state)
{
	static const char body[] =
		LOAD(32) "{ return *(const volatile uint32_t *)p; }";
	static const struct load loads[] = {
		{aarch64, 32, 1, body, RT_OUTCOME_INCONCLUSIVE,
		 "naturally aligned"},
		{aarch64, 32, 62, body, RT_OUTCOME_INCONCLUSIVE,
		 "naturally aligned"},
		{s390x, 32, 4094, body, RT_OUTCOME_INCONCLUSIVE,
		 "naturally aligned"},
		{riscv, 32, 3, body, RT_OUTCOME_INCONCLUSIVE,
		 "naturally aligned"},
	};

	try_loads(*state, loads, sizeof(loads) / sizeof(*loads));
}

static void what_cannot_be_followed_is_said(void **state)
{
	static const struct load loads[] = {
		{aarch64, 16, -1,
		 LOAD(16) "{ __asm__ volatile(\"svc 0\" ::: \"memory\");"
			  "return *(const volatile uint16_t *)p; }",
		 RT_OUTCOME_INCONCLUSIVE, "a system call"},
		{riscv, 16, -1,
		 LOAD(16) "{ __asm__ volatile(\"ecall\" ::: \"memory\");"
			  "return *(const volatile uint16_t *)p; }",
		 RT_OUTCOME_INCONCLUSIVE, "a system call"},
		{s390x, 16, -1,
		 LOAD(16) "{ __asm__ volatile(\"svc 1\" ::: \"memory\");"
			  "return *(const volatile uint16_t *)p; }",
		 RT_OUTCOME_INCONCLUSIVE, "a system call"},
		{arm, 16, -1,
		 LOAD(16) "{ __asm__ volatile(\"svc 0\" ::: \"memory\");"
			  "return *(const volatile uint16_t *)p; }",
		 RT_OUTCOME_INCONCLUSIVE, "a system call"},
		{aarch64, 16, -1,
		 LOAD(16) "{ __asm__ volatile(\".inst 0\");"
			  "return *(const volatile uint16_t *)p; }",
		 RT_OUTCOME_INCONCLUSIVE, "an instruction that is not known"},
		{aarch64, 16, -1,
		 "static __thread int x __attribute__((\n"
		 "tls_model(\"initial-exec\"))) = 1;\n" LOAD(
			 16) "{ return (uint16_t)(*(const volatile uint16_t *)"
			     "p + *(volatile int *)&x - 1); }",
		 RT_OUTCOME_INCONCLUSIVE, "thread-local data"},
		{riscv, 16, -1,
		 LOAD(16) "{ volatile uint32_t n = 1; while (n) ;"
			  "return *(const volatile uint16_t *)p; }",
		 RT_OUTCOME_INCONCLUSIVE, "more instructions"},
	};

	try_loads(*state, loads, sizeof(loads) / sizeof(*loads));
}

static void crash_and_nonsense_are_failures(void **state)
{
	static const struct load loads[] = {
		{aarch64, 16, -1,
		 LOAD(16) "{ (void)p; return *(volatile uint16_t *)8; }",
		 RT_OUTCOME_ERROR, "a read of 0x8, where nothing is"},
		{riscv, 16, -1,
		 LOAD(16) "{ void (*volatile f)(void) = (void *)0x40000000;"
			  "f(); return *(const uint16_t *)p; }",
		 RT_OUTCOME_ERROR, "a jump to 0x40000000"},
		{riscv, 16, -1, LOAD(16) "{ (void)p; return 7; }",
		 RT_OUTCOME_ERROR, "the same for all values"},
		{arm, 16, -1,
		 LOAD(16) "{ return (uint16_t)*(const volatile uint32_t *)p; }",
		 RT_OUTCOME_ERROR, "outside the field"},
	};

	try_loads(*state, loads, sizeof(loads) / sizeof(*loads));
}

/* Each memcpy that the libc has for some CPU is tried, as it chooses them. */
static void each_cpu_that_the_libc_knows_is_tried(void **state)
{
	struct rt_question plan = {.width = 64, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen =
		cross_step(*state, plan, "corpora/accessors/memcpy.c", aarch64,
			   "-O2 -fno-builtin", &result);

	assert_int_not_equal(seen.outcome, RT_OUTCOME_TORN);
	assert_non_null(strstr(result.ran, "__memcpy_generic, "));
	assert_non_null(strstr(result.ran, "__memcpy_simd (Neoverse N1)"));
	assert_non_null(strstr(result.ran, "__memcpy_thunderx2 (ThunderX2)"));
	plan.width = 16;
	seen = cross_step(*state, plan, "corpora/accessors/memcpy.c", arm,
			  "-O2 -fno-builtin", &result);
	assert_non_null(strstr(result.ran, "__memcpy_vfp"));
	assert_non_null(strstr(result.ran, "__memcpy_neon (with NEON)"));
}

/* Whatever the byte order, the values are the field's. */
static void a_witness_repeats(void **state)
{
	static const char *const toolchains[] = {aarch64, s390x};

	for (int i = 0; i < 4; i++) {
		struct rt_question plan = {
			.width = 32, .stores = i % 2, .offset = -1};
		struct rt_build built = {.from_cache = false};
		struct rt_step_result result;
		struct rt_step_trace trace;
		bool found = false;

		cross_step_built(*state, &plan,
				 "corpora/accessors/bytes-volatile.c",
				 toolchains[i / 2], "-O2", &built, &result);
		assert_true(result.has_witness);
		assert_int_equal(rt_step_replay(plan.cpu, plan.module,
						&result.witness.run, &trace,
						NULL),
				 RT_OK);
		for (unsigned j = 0; plan.stores && j < trace.value_count; j++)
			found |= trace.value[j] == result.witness.value;
		assert_true(plan.stores ? found
					: trace.result == result.witness.value);
		assert_int_not_equal(result.witness.value,
				     result.witness.run.old_value);
		rt_build_free(&built);
	}
}

/* The emulator is asked for by name, too; a machine it lacks is told. */
static void a_cpu_is_chosen_by_the_module(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_step_cpu_kind *cpu;
	const struct rt_cell cell = {
		.source = "corpora/accessors/plain.c",
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, "gcc"),
		.flags = "-O2",
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_build built;

	fixture_build(fixture, &built, &cell);
	assert_int_equal(rt_step_cpu_for(&cpu, NULL, built.module.data, NULL),
			 RT_OK);
	assert_ptr_equal(cpu, &rt_step_native);
	assert_int_equal(
		rt_step_cpu_for(&cpu, "unicorn", built.module.data, NULL),
		RT_OK);
	assert_string_equal(cpu->name, "unicorn x86-64");
	assert_int_equal(
		rt_step_cpu_for(&cpu, "pdp11", built.module.data, &error),
		RT_USAGE);
	assert_int_equal(rt_step_cpu_for(&cpu, NULL, "/dev/null", &error),
			 RT_BUILD);
	assert_null(rt_step_unicorn(&rt_arch_ppc64le));
	rt_build_free(&built);
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_are_those_of_the_instruction),
		cmocka_unit_test(what_may_come_in_pieces_is_not_whole),
		cmocka_unit_test(an_unaligned_access_is_one),
		cmocka_unit_test(what_cannot_be_followed_is_said),
		cmocka_unit_test(crash_and_nonsense_are_failures),
		cmocka_unit_test(each_cpu_that_the_libc_knows_is_tried),
		cmocka_unit_test(a_witness_repeats),
		cmocka_unit_test(a_cpu_is_chosen_by_the_module),
	};

	return cmocka_run_group_tests_name("emulated", tests, fixture_setup,
					   fixture_teardown);
}
