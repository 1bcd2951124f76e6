/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/machine.h"

#include <stdio.h>

static void describe_tools(struct rt_machine *machine,
			   const struct rt_toolchains *found)
{
	struct rt_text tools = RT_TEXT_INIT;

	for (size_t i = 0; i < found->compilers.count; i++)
		rt_text_format(
			&tools, "%s %s\n", found->compilers.list[i].name,
			rt_text_string(&found->compilers.list[i].version));
	for (size_t i = 0; i < found->libcs.count; i++)
		rt_text_format(&tools, "%s %s\n", found->libcs.list[i].name,
			       rt_text_string(&found->libcs.list[i].version));
	snprintf(machine->tools, sizeof(machine->tools), "%s",
		 rt_text_string(&tools));
	rt_text_free(&tools);
}

void rt_machine_survey(struct rt_machine *machine,
		       const struct rt_topology *topology,
		       const struct rt_toolchains *toolchains)
{
	struct rt_text line = RT_TEXT_INIT;

	*machine = (struct rt_machine){.cpu = ""};
	rt_machine_describe(machine);
	rt_topology_describe(topology, &line);
	snprintf(machine->topology, sizeof(machine->topology), "%s",
		 rt_text_string(&line));
	rt_text_free(&line);
	describe_tools(machine, toolchains);
}

int rt_machine_record(struct rt_store *store,
		      const struct rt_toolchains *toolchains, int64_t *id,
		      struct rt_error *error)
{
	struct rt_topology *topology = NULL;
	struct rt_machine machine;
	int code = rt_topology_load(&topology, error);

	if (!code) {
		rt_machine_survey(&machine, topology, toolchains);
		code = rt_store_machine_add(store, &machine, id, error);
	}
	rt_topology_free(topology);
	return code;
}
