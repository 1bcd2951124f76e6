/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine as every record names it. One thread. */
#ifndef RT_RUN_MACHINE_H
#define RT_RUN_MACHINE_H

#include "harness/record/store.h"
#include "harness/toolchain/toolchain.h"
#include "pinning/topology.h"

/* Fills all of @machine in. */
void rt_machine_survey(struct rt_machine *machine,
		       const struct rt_topology *topology,
		       const struct rt_toolchains *toolchains);

#endif
