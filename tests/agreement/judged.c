/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/agreement/judged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct agreement_code *agreement_code_of(const struct agreement_codes *codes,
					 const struct rt_digest *digest)
{
	for (size_t i = 0; i < codes->count; i++)
		if (!strcmp(codes->list[i].digest.text, digest->text))
			return &codes->list[i];
	return NULL;
}

static int add(struct agreement_codes *codes, const struct rt_digest *digest,
	       size_t cell, unsigned number, struct rt_error *error)
{
	struct agreement_code *list = agreement_code_of(codes, digest);

	if (list) {
		list->cells++;
		return RT_OK;
	}
	list = realloc(codes->list, (codes->count + 1) * sizeof(*list));
	if (!list)
		return rt_fail(error, RT_SETUP, "out of memory");
	codes->list = list;
	list[codes->count++] = (struct agreement_code){
		.digest = *digest, .cell = cell, .number = number, .cells = 1};
	return RT_OK;
}

int agreement_codes_find(struct agreement_codes *codes,
			 const struct agreement_cell *cells, size_t count,
			 struct rt_error *error)
{
	int code = RT_OK;

	for (size_t i = 0; i < count; i++)
		for (unsigned j = 0; j < agreement_functions && !code; j++)
			if (cells[i].code[j].text[0])
				code = add(codes, &cells[i].code[j], i, j,
					   error);
	return code;
}

/* What is missing is the word of the engine that could have decided. */
static const char *what_is_missing(const struct rt_judgement *judgement)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (!strcmp(judgement->seen[i].engine, "step"))
			return judgement->seen[i].reason;
	return judgement->verdict.reason;
}

static void note(struct agreement_judged *judged,
		 const struct rt_judgement *judgement)
{
	const struct rt_verdict *verdict = &judgement->verdict;
	const struct rt_codegen *code = rt_judgement_codegen(judgement);
	const char *reason = verdict->reason;

	judged->verdict = verdict->outcome;
	judged->twice = verdict->twice;
	if (verdict->disagreement[0]) {
		judged->kind = AGREEMENT_DISAGREE;
		reason = verdict->disagreement;
	} else if (verdict->outcome == RT_OUTCOME_ERROR) {
		judged->kind = AGREEMENT_ERROR;
	} else if (verdict->outcome == RT_OUTCOME_INCONCLUSIVE) {
		judged->kind = AGREEMENT_INCONCLUSIVE;
		reason = what_is_missing(judgement);
	} else if (code->emission == RT_EMITTED_UNKNOWN) {
		judged->kind = AGREEMENT_UNREAD;
		reason = code->reason;
	}
	snprintf(judged->reason, sizeof(judged->reason), "%s", reason);
}

void agreement_judge(const struct agreement_cell *cell, unsigned number,
		     struct agreement_judged *judged)
{
	const struct rt_question question = {
		.module = cell->module,
		.width = agreement_width(number),
		.stores = agreement_stores(number),
		.offset = -1,
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_judgement judgement;

	if (rt_judge(&judgement, &question, NULL, &error))
		agreement_lost(judged, error.message);
	else
		note(judged, &judgement);
	rt_error_clear(&error);
	rt_judgement_free(&judgement);
}

void agreement_lost(struct agreement_judged *judged, const char *reason)
{
	judged->kind = AGREEMENT_ERROR;
	judged->verdict = RT_OUTCOME_ERROR;
	snprintf(judged->reason, sizeof(judged->reason), "%.250s", reason);
}

void agreement_print_cell(struct rt_text *text,
			  const struct agreement_cell *cells,
			  const struct agreement_code *code)
{
	const struct agreement_cell *cell = &cells[code->cell];

	rt_text_format(text,
		       "%s --toolchain %s --flags '%s' --width %u "
		       "--direction %s\n",
		       rt_text_string(&cell->accessor->name),
		       rt_text_string(&cell->toolchain->name), cell->flags,
		       agreement_width(code->number),
		       agreement_stores(code->number) ? "store" : "load");
}
