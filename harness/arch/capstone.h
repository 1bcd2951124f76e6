/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libcapstone's constants for a machine: capstone/capstone.h. */
#ifndef RT_ARCH_CAPSTONE_H
#define RT_ARCH_CAPSTONE_H

#include <capstone/capstone.h>
#include <stdbool.h>

struct rt_arch_capstone {
	cs_arch arch;
	cs_mode mode;
	/* The mode of a function at an odd address: Thumb. */
	cs_mode odd_mode;
	bool has_odd_mode;
};

#endif
