/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Describes this machine for the store's records. Not thread-safe. */
#ifndef RT_RUN_MACHINE_H
#define RT_RUN_MACHINE_H

#include "harness/record/store.h"
#include "harness/toolchain/toolchain.h"
#include "pinning/topology.h"

/* Fills all members of @machine. */
void rt_machine_survey(struct rt_machine *machine,
		       const struct rt_topology *topology,
		       const struct rt_toolchains *toolchains);

#endif
