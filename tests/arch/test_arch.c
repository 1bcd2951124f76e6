/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of machines, and that every other table is of machines in it. */
#include "harness/arch/arch.h"
#include "harness/arch/arm_attributes.h"
#include "harness/arch/atomic.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/engine/qemu_user/split.h"
#include "harness/engine/step/cpu.h"
#include "harness/module/image.h"
#include "reports/litmus_dialect.h"

static bool is_in_table(const struct rt_arch *arch)
{
	const struct rt_arch *at;

	for (size_t i = 0; (at = rt_arch_at(i)); i++)
		if (at == arch)
			return true;
	return false;
}

/* Whether both have one ELF header, of a machine whose build attributes tell.
 */
static bool share_header(const struct rt_arch *one, const struct rt_arch *other)
{
	const struct rt_arch *first = rt_arch_of_elf(
		one->elf.machine, one->elf.is_64, one->elf.is_big_endian);

	return first->variant_of && one->elf.machine == other->elf.machine &&
	       one->elf.is_64 == other->elf.is_64 &&
	       one->elf.is_big_endian == other->elf.is_big_endian;
}

static void each_is_found_by_its_header(void **state)
{
	const struct rt_arch *at;

	(void)state;
	for (size_t i = 0; (at = rt_arch_at(i)); i++) {
		const struct rt_arch_elf *elf = &at->elf;
		const struct rt_arch *first = rt_arch_of_machine(elf->machine);

		const struct rt_arch *found = rt_arch_of_elf(
			elf->machine, elf->is_64, elf->is_big_endian);

		assert_true(found == at || share_header(found, at));
		assert_string_equal(first->elf.title, elf->title);
		assert_string_equal(rt_arch_title(elf->machine), elf->title);
	}
}

static void another_header_is_of_none(void **state)
{
	(void)state;
	assert_null(rt_arch_of_elf(EM_X86_64, false, false)); /* -mx32 */
	assert_null(rt_arch_of_elf(EM_PPC64, true, true));
	assert_null(rt_arch_of_elf(EM_NONE, true, false));
	assert_null(rt_arch_of_machine(EM_NONE));
	assert_null(rt_arch_title(EM_NONE));
}

static void each_is_found_by_its_names(void **state)
{
	const struct rt_arch *at;
	char tool[64];

	(void)state;
	for (size_t i = 0; (at = rt_arch_at(i)); i++)
		for (const char *const *cpu = at->cpus; *cpu; cpu++) {
			assert_ptr_equal(rt_arch_of_triplet(*cpu), at);
			snprintf(tool, sizeof(tool), "%s-pc-linux-gnu", *cpu);
			assert_ptr_equal(rt_arch_of_triplet(tool), at);
			snprintf(tool, sizeof(tool), "%sx-linux-gnu", *cpu);
			assert_null(rt_arch_of_triplet(tool));
		}
	assert_null(rt_arch_of_triplet(""));
	assert_null(rt_arch_of_triplet("gcc-12"));
}

static void each_target_is_of_a_machine(void **state)
{
	const struct rt_target *at;
	const char *tool;
	char name[64];

	(void)state;
	for (size_t i = 0; (at = rt_target_at(i)); i++) {
		assert_true(is_in_table(at->arch));
		assert_ptr_equal(rt_arch_of_triplet(at->triplet), at->arch);
		snprintf(name, sizeof(name), "%s-gcc-12", at->triplet);
		assert_ptr_equal(rt_target_of_tool(name, &tool), at);
		assert_string_equal(tool, "gcc-12");
		assert_null(rt_target_of_tool(at->triplet, &tool));
	}
	assert_null(rt_target_of_tool("gcc-12", &tool));
}

static void assert_differ(const struct rt_arch *one,
			  const struct rt_arch *other)
{
	assert_string_not_equal(one->name, other->name);
	if (one->qemu_user && other->qemu_user)
		assert_string_not_equal(one->qemu_user, other->qemu_user);
	if (!share_header(one, other))
		assert_false(one->elf.machine == other->elf.machine &&
			     one->elf.is_64 == other->elf.is_64 &&
			     one->elf.is_big_endian ==
				     other->elf.is_big_endian);
	for (const struct rt_target *a = one->targets; a->triplet; a++)
		for (const struct rt_target *b = other->targets; b->triplet;
		     b++) {
			assert_string_not_equal(a->triplet, b->triplet);
			assert_string_not_equal(a->libc_package,
						b->libc_package);
		}
	if (one->litmus && other->litmus)
		assert_string_not_equal(one->litmus, other->litmus);
	if (one->capstone && !share_header(one, other))
		assert_ptr_not_equal(one->capstone, other->capstone);
	if (one->unicorn)
		assert_ptr_not_equal(one->unicorn, other->unicorn);
}

static void no_two_are_the_same(void **state)
{
	const struct rt_arch *one, *other;

	(void)state;
	for (size_t i = 0; (one = rt_arch_at(i)); i++)
		for (size_t j = i + 1; (other = rt_arch_at(j)); j++)
			assert_differ(one, other);
}

static void this_program_is_for_its_own_machine(void **state)
{
	struct rt_image *image;

	(void)state;
	assert_int_equal(rt_image_open(&image, "/proc/self/exe", NULL), RT_OK);
	assert_ptr_equal(rt_image_arch(image), rt_arch_own());
	rt_image_close(image);
#if defined(__x86_64__) && defined(__LP64__)
	assert_ptr_equal(rt_arch_own(), &rt_arch_x86_64);
#elif defined(__aarch64__)
	assert_ptr_equal(rt_arch_own(), &rt_arch_aarch64);
#endif
}

/* What has numbers for an emulator has an emulated CPU, and no other has. */
static void each_emulated_cpu_is_of_a_machine(void **state)
{
	const struct rt_arch *at;

	(void)state;
	for (size_t i = 0; (at = rt_arch_at(i)); i++) {
		const struct rt_step_cpu_kind *cpu = rt_step_unicorn(at);

		assert_int_equal(cpu != NULL, at->unicorn != NULL);
		if (cpu)
			assert_ptr_equal(cpu->arch, at);
	}
	assert_null(rt_step_unicorn(NULL));
	assert_null(rt_split_of(NULL));
}

static void each_litmus_dialect_is_of_a_machine(void **state)
{
	const struct rt_arch *at;

	(void)state;
	for (size_t i = 0; (at = rt_arch_at(i)); i++) {
		const char *triplet = at->targets->triplet;
		const struct rt_litmus_dialect *dialect =
			triplet ? rt_litmus_dialect(triplet) : NULL;

		assert_int_equal(dialect != NULL, at->litmus != NULL);
		if (dialect)
			assert_string_equal(dialect->name, at->litmus);
	}
	/* A compiler's name tells of no machine but this one. */
	assert_ptr_equal(rt_litmus_dialect("gcc+musl"),
			 rt_litmus_dialect(rt_arch_own()->targets->triplet));
}

static void blocks_are_told_from_plain_accesses(void **state)
{
	static const uint8_t ld1[] = {0x00, 0x70, 0x40, 0x4c},
			     ldrb[] = {0x01, 0x00, 0x40, 0x39},
			     vldr[] = {0x00, 0x0b, 0x90, 0xed},
			     thumb_vldr[] = {0x90, 0xed, 0x00, 0x0b},
			     c_fld[] = {0x1c, 0x21}, c_flw[] = {0x1c, 0x61},
			     arm_ldr[] = {0x00, 0x00, 0x90, 0xe5},
			     mvc[] = {0xd2, 0x01, 0x10, 0x00, 0x20, 0x00},
			     mvcl[] = {0x0e, 0x24}, br[] = {0x07, 0xfe},
			     exrl[] = {0xc6, 0x10, 0, 0, 0, 0},
			     cgrl[] = {0xc6, 0x18, 0, 0, 0, 0},
			     lwl[] = {0x88, 0x82, 0x00, 0x00},
			     lwl_little[] = {0x00, 0x00, 0x82, 0x88},
			     lw[] = {0x8c, 0x82, 0x00, 0x00};

	(void)state;
	assert_true(rt_arch_is_block(&rt_arch_aarch64, ld1, 4));
	assert_false(rt_arch_is_block(&rt_arch_aarch64, ldrb, 4));
	assert_true(rt_arch_is_block(&rt_arch_arm, vldr, 4));
	assert_true(rt_arch_is_block(&rt_arch_arm, thumb_vldr, 4));
	assert_false(rt_arch_is_block(&rt_arch_arm, arm_ldr, 4));
	assert_true(rt_arch_is_block(&rt_arch_s390x, mvc, 6));
	assert_true(rt_arch_is_block(&rt_arch_s390x, mvcl, 2));
	assert_false(rt_arch_is_block(&rt_arch_s390x, br, 2));
	assert_true(rt_arch_is_block(&rt_arch_s390x, exrl, 6));
	assert_false(rt_arch_is_block(&rt_arch_s390x, cgrl, 6));
	assert_true(rt_arch_is_block(&rt_arch_mips, lwl, 4));
	assert_true(rt_arch_is_block(&rt_arch_mipsel, lwl_little, 4));
	assert_false(rt_arch_is_block(&rt_arch_mips, lw, 4));
	assert_true(rt_arch_is_block(&rt_arch_riscv32, c_fld, 2));
	assert_false(rt_arch_is_block(&rt_arch_riscv32, c_flw, 2));
	assert_false(rt_arch_is_block(&rt_arch_riscv64, c_fld, 2));
	assert_true(rt_arch_is_block(&rt_arch_armv7m, thumb_vldr, 4));
	/* Of what cannot be read nothing is known; x86 lists none. */
	assert_true(rt_arch_is_block(&rt_arch_aarch64, ld1, 0));
	assert_false(rt_arch_is_block(&rt_arch_x86_64, mvc, 0));
}

/* As gcc writes them: the vendor's part, the file's, then its attributes. */
#define ATTRIBUTES(size, ...)                                                  \
	{                                                                      \
		'A', 10 + (size), 0, 0, 0, 'a', 'e', 'a', 'b', 'i', 0,         \
			__VA_ARGS__                                            \
	}
#define OF_FILE(size, ...) 1, 5 + (size), 0, 0, 0, __VA_ARGS__

static void what_arm_code_was_built_for(void **state)
{
	static const struct {
		uint8_t bytes[40];
		const char *facilities;
	} objects[] = {
		/* ARMv7-A, alone and with the Virtualization Extensions. */
		{ATTRIBUTES(11, OF_FILE(6, 6, 10, 7, 'A', 9, 2)), NULL},
		{ATTRIBUTES(11, OF_FILE(6, 6, 10, 68, 3, 9, 2)), "lpae"},
		{ATTRIBUTES(11, OF_FILE(6, 6, 10, 68, 1, 9, 2)), NULL},
		/* ARMv8-A, behind the name of a CPU. */
		{ATTRIBUTES(11, OF_FILE(6, 5, '6', 'D', 0, 6, 14)), "lpae"},
		/* A name that looks like it, and a part that is not the file's.
		 */
		{ATTRIBUTES(10, OF_FILE(5, 5, 6, 14, 0, 9)), NULL},
		{ATTRIBUTES(7, 2, 7, 0, 0, 0, 6, 14), NULL},
		{{'B'}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
		const char *found = rt_arm_built_for(objects[i].bytes,
						     objects[i].bytes[1] + 1);

		if (!objects[i].facilities)
			assert_null(found);
		else
			assert_string_equal(found, objects[i].facilities);
	}
	assert_null(rt_arm_built_for(objects[0].bytes, 0));
}

static void attributes_tell_arms_profiles_apart(void **state)
{
	static const struct {
		uint8_t bytes[40];
		const struct rt_arch *arch;
	} objects[] = {
		{ATTRIBUTES(11, OF_FILE(6, 6, 10, 7, 'A', 9, 2)), &rt_arch_arm},
		{ATTRIBUTES(11, OF_FILE(6, 6, 10, 7, 'R', 9, 2)), &rt_arch_arm},
		{ATTRIBUTES(11, OF_FILE(6, 6, 10, 7, 'M', 9, 2)),
		 &rt_arch_armv7m},
		{ATTRIBUTES(11, OF_FILE(6, 6, 11, 7, 'M', 9, 1)),
		 &rt_arch_armv6m},
		{ATTRIBUTES(11, OF_FILE(6, 6, 12, 7, 'M', 9, 1)),
		 &rt_arch_armv6m},
		{ATTRIBUTES(11, OF_FILE(6, 6, 13, 7, 'M', 9, 2)),
		 &rt_arch_armv7m},
		/* ARMv8-M: not known. ARMv4T has no profile. */
		{ATTRIBUTES(11, OF_FILE(6, 6, 17, 7, 'M', 9, 3)), NULL},
		{ATTRIBUTES(9, OF_FILE(4, 6, 2, 9, 1)), &rt_arch_arm},
		{{'B'}, &rt_arch_arm},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		assert_ptr_equal(rt_arm_variant_of(objects[i].bytes,
						   objects[i].bytes[1] + 1),
				 objects[i].arch);
	assert_ptr_equal(rt_arm_variant_of(NULL, 0), &rt_arch_arm);
}

/* Rows of the tables: DDI 0419, DDI 0403 and the RISC-V ISA. */
static void what_bare_machines_promise(void **state)
{
	static const struct {
		const struct rt_arch *arch;
		const char *name;
		unsigned bytes; /* 0: nothing */
		bool is_made_of, may_restart;
	} rows[] = {
		{&rt_arch_armv6m, "ldrh", 4, false, false},
		{&rt_arch_armv6m, "ldm", 4, true, true},
		{&rt_arch_armv6m, "ldrex", 0, false, false},
		{&rt_arch_armv6m, "ldrd", 0, false, false},
		{&rt_arch_armv7m, "strexh", 4, false, false},
		{&rt_arch_armv7m, "strd", 4, true, true},
		{&rt_arch_armv7m, "vldr", 4, true, true},
		{&rt_arch_armv7m, "ldrexd", 0, false, false},
		{&rt_arch_riscv32, "lw", 4, false, false},
		{&rt_arch_riscv32, "fsd", 4, true, false},
		{&rt_arch_riscv32, "ld", 0, false, false},
		{&rt_arch_riscv64, "fsd", 8, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct rt_arch_atomic *row = rt_arch_atomic_of(
			rows[i].arch, rows[i].name, NULL, NULL);

		assert_int_equal(row ? row->bytes : 0, rows[i].bytes);
		assert_int_equal(row && row->is_made_of, rows[i].is_made_of);
		assert_int_equal(row && row->may_restart, rows[i].may_restart);
	}
}

static void masks_are_told_from_others(void **state)
{
	static const uint8_t cpsid[] = {0x72, 0xb6}, nop[] = {0x00, 0xbf},
			     msr_primask[] = {0x83, 0xf3, 0x10, 0x88},
			     msr_apsr[] = {0x83, 0xf3, 0x00, 0x88},
			     arm_cpsid[] = {0x80, 0x00, 0x0c, 0xf1},
			     arm_msr_cpsr[] = {0x03, 0xf0, 0x21, 0xe1},
			     arm_msr_flags[] = {0x03, 0xf0, 0x28, 0xe1},
			     thumb_msr_cpsr[] = {0x83, 0xf3, 0x00, 0x81},
			     nop_wide[] = {0xaf, 0xf3, 0x00, 0x80},
			     csrci_mstatus[] = {0x73, 0x70, 0x04, 0x30},
			     ebreak[] = {0x73, 0x00, 0x10, 0x00};

	(void)state;
	assert_true(rt_arch_is_mask(&rt_arch_armv6m, cpsid, 2));
	assert_true(rt_arch_is_mask(&rt_arch_armv7m, msr_primask, 4));
	assert_false(rt_arch_is_mask(&rt_arch_armv7m, msr_apsr, 4));
	assert_false(rt_arch_is_mask(&rt_arch_armv6m, nop, 2));
	assert_true(rt_arch_is_mask(&rt_arch_riscv32, csrci_mstatus, 4));
	assert_false(rt_arch_is_mask(&rt_arch_riscv64, ebreak, 4));
	assert_true(rt_arch_is_mask(&rt_arch_arm, cpsid, 2));
	assert_true(rt_arch_is_mask(&rt_arch_arm, arm_cpsid, 4));
	assert_true(rt_arch_is_mask(&rt_arch_arm, arm_msr_cpsr, 4));
	assert_false(rt_arch_is_mask(&rt_arch_arm, arm_msr_flags, 4));
	assert_true(rt_arch_is_mask(&rt_arch_arm, thumb_msr_cpsr, 4));
	assert_false(rt_arch_is_mask(&rt_arch_arm, nop_wide, 4));
	assert_false(rt_arch_is_mask(&rt_arch_arm, cpsid, 0));
}

static void the_other_side_is_named(void **state)
{
	const char *tool;
	const struct rt_target *bare =
		rt_target_of_tool("arm-none-eabi-gcc", &tool);
	const struct rt_target *hosted =
		rt_target_of_tool("arm-linux-gnueabihf-gcc", &tool);
	static const char ldrb[] = "ldrb r3, [r0]", ldm[] = "ldm r0, {r0, r1}";

	(void)state;
	assert_string_equal(rt_target_other_side(bare, ldrb, ldrb),
			    "an interrupt");
	assert_string_equal(rt_target_other_side(bare, ldrb, ldm),
			    "an interrupt");
	assert_string_equal(rt_target_other_side(bare, "", ldm),
			    "an interrupt");
	assert_string_equal(rt_target_other_side(bare, ldm, ldm),
			    "DMA or another core");
	assert_string_equal(rt_target_other_side(hosted, ldm, ldm),
			    "the other side");
	assert_string_equal(rt_target_other_side(NULL, ldrb, ldrb),
			    "the other side");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found_by_its_header),
		cmocka_unit_test(another_header_is_of_none),
		cmocka_unit_test(what_arm_code_was_built_for),
		cmocka_unit_test(attributes_tell_arms_profiles_apart),
		cmocka_unit_test(what_bare_machines_promise),
		cmocka_unit_test(masks_are_told_from_others),
		cmocka_unit_test(the_other_side_is_named),
		cmocka_unit_test(each_is_found_by_its_names),
		cmocka_unit_test(each_target_is_of_a_machine),
		cmocka_unit_test(no_two_are_the_same),
		cmocka_unit_test(this_program_is_for_its_own_machine),
		cmocka_unit_test(each_emulated_cpu_is_of_a_machine),
		cmocka_unit_test(each_litmus_dialect_is_of_a_machine),
		cmocka_unit_test(blocks_are_told_from_plain_accesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
