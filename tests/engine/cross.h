/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of emulated machines share: a cell, stepped. */
#ifndef RT_TESTS_ENGINE_CROSS_H
#define RT_TESTS_ENGINE_CROSS_H

#include "harness/engine/step/step.h"
#include "tests/base/spread.h"
#include "tests/module/fixture.h"

/*
 * Builds @source with @toolchain, which must be there, and steps it as @plan
 * says on the CPU that its machine asks for. The module stays in @built, which
 * the caller releases.
 */
static inline struct rt_observation cross_step_built(
	struct fixture *fixture, struct rt_question *plan, const char *source,
	const char *toolchain, const char *flags, struct rt_build *built,
	struct rt_step_result *result)
{
	struct rt_cell cell = {
		.source = source, .include = "corpora/include", .flags = flags};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;
	int code;

	cell.toolchain =
		rt_toolchains_named(&fixture->toolchains, toolchain, &error);
	if (!cell.toolchain)
		fail_msg("%s", error.message);
	fixture_build_in(fixture_cells(fixture), built, &cell);
	plan->module = rt_text_string(&built->module);
	code = rt_step_cpu_for(&plan->cpu, NULL, plan->module, &error);
	if (!code)
		code = rt_step_explore(plan, result, &error);
	rt_step_observe(plan, result, code, &error, &seen);
	rt_error_clear(&error);
	return seen;
}

static inline struct rt_observation cross_step(
	struct fixture *fixture, struct rt_question plan, const char *source,
	const char *toolchain, const char *flags, struct rt_step_result *result)
{
	struct rt_build built = {.from_cache = false};
	struct rt_observation seen = cross_step_built(
		fixture, &plan, source, toolchain, flags, &built, result);

	rt_build_free(&built);
	return seen;
}

#endif
