/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The s390x ELF ABI. "PoP" is z/Architecture Principles of Operation. Other
 * CPUs see stores in program order: PoP chapter 5.
 */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"s390x", NULL};

static const struct rt_target targets[] = {
	{"s390x-linux-gnu", "libc6-dev-s390x-cross", &rt_arch_s390x, false},
	{.triplet = NULL},
};

static const struct rt_arch_call call = {
	.argument = 2,
	.stack = 15,
	.link = 14,
	.entry = RT_ARCH_NONE,
	.arguments = 0x7c,     /* r2 to r6 */
	.clobbered = 0xff003f, /* r0 to r5; f0 to f7, bits 16 on */
	.stack_alignment = 8,
};

static const struct rt_arch_capstone capstone = {
	.arch = CS_ARCH_SYSZ,
	.mode = CS_MODE_BIG_ENDIAN,
};

static const struct rt_arch_unicorn unicorn = {
	.arch = UC_ARCH_S390X,
	.mode = UC_MODE_BIG_ENDIAN,
	.model = -1,
	.address = UC_S390X_REG_R2,
	.value = UC_S390X_REG_R3,
	.result = UC_S390X_REG_R2,
	.stack = UC_S390X_REG_R15,
	.counter = UC_S390X_REG_PC,
	.link = UC_S390X_REG_R14,
	.entry = RT_UNICORN_NONE,
	.thread = RT_UNICORN_NONE,
	.system_call = 2, /* EXCP_SVC and EXCP_PGM */
	.undefined = 3,
};

/*
 * Storage-to-storage instructions: other CPUs may see their accesses byte by
 * byte or in blocks (PoP chapter 5, "Block-Concurrent References"). These are
 * the SS formats, whose opcodes begin with 0xd, 0xe1, 0xe2, 0xe8, 0xe9, 0xea,
 * 0xee and 0xef; mvcl and similar; and ex and exrl, which may execute them.
 */
static const struct rt_arch_code blocks[] = {
	{0xf0000000, 0xd0000000},
	{0xff000000, 0x0e000000},
	{0xff000000, 0x0f000000},
	{0xff000000, 0x44000000},
	{0xff000000, 0xa8000000},
	{0xff000000, 0xa9000000},
	{0xff000000, 0xe1000000},
	{0xff000000, 0xe2000000},
	{0xff000000, 0xe8000000},
	{0xff000000, 0xe9000000},
	{0xff000000, 0xea000000},
	{0xff000000, 0xee000000},
	{0xff000000, 0xef000000},
	{0xff0f0000, 0xc6000000},
	{.mask = 0},
};

#ifndef R_390_IRELATIVE /* musl's elf.h has none */
#define R_390_IRELATIVE 61
#endif

static const struct rt_arch_relocation relocations[] = {
	{R_390_RELATIVE, RT_RELOCATE_BASE},
	{R_390_64, RT_RELOCATE_SYMBOL},
	{R_390_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_390_JMP_SLOT, RT_RELOCATE_SLOT},
	{R_390_IRELATIVE, RT_RELOCATE_ASK},
	{R_390_TLS_DTPMOD, RT_RELOCATE_THREAD},
	{R_390_TLS_DTPOFF, RT_RELOCATE_THREAD},
	{R_390_TLS_TPOFF, RT_RELOCATE_THREAD},
	{R_390_COPY, RT_RELOCATE_COPY},
	{0},
};

/*
 * z/Architecture Principles of Operation, chapter 5, "Block-Concurrent
 * References": operands of two, four and eight bytes on integral boundaries;
 * MVC and its kin are concurrent by the byte only.
 */
#define QUADWORD "PoP, chapters 5 and 7: a quadword"

static const struct rt_arch_atomic atomic[] = {
	{
		.names = "l ly lg lgf lgh lh lhy lhrl lrl lgrl lgfrl lghrl "
			 "llgf llgh llh llc llgc llgt llgfrl llhrl llghrl lb "
			 "lgb lrv lrvh lrvg lt ltg ltgf st sty stg sth sthy "
			 "strl sthrl stgrl stc stcy strv strvh strvg ic icy "
			 "ld ldy le ley std stdy ste stey loc* stoc*",
		.bytes = 8,
		.section = "PoP, chapter 5: block-concurrent",
	},
	{
		.names =
			"a ay ag ah ahy agf al aly alg algf s sy sg sh shy sgf "
			"sl slg n ny ng o oy og x xy xg c cy cg ch chy cgf cgh "
			"cl cly clg clgf crl cgrl chrl cghrl clrl clgrl clhrl "
			"clghrl ms msy msg mh mhy mvi mviy ni niy oi oiy xi "
			"xiy tm tmy cli cliy mvhi mvghi mvhhi chsi cghsi "
			"chhsi clfhsi clghsi clhhsi asi agsi alsi algsi",
		.bytes = 8,
		.section = "PoP, chapter 5: block-concurrent",
	},
	{
		.names = "lm lmy lmg stm stmy stmg",
		.bytes = 8,
		.section = "PoP, chapter 5: block-concurrent, each register",
	},
	{
		.names = "cs csy csg cds cdsy laa laag laal laalg lan lang lao "
			 "laog lax laxg",
		.bytes = 8,
		.section = "PoP, chapter 7: an interlocked update",
	},
	{
		.names = "cdsg lpq stpq",
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	/* The same by their codes: libcapstone 4 knows none of them. */
	{
		.names = "cdsg",
		.code = {0xff000000, 0xeb000000},
		.tail = 0x3e,
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{
		.names = "lpq",
		.code = {0xff000000, 0xe3000000},
		.tail = 0x8f,
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{
		.names = "stpq",
		.code = {0xff000000, 0xe3000000},
		.tail = 0x8e,
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{.names = NULL},
};

const struct rt_arch rt_arch_s390x = {
	.name = "s390x",
	.elf =
		{
			.machine = EM_S390,
			.title = "s390",
			.is_64 = true,
			.is_big_endian = true,
		},
	.orders_stores = true,
	.is_wide_in_memory = true,
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-s390x",
	.relocations = relocations,
	.atomic = atomic,
	.call = &call,
	.capstone = &capstone,
	.thread_pointer = "%a",
	.unicorn = &unicorn,
	.blocks = blocks,
};
