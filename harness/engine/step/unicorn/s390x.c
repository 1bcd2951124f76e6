/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The s390x ELF ABI. "PoP" is z/Architecture Principles of Operation. */
#include <elf.h>

#include "harness/engine/step/unicorn/machine.h"

static const struct rt_relocation_type relocations[] = {
	{R_390_RELATIVE, RT_RELOCATE_BASE},
	{R_390_64, RT_RELOCATE_SYMBOL},
	{R_390_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_390_JMP_SLOT, RT_RELOCATE_SLOT},
	{R_390_IRELATIVE, RT_RELOCATE_ASK},
	{R_390_TLS_DTPMOD, RT_RELOCATE_THREAD},
	{R_390_TLS_DTPOFF, RT_RELOCATE_THREAD},
	{R_390_TLS_TPOFF, RT_RELOCATE_THREAD},
	{0},
};

/* PSW bits 31 and 32: addresses of 64 bits (PoP chapter 4); else of 24. */
static uc_err prepare(uc_engine *engine)
{
	uint64_t mask = 0;
	uc_err code = uc_reg_read(engine, UC_S390X_REG_PSWM, &mask);

	mask |= 0x180000000;
	return code ? code : uc_reg_write(engine, UC_S390X_REG_PSWM, &mask);
}

/* Access registers 0 and 1 hold the halves of the thread pointer. */
static uc_err set_thread(uc_engine *engine, uint64_t address)
{
	uint32_t high = (uint32_t)(address >> 32), low = (uint32_t)address;
	uc_err code = uc_reg_write(engine, UC_S390X_REG_A0, &high);

	return code ? code : uc_reg_write(engine, UC_S390X_REG_A1, &low);
}

/*
 * Storage to storage: other CPUs may see it byte by byte or in blocks (PoP
 * chapter 5, "Block-Concurrent References"). Those are the formats SS, whose
 * opcodes begin with 0xd, 0xe1, 0xe2, 0xe8, 0xe9, 0xea, 0xee and 0xef; mvcl and
 * its kin; and what ex and exrl run of them.
 */
static bool may_split(const uint8_t *code, size_t length)
{
	static const uint8_t opcodes[] = {0x0e, 0x0f, 0x44, 0xa8, 0xa9, 0xe1,
					  0xe2, 0xe8, 0xe9, 0xea, 0xee, 0xef};

	if (!length || code[0] >> 4 == 0xd)
		return true;
	for (size_t i = 0; i < sizeof(opcodes); i++)
		if (code[0] == opcodes[i])
			return true;
	return length > 1 && code[0] == 0xc6 && (code[1] & 0xf) == 0;
}

const struct rt_emulated rt_emulated_s390x = {
	.name = "s390x",
	.elf_machine = EM_S390,
	.is_64 = true,
	.is_big_endian = true,
	.arch = UC_ARCH_S390X,
	.mode = UC_MODE_BIG_ENDIAN,
	.model = -1,
	.has_text = true,
	.text_arch = CS_ARCH_SYSZ,
	.text_mode = CS_MODE_BIG_ENDIAN,
	.address = UC_S390X_REG_R2,
	.value = UC_S390X_REG_R3,
	.result = UC_S390X_REG_R2,
	.stack = UC_S390X_REG_R15,
	.counter = UC_S390X_REG_PC,
	.link = UC_S390X_REG_R14,
	.entry = RT_NO_REGISTER,
	.thread = RT_NO_REGISTER,
	.prepare = prepare,
	.set_thread = set_thread,
	.system_call = 2, /* QEMU's EXCP_SVC and EXCP_PGM */
	.undefined = 3,
	.relocations = relocations,
	.variants = rt_only_variant,
	.may_split = may_split,
};
