/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the machines of one family share. Constants, thread-safe. */
#ifndef RT_ARCH_FAMILY_H
#define RT_ARCH_FAMILY_H

#include "harness/arch/arch.h"

/* Of all profiles of ARM: AAPCS32, and the masks of both instruction sets. */
extern const struct rt_arch_call rt_arm_call;
extern const struct rt_arch_code rt_arm_masks[];

/* The RISC-V ELF psABI: of RV32 and RV64. */
extern const struct rt_arch_call rt_riscv_call;
extern const struct rt_arch_code rt_riscv_masks[];

#endif
