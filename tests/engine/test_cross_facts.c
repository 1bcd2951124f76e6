/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has been measured elsewhere, of compilers and of the libc's memcpy on
 * machines that this one is not, comes out the same here; and three tears met
 * in the wild, each beside its fix.
 */
#include "tests/engine/cross.h"

static const char riscv_gcc[] = "riscv64-linux-gnu-gcc+glibc";
static const char riscv_clang[] = "riscv64-linux-gnu-clang+glibc";
static const char aarch64[] = "aarch64-linux-gnu-gcc+glibc";
static const char arm[] = "arm-linux-gnueabihf-gcc+glibc";
static const char s390x[] = "s390x-linux-gnu-gcc+glibc";

#define ACCESSOR(name) "corpora/accessors/" name ".c"
#define WILD(name) "corpora/wild/" name ".c"

/* RT_OUTCOME_TORN or RT_OUTCOME_ATOMIC, in both directions. */
struct fact {
	const char *source, *toolchain, *flags;
	enum rt_outcome outcome;
};

static void hold(struct fixture *fixture, const struct fact *facts,
		 size_t count)
{
	/* Odd, so that both directions come up. */
	for (size_t i = 0; i < 2 * count; i += spread(3)) {
		const struct fact *fact = &facts[i / 2];
		const struct rt_question plan = {
			.width = 16, .stores = i % 2, .offset = -1};
		struct rt_step_result result;
		struct rt_observation seen =
			cross_step(fixture, plan, fact->source, fact->toolchain,
				   fact->flags, &result);

		if (seen.outcome != fact->outcome)
			fail_msg("%s %s %s, %s: %s", fact->source,
				 fact->toolchain, fact->flags,
				 plan.stores ? "store" : "load", seen.reason);
	}
}

/* With no flags at all every access that may be unaligned is two bytes. */
static void riscv64_splits_what_may_be_unaligned(void **state)
{
	static const struct fact facts[] = {
		{ACCESSOR("memcpy"), riscv_gcc, "", RT_OUTCOME_TORN},
		{ACCESSOR("builtin-memcpy"), riscv_gcc, "", RT_OUTCOME_TORN},
		{ACCESSOR("packed-struct"), riscv_gcc, "", RT_OUTCOME_TORN},
		{ACCESSOR("packed-struct-volatile"), riscv_gcc, "",
		 RT_OUTCOME_TORN},
		{ACCESSOR("memcpy"), riscv_clang, "", RT_OUTCOME_TORN},
		{ACCESSOR("builtin-memcpy"), riscv_clang, "", RT_OUTCOME_TORN},
		{ACCESSOR("packed-struct"), riscv_clang, "", RT_OUTCOME_TORN},
		{ACCESSOR("packed-struct-volatile"), riscv_clang, "",
		 RT_OUTCOME_TORN},
	};

	hold(*state, facts, sizeof(facts) / sizeof(*facts));
}

static void riscv64_keeps_what_is_aligned_whole(void **state)
{
	static const struct fact facts[] = {
		{ACCESSOR("plain"), riscv_gcc, "", RT_OUTCOME_ATOMIC},
		{ACCESSOR("volatile"), riscv_gcc, "", RT_OUTCOME_ATOMIC},
		{ACCESSOR("union"), riscv_gcc, "", RT_OUTCOME_ATOMIC},
		{WILD("arm-packed-aligned"), riscv_gcc, "", RT_OUTCOME_ATOMIC},
		{ACCESSOR("atomic-relaxed"), riscv_gcc, "", RT_OUTCOME_ATOMIC},
		{ACCESSOR("plain"), riscv_clang, "", RT_OUTCOME_ATOMIC},
		{ACCESSOR("volatile"), riscv_clang, "", RT_OUTCOME_ATOMIC},
		{ACCESSOR("union"), riscv_clang, "", RT_OUTCOME_ATOMIC},
		{WILD("arm-packed-aligned"), riscv_clang, "",
		 RT_OUTCOME_ATOMIC},
		{ACCESSOR("atomic-relaxed"), riscv_clang, "",
		 RT_OUTCOME_ATOMIC},
	};

	hold(*state, facts, sizeof(facts) / sizeof(*facts));
}

/* From 2.24 on: byte 0, byte 1, and byte 1 again. */
static void glibc_of_aarch64_reads_three_bytes(void **state)
{
	const struct rt_question plan = {.width = 16, .offset = -1};
	struct rt_step_result result;
	struct rt_observation seen =
		cross_step(*state, plan, ACCESSOR("memcpy"), aarch64,
			   "-O2 -fno-builtin", &result);

	assert_int_equal(seen.outcome, RT_OUTCOME_TORN);
	assert_string_equal(result.cpu, "unicorn aarch64");
	assert_non_null(strstr(seen.reason, "emulated by unicorn aarch64"));
	assert_string_equal(result.ran, "__memcpy_generic");
	assert_int_equal(result.access_count, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(result.access[i].size, 1);
}

/* Case 2: a copy of two bytes where unaligned access is not known cheap. */
static void case_2_store_of_used_idx(void **state)
{
	static const struct fact facts[] = {
		{ACCESSOR("builtin-memcpy"), riscv_gcc, "-O2", RT_OUTCOME_TORN},
		{WILD("qemu-stw-assume-aligned"), riscv_gcc, "-O2",
		 RT_OUTCOME_ATOMIC},
		{ACCESSOR("builtin-memcpy"), aarch64, "-O2 -mstrict-align",
		 RT_OUTCOME_TORN},
		{WILD("qemu-stw-assume-aligned"), aarch64, "-O2 -mstrict-align",
		 RT_OUTCOME_ATOMIC},
		{WILD("qemu-stw-assume-aligned"), arm,
		 "-O2 -mno-unaligned-access", RT_OUTCOME_ATOMIC},
	};

	hold(*state, facts, sizeof(facts) / sizeof(*facts));
}

/* Case 3: memcpy of a length known at run time. */
static void case_3_vm_memory(void **state)
{
	static const struct fact facts[] = {
		{WILD("vm-memory-read-obj"), aarch64, "-O2", RT_OUTCOME_TORN},
		{WILD("vm-memory-volatile-copy"), aarch64, "-O2",
		 RT_OUTCOME_ATOMIC},
	};

	hold(*state, facts, sizeof(facts) / sizeof(*facts));
}

/* Case 6: a packed struct, volatile or not, on a machine that must align. */
static void case_6_packed_struct(void **state)
{
	static const struct fact facts[] = {
		{WILD("arm-packed-volatile"), arm, "-O2 -mno-unaligned-access",
		 RT_OUTCOME_TORN},
		{WILD("arm-packed-aligned"), arm, "-O2 -mno-unaligned-access",
		 RT_OUTCOME_ATOMIC},
	};

	hold(*state, facts, sizeof(facts) / sizeof(*facts));
}

/* Big-endian: the same accessors, the other order of bytes. */
static void s390x_is_told_apart_as_well(void **state)
{
	static const struct fact facts[] = {
		{ACCESSOR("plain"), s390x, "-O2", RT_OUTCOME_ATOMIC},
		{ACCESSOR("big-endian"), s390x, "-O2", RT_OUTCOME_ATOMIC},
		{ACCESSOR("bytes-volatile"), s390x, "-O2", RT_OUTCOME_TORN},
		/* mvc, in pieces that nobody promises. */
		{ACCESSOR("memcpy"), s390x, "-O2 -fno-builtin",
		 RT_OUTCOME_INCONCLUSIVE},
	};

	hold(*state, facts, sizeof(facts) / sizeof(*facts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(riscv64_splits_what_may_be_unaligned),
		cmocka_unit_test(riscv64_keeps_what_is_aligned_whole),
		cmocka_unit_test(glibc_of_aarch64_reads_three_bytes),
		cmocka_unit_test(case_2_store_of_used_idx),
		cmocka_unit_test(case_3_vm_memory),
		cmocka_unit_test(case_6_packed_struct),
		cmocka_unit_test(s390x_is_told_apart_as_well),
	};

	return cmocka_run_group_tests_name("cross facts", tests, fixture_setup,
					   fixture_teardown);
}
