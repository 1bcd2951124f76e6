/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libcapstone calls a machine: capstone/capstone.h. Constants. */
#ifndef RT_ARCH_CAPSTONE_H
#define RT_ARCH_CAPSTONE_H

#include <capstone/capstone.h>
#include <stdbool.h>

struct rt_arch_capstone {
	cs_arch arch;
	cs_mode mode;
	/* A function whose address is odd is in this mode: thumb. */
	cs_mode odd_mode;
	bool has_odd_mode;
};

#endif
