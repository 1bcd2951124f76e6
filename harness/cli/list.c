/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/engine/qemu_user/qemu_user.h"
#include "harness/run/inventory.h"
#include "reports/screen.h"

enum { name_columns = 25 };

struct values {
	bool json;
};

static const struct rt_option options[] = {
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

static void print_line(const char *name, const char *text)
{
	struct rt_text indented = RT_TEXT_INIT;

	rt_text_format(&indented, "  %s", name);
	rt_screen_beside(rt_text_string(&indented), name_columns, text);
	rt_text_free(&indented);
}

/* The emulator that races builds of @toolchain; "" when none is installed. */
static const char *emulator_of(const struct rt_toolchain *toolchain)
{
	const struct rt_target *target = toolchain->compiler->target;
	struct rt_text path = RT_TEXT_INIT;
	bool is_there = target && rt_qemu_user_find(target, &path);

	rt_text_free(&path);
	return is_there ? target->arch->qemu_user : "";
}

static void print_toolchain(const struct rt_toolchain *toolchain)
{
	const char *emulator = emulator_of(toolchain);
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s, %s %s%s%s",
		       rt_text_string(&toolchain->compiler->version),
		       toolchain->libc->name,
		       rt_text_string(&toolchain->libc->version),
		       *emulator ? ", " : "", emulator);
	print_line(rt_text_string(&toolchain->name), rt_text_string(&text));
	rt_text_free(&text);
}

static void print_accessors(const struct rt_accessors *accessors, bool wild)
{
	for (size_t i = 0; i < accessors->count; i++)
		if (accessors->list[i].is_wild == wild)
			print_line(rt_text_string(&accessors->list[i].name),
				   rt_text_string(&accessors->list[i].summary));
}

static void print_table(const struct rt_accessors *accessors,
			const struct rt_toolchains *toolchains)
{
	puts("accessors (corpora/accessors):");
	print_accessors(accessors, false);
	puts("\nbugs met in the wild, as accessors (corpora/wild):");
	print_accessors(accessors, true);
	puts("\ntoolchains found on this machine:");
	for (size_t i = 0; i < toolchains->count; i++)
		print_toolchain(&toolchains->list[i]);
	if (!toolchains->count)
		puts("  none: apt-get install gcc libc6-dev");
	if (toolchains->total > toolchains->count)
		puts("\ntoolchains for other machines, which are emulated:");
	for (size_t i = toolchains->count; i < toolchains->total; i++)
		print_toolchain(&toolchains->list[i]);
}

static int print_json(const struct rt_accessors *accessors,
		      const struct rt_toolchains *toolchains,
		      struct rt_error *error)
{
	json_t *first = json_array(), *second = json_array();
	json_t *both;

	for (size_t i = 0; i < accessors->count; i++)
		json_array_append_new(
			first,
			json_pack("{s:s, s:s, s:s, s:b}", "name",
				  rt_text_string(&accessors->list[i].name),
				  "summary",
				  rt_text_string(&accessors->list[i].summary),
				  "path",
				  rt_text_string(&accessors->list[i].path),
				  "wild", accessors->list[i].is_wild));
	for (size_t i = 0; i < toolchains->total; i++) {
		const struct rt_toolchain *one = &toolchains->list[i];

		json_array_append_new(
			second,
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name",
				  rt_text_string(&one->name), "compiler",
				  one->compiler->path, "compiler_version",
				  rt_text_string(&one->compiler->version),
				  "libc", one->libc->name, "libc_version",
				  rt_text_string(&one->libc->version), "target",
				  rt_text_string(&one->compiler->machine),
				  "emulator", emulator_of(one)));
	}
	both = json_pack("{s:o, s:o}", "accessors", first, "toolchains",
			 second);
	if (!both)
		return rt_no_memory(error);
	rt_screen_json("list", both);
	return RT_OK;
}

static int list(const struct rt_call *call, int *status, struct rt_error *error)
{
	const struct values *wanted = call->values;
	struct rt_inventory inventory = {.accessors = {.count = 0}};
	int code = rt_places_check_corpora(call->places, error);

	(void)status;
	if (!code)
		code = rt_inventory_find(&inventory, call->places, error);
	if (!code && wanted->json)
		code = print_json(&inventory.accessors, &inventory.toolchains,
				  error);
	else if (!code)
		print_table(&inventory.accessors, &inventory.toolchains);
	rt_inventory_free(&inventory);
	return code;
}

const struct rt_command rt_command_list = {
	.name = "list",
	.summary = "the accessors and the toolchains found here",
	.form = "[OPTIONS]",
	.about = "Lists the accessors of the corpora, and the toolchains of "
		 "this "
		 "machine.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.cache = RT_USE_SPARED,
	.run = list,
};
