/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/ask.h"

#include <inttypes.h>
#include <stdio.h>

#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/module/object.h"
#include "harness/verdict/judge.h"

/* A machine may lack some; gcc+musl it has. */
static const char *const toolchains_asked[] = {"gcc+musl", "clang+glibc",
					       "gcc+glibc", "clang+musl"};
static const char *const flags_asked[] = {"-O0", "-O1", "-O2",
					  "-O3", "-Os", "-O2 -fno-builtin"};

enum {
	toolchain_most = sizeof(toolchains_asked) / sizeof(*toolchains_asked),
	flags_most = sizeof(flags_asked) / sizeof(*flags_asked),
};

static const double compile_seconds = 30;

static bool is_object(const struct torture_source *source)
{
	return torture_body_of(source, true)->is_object ||
	       torture_body_of(source, false)->is_object;
}

static const struct rt_toolchain *choose_toolchain(
	const struct torture_source *source,
	const struct rt_toolchains *toolchains)
{
	const struct rt_toolchain *found = rt_toolchains_named(
		toolchains, toolchains_asked[source->build % toolchain_most],
		NULL);

	return found ? found
		     : rt_toolchains_named(toolchains, toolchains_asked[0],
					   NULL);
}

static int judge(struct torture_answer *answer,
		 const struct torture_source *source, const char *module,
		 const struct rt_open_names *open, struct rt_error *error)
{
	const struct rt_question question = {
		.module = module,
		.symbol = open ? NULL : "accessor",
		.width = source->width,
		.stores = source->stores,
		.offset = -1,
		.open = open,
	};
	struct rt_judgement judgement;
	int code = rt_judge(&judgement, &question, NULL, error);

	answer->verdict = judgement.verdict;
	rt_judgement_free(&judgement);
	return code;
}

static int ask_module(struct torture_answer *answer,
		      const struct torture_source *source,
		      const struct rt_cell *cell, const char *folder,
		      struct rt_error *error)
{
	struct rt_build built = {.from_cache = false};
	int code = rt_build(&built, cell, folder, error);

	if (!code)
		code = judge(answer, source, rt_text_string(&built.module),
			     NULL, error);
	rt_build_free(&built);
	return code;
}

static int compile(const struct rt_cell *cell, char *object,
		   struct rt_error *error)
{
	char *const argv[] = {
		cell->toolchain->compiler->path,
		(char *)(uintptr_t)flags_asked[2],
		"-fPIC",
		"-w",
		"-c",
		"-o",
		object,
		(char *)(uintptr_t)cell->source,
		NULL,
	};
	struct rt_process process;
	int code = rt_process_run(&process, argv, NULL, compile_seconds, error);

	if (!code && process.exit_status)
		code = rt_fail(error, RT_BUILD, "%s",
			       rt_text_string(&process.output));
	rt_process_free(&process);
	return code;
}

static int ask_object(struct torture_answer *answer,
		      const struct torture_source *source,
		      const struct rt_cell *cell, const char *folder,
		      struct rt_error *error)
{
	struct rt_object_module module = {.is_shared = false};
	char path[160];
	const struct rt_object object = {
		.path = path,
		.load = source->stores ? NULL : "accessor",
		.store = source->stores ? "accessor" : NULL,
		.width = source->width,
		.toolchain = cell->toolchain,
	};
	int code;

	snprintf(path, sizeof(path), "%s/source-%" PRIu64 ".o", folder,
		 source->seed);
	code = compile(cell, path, error);
	if (!code)
		code = rt_object_module(&module, &object, folder, error);
	if (!code)
		code = judge(answer, source,
			     rt_text_string(&module.build.module), &module.open,
			     error);
	rt_object_module_free(&module);
	return code;
}

int torture_ask(struct torture_answer *answer,
		const struct torture_source *source,
		const struct rt_toolchains *toolchains, const char *folder)
{
	char path[160];
	const struct rt_cell cell = {
		.source = path,
		.toolchain = choose_toolchain(source, toolchains),
		.flags = flags_asked[source->build / toolchain_most %
				     flags_most],
	};
	struct rt_error error = RT_ERROR_INIT;
	int code;

	snprintf(answer->cell, sizeof(answer->cell), "%s %s",
		 rt_text_string(&cell.toolchain->name), cell.flags);
	snprintf(path, sizeof(path), "%s/source-%" PRIu64 ".c", folder,
		 source->seed);
	code = rt_file_write(path, rt_text_string(&source->text),
			     source->text.length, &error);
	if (!code)
		code = (is_object(source) ? ask_object : ask_module)(
			answer, source, &cell, folder, &error);
	if (code)
		printf("%s\nseed %" PRIu64 ", %s: %s\n%s\n",
		       rt_text_string(&source->text), source->seed,
		       answer->cell, error.message,
		       error.detail ? error.detail : "");
	rt_error_clear(&error);
	return code;
}

bool torture_is_right(const struct torture_source *source,
		      const struct rt_verdict *verdict)
{
	enum torture_claim claim = torture_claim(source);

	/* Whoever is right, somebody is not. */
	if (*verdict->disagreement)
		return false;
	switch (verdict->outcome) {
	case RT_OUTCOME_TORN:
		return claim == TORTURE_TEARING;
	case RT_OUTCOME_ATOMIC:
		return claim == TORTURE_SOUND;
	case RT_OUTCOME_ERROR:
		return torture_body_of(source, true)->may_fail ||
		       torture_body_of(source, false)->may_fail;
	default:
		return true;
	}
}
