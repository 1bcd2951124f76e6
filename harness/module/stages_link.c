/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links a cell, from the stage that decided its code, into a cached module. */
#include <string.h>

#include "harness/module/cache.h"
#include "harness/module/command.h"
#include "harness/module/libatomic.h"
#include "harness/module/provider.h"
#include "harness/module/stages_private.h"

/* If the assembly cannot be linked, compiles and links as rt_build() does. */
static int make_module(struct rt_staged *staged, struct rt_text *module,
		       struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	int code = RT_OK;

	work->stages->count.linked++;
	if (work->stage == RT_STAGE_ASSEMBLY)
		code = rt_stages_link_assembly(staged, error);
	if (!code && work->stage == RT_STAGE_ASSEMBLY)
		code = rt_stages_compile_whole(staged, error);
	if (!code && work->stage == RT_STAGE_OBJECT)
		code = rt_stages_link_whole(staged, error);
	/* The key is the digest of the code: nothing else went into it. */
	if (!code)
		code = rt_cache_store(module, work->stages->folder.data,
				      &staged->code, work->place.data, NULL,
				      error);
	return code;
}

static void write_commands(struct rt_text *commands,
			   const struct rt_staged_work *work)
{
	struct rt_strings compile = RT_STRINGS_INIT;
	struct rt_strings link = RT_STRINGS_INIT;

	rt_command_compile(&compile, &work->cell, &work->flags, ".");
	rt_command_link(&link, &work->cell, &work->flags, ".");
	rt_command_text(commands, &compile);
	rt_text_add(commands, "\n");
	rt_command_text(commands, &link);
	rt_text_add(commands, "\n");
	commands->failed |= compile.failed || link.failed;
	rt_strings_free(&compile);
	rt_strings_free(&link);
}

bool rt_stages_find(const struct rt_stages *stages,
		    const struct rt_digest *code, struct rt_text *module)
{
	return rt_cache_find(module, rt_text_string(&stages->folder), code);
}

int rt_stages_link(struct rt_stages *stages, struct rt_staged *staged,
		   struct rt_build *build, struct rt_error *error)
{
	struct rt_staged_work *work = staged->work;
	int code = RT_OK;

	*build = (struct rt_build){.from_cache = false};
	build->from_cache =
		rt_stages_find(stages, &staged->code, &build->module);
	if (!build->from_cache)
		code = make_module(staged, &build->module, error);
	work->cell.has_libatomic =
		!code && rt_libatomic_is_in(rt_text_string(&build->module));
	write_commands(&build->commands, work);
	if (!code)
		code = rt_provider_find(&build->provider,
					rt_text_string(&build->module),
					work->cell.toolchain->libc, error);
	if (!code && (rt_text_failed(&build->module) ||
		      rt_text_failed(&build->commands) ||
		      rt_text_failed(&build->provider)))
		code = rt_no_memory(error);
	return code;
}
