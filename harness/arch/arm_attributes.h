/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which CPUs ARM code was built for: the build attributes of an object (section
 * .ARM.attributes; Arm IHI 0045, "Addenda to, and errata in, the ABI for the
 * Arm architecture"). Pure, thread-safe.
 */
#ifndef RT_ARCH_ARM_ATTRIBUTES_H
#define RT_ARCH_ARM_ATTRIBUTES_H

#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"

/*
 * The facilities that each CPU has that the attributes in @bytes, which may be
 * anything, permit: "lpae", or NULL for none. ARMv8-A has LPAE, and so has
 * ARMv7-A with the Virtualization Extensions (ARM DDI 0406, A1.4.2).
 */
const char *rt_arm_built_for(const uint8_t *bytes, size_t count);

/*
 * The machine that the attributes in @bytes name: ARMv6-M, ARMv7-M, or, without
 * a profile of M, ARM. NULL: a later M profile, which no table here has.
 */
const struct rt_arch *rt_arm_variant_of(const uint8_t *bytes, size_t count);

#endif
