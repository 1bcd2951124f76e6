/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cell that is built and judged by the account and by step. */
#ifndef RT_TESTS_VERDICT_ASKED_H
#define RT_TESTS_VERDICT_ASKED_H

#include "harness/verdict/judge.h"
#include "tests/module/fixture.h"

/* @question has all but the module. Released with rt_judgement_free(). */
static inline void asked_judge(struct fixture *fixture,
			       const struct rt_cell *cell,
			       struct rt_question question,
			       struct rt_judgement *judgement)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_build built;

	fixture_build_in(fixture_cells(fixture), &built, cell);
	question.module = rt_text_string(&built.module);
	question.target = cell->toolchain->compiler->target;
	if (rt_judge(judgement, &question, "codegen,step", &error))
		fail_msg("%s", error.message);
	rt_build_free(&built);
}

/* What @engine said; "" if it was not asked. */
static inline const char *asked_reason(const struct rt_judgement *judgement,
				       const char *engine)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (!strcmp(judgement->seen[i].engine, engine))
			return judgement->seen[i].reason;
	return "";
}

#endif
