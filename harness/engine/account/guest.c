/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/guest.h"

#include <stddef.h>
#include <string.h>
#include <valgrind/libvex_guest_amd64.h>
#include <valgrind/libvex_guest_arm.h>
#include <valgrind/libvex_guest_arm64.h>
#include <valgrind/libvex_guest_ppc64.h>
#include <valgrind/libvex_guest_s390x.h>
#include <valgrind/libvex_guest_x86.h>

#include "harness/engine/account/riscv.h"
#include "harness/engine/account/riscv_text.h"

/* The header for s390x gives these names to registers of its own. */
#undef guest_IA
#undef guest_SP
#undef guest_FP
#undef guest_LR

/* Exported by libvex-amd64-linux.a; declared in no installed header. */
typedef IRExpr *specialise(const HChar *name, IRExpr **arguments,
			   IRStmt **before, Int count);
extern specialise guest_amd64_spechelper, guest_x86_spechelper,
	guest_arm64_spechelper, guest_arm_spechelper, guest_s390x_spechelper;

typedef void initialise(void *state);

#define AT(machine, name) offsetof(VexGuest##machine##State, guest_##name)
/* From a register to the end of another one, of @size bytes. */
#define RANGE(machine, begin, end, bytes)                                      \
	{                                                                      \
		(int)AT(machine, begin),                                       \
			(int)(AT(machine, end) + (bytes)-AT(machine, begin))   \
	}

static void clear_riscv64(void *state)
{
	memset(state, 0, sizeof(struct rt_riscv64_state));
}

static void clear_riscv32(void *state)
{
	memset(state, 0, sizeof(struct rt_riscv32_state));
}

/* The profiles differ in what they lack of this. */
#define ARM(machine)                                                           \
	{                                                                      \
		.arch = &(machine), .vex = VexArchARM,                         \
		.features = 7 /* ARMv7 */ | VEX_HWCAPS_ARM_VFP3 |              \
			    VEX_HWCAPS_ARM_VFP2 | VEX_HWCAPS_ARM_VFP |         \
			    VEX_HWCAPS_ARM_NEON,                               \
		.size = sizeof(VexGuestARMState),                              \
		.initialise = (initialise *)LibVEX_GuestARM_initialise,        \
		.specialise = guest_arm_spechelper,                            \
		.condition = "armg_calculate_condition", .negation = 0x10,     \
		.counter = AT(ARM, R15T), .counter_size = 4,                   \
		.stack = AT(ARM, R13), .link = AT(ARM, R14), .entry = -1,      \
		.argument = {AT(ARM, R0),                                      \
			     AT(ARM, R1)}, /* 64 bits lie in an even and an    \
					      odd register: AAPCS32 6.5. */    \
			.wide = {AT(ARM, R2), AT(ARM, R3)},                    \
		.result = AT(ARM, R0), .result_high = AT(ARM, R1),             \
		.general = RANGE(ARM, R0, R14, 4),                             \
		.vector = RANGE(ARM, D0, D31, 8),                              \
	}

#define RISCV(bits)                                                            \
	{                                                                      \
		.arch = &rt_arch_riscv##bits, .vex = VexArch_INVALID,          \
		.lift = rt_riscv##bits##_lift, .text = rt_riscv##bits##_text,  \
		.size = sizeof(struct rt_riscv##bits##_state),                 \
		.initialise = clear_riscv##bits,                               \
		.counter = offsetof(struct rt_riscv##bits##_state, pc),        \
		.counter_size = bits / 8, .stack = bits / 8 * 2,               \
		.link = bits / 8 * 1, .entry = -1,                             \
		.argument = {bits / 8 * 10, bits / 8 * 11},                    \
		.wide = {bits / 8 * 11, bits / 8 * 12},                        \
		.result = bits / 8 * 10, .result_high = bits / 8 * 11,         \
		.general = {0, bits / 8 * 32},                                 \
		.vector = {bits / 8 * 32, 8 * 32},                             \
	}

static const struct rt_guest guests[] = {
	{
		.arch = &rt_arch_x86_64,
		.vex = VexArchAMD64,
		.features = VEX_HWCAPS_AMD64_SSE3 | VEX_HWCAPS_AMD64_SSSE3 |
			    VEX_HWCAPS_AMD64_CX16 | VEX_HWCAPS_AMD64_LZCNT |
			    VEX_HWCAPS_AMD64_AVX | VEX_HWCAPS_AMD64_RDTSCP |
			    VEX_HWCAPS_AMD64_BMI | VEX_HWCAPS_AMD64_AVX2 |
			    VEX_HWCAPS_AMD64_RDRAND | VEX_HWCAPS_AMD64_F16C |
			    VEX_HWCAPS_AMD64_RDSEED,
		.size = sizeof(VexGuestAMD64State),
		.initialise = (initialise *)LibVEX_GuestAMD64_initialise,
		.specialise = guest_amd64_spechelper,
		.condition = "amd64g_calculate_condition",
		.negation = 1,
		.counter = AT(AMD64, RIP),
		.counter_size = 8,
		.stack = AT(AMD64, RSP),
		.link = -1,
		.entry = -1,
		.argument = {AT(AMD64, RDI), AT(AMD64, RSI)},
		.wide = {AT(AMD64, RSI), AT(AMD64, RDX)},
		.result = AT(AMD64, RAX),
		.result_high = AT(AMD64, RDX),
		.general = RANGE(AMD64, RAX, R15, 8),
		.vector = RANGE(AMD64, YMM0, YMM15, 32),
	},
	{
		.arch = &rt_arch_i386,
		.vex = VexArchX86,
		.features = VEX_HWCAPS_X86_MMXEXT | VEX_HWCAPS_X86_SSE1 |
			    VEX_HWCAPS_X86_SSE2 | VEX_HWCAPS_X86_SSE3 |
			    VEX_HWCAPS_X86_LZCNT,
		.size = sizeof(VexGuestX86State),
		.initialise = (initialise *)LibVEX_GuestX86_initialise,
		.specialise = guest_x86_spechelper,
		.condition = "x86g_calculate_condition",
		.negation = 1,
		.counter = AT(X86, EIP),
		.counter_size = 4,
		.stack = AT(X86, ESP),
		.link = -1,
		.entry = -1,
		.argument = {-1, -1},
		.wide = {-1, -1},
		.result = AT(X86, EAX),
		.result_high = AT(X86, EDX),
		.general = RANGE(X86, EAX, EDI, 4),
		.vector = RANGE(X86, XMM0, XMM7, 16),
	},
	{
		.arch = &rt_arch_aarch64,
		.vex = VexArchARM64,
		.features = VEX_HWCAPS_ARM64_ATOMICS | VEX_HWCAPS_ARM64_RDM |
			    VEX_HWCAPS_ARM64_FP16 | VEX_HWCAPS_ARM64_VFP16 |
			    VEX_HWCAPS_ARM64_DPBCVAP,
		.size = sizeof(VexGuestARM64State),
		.initialise = (initialise *)LibVEX_GuestARM64_initialise,
		.specialise = guest_arm64_spechelper,
		.condition = "arm64g_calculate_condition",
		.negation = 0x10,
		.counter = AT(ARM64, PC),
		.counter_size = 8,
		.stack = AT(ARM64, XSP),
		.link = AT(ARM64, X30),
		.entry = -1,
		.argument = {AT(ARM64, X0), AT(ARM64, X1)},
		/* An even register and the next: AAPCS64 6.8.2. */
		.wide = {AT(ARM64, X2), AT(ARM64, X3)},
		.result = AT(ARM64, X0),
		.result_high = AT(ARM64, X1),
		.general = RANGE(ARM64, X0, X30, 8),
		.vector = RANGE(ARM64, Q0, Q31, 16),
	},
	ARM(rt_arch_arm),
	ARM(rt_arch_armv6m),
	ARM(rt_arch_armv7m),
	{
		.arch = &rt_arch_ppc64le,
		.vex = VexArchPPC64,
		.features = VEX_HWCAPS_PPC64_V | VEX_HWCAPS_PPC64_FX |
			    VEX_HWCAPS_PPC64_GX | VEX_HWCAPS_PPC64_VX |
			    VEX_HWCAPS_PPC64_DFP | VEX_HWCAPS_PPC64_ISA2_07 |
			    VEX_HWCAPS_PPC64_ISA3_0 | VEX_HWCAPS_PPC64_ISA3_1,
		.size = sizeof(VexGuestPPC64State),
		.initialise = (initialise *)LibVEX_GuestPPC64_initialise,
		.counter = AT(PPC64, CIA),
		.counter_size = 8,
		.stack = AT(PPC64, GPR1),
		.link = AT(PPC64, LR),
		.entry = AT(PPC64, GPR12),
		.argument = {AT(PPC64, GPR3), AT(PPC64, GPR4)},
		.wide = {AT(PPC64, GPR4), AT(PPC64, GPR5)},
		.result = AT(PPC64, GPR3),
		.result_high = AT(PPC64, GPR4),
		.general = RANGE(PPC64, GPR0, GPR31, 8),
		.vector = RANGE(PPC64, VSR0, VSR63, 16),
	},
	{
		.arch = &rt_arch_s390x,
		.vex = VexArchS390X,
		.features = VEX_HWCAPS_S390X_ALL | VEX_S390X_MODEL_Z14,
		.size = sizeof(VexGuestS390XState),
		.initialise = (initialise *)LibVEX_GuestS390X_initialise,
		.specialise = guest_s390x_spechelper,
		.condition = "s390_calculate_cond",
		.negation = 0xf,
		.condition_bit = 3,
		.counter = AT(S390X, IA),
		.counter_size = 8,
		.stack = AT(S390X, r15),
		.link = AT(S390X, r14),
		.entry = -1,
		.argument = {AT(S390X, r2), AT(S390X, r3)},
		.wide = {-1, -1},
		.result = AT(S390X, r2),
		.result_high = -1,
		.general = RANGE(S390X, r0, r15, 8),
		.vector = RANGE(S390X, v0, v31, 16),
	},
	RISCV(64),
	RISCV(32),
};

const struct rt_guest *rt_guest_of(const struct rt_arch *arch)
{
	for (size_t i = 0; i < sizeof(guests) / sizeof(*guests); i++)
		if (guests[i].arch == arch)
			return &guests[i];
	return NULL;
}
