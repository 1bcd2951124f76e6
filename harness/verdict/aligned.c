/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/aligned.h"

#include <stdio.h>
#include <string.h>

#include "harness/verdict/change.h"

const char *rt_aligned_words(enum rt_outcome aligned)
{
	switch (aligned) {
	case RT_OUTCOME_NONE:
	case RT_OUTCOME_TORN:
		return "";
	case RT_OUTCOME_ATOMIC:
	case RT_OUTCOME_TWICE:
		return "only where the field is not aligned";
	default:
		return "where the field is not aligned";
	}
}

const char *rt_aligned_word(enum rt_outcome aligned)
{
	return aligned == RT_OUTCOME_NONE ? "" : rt_outcome_word(aligned);
}

enum rt_outcome rt_aligned_named(const char *word)
{
	enum rt_outcome aligned = rt_outcome_named(word, strlen(word));

	return aligned == RT_OUTCOMES ? RT_OUTCOME_NONE : aligned;
}

void rt_aligned_say_first(char *reason, size_t size, enum rt_outcome aligned)
{
	const char *words = rt_aligned_words(aligned);
	struct rt_text text = RT_TEXT_INIT;

	if (!*words)
		return;
	rt_text_format(&text, "tears %s: %s", words, reason);
	if (!rt_text_failed(&text))
		snprintf(reason, size, "%s", rt_text_string(&text));
	rt_text_free(&text);
}

static bool is_aligned(const struct rt_question *question)
{
	return question->offset < 0 ||
	       (unsigned)question->offset % (question->width / 8) == 0;
}

void rt_verdict_ask_aligned(struct rt_verdict *verdict,
			    const struct rt_question *asked)
{
	struct rt_question question = *asked;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_judgement judgement;

	if (verdict->outcome != RT_OUTCOME_TORN || is_aligned(asked))
		return;
	question.offset = -1;
	verdict->aligned = RT_OUTCOME_INCONCLUSIVE;
	if (!rt_judge(&judgement, &question, "codegen,step", &error))
		verdict->aligned = rt_outcome_of(&judgement.verdict);
	rt_judgement_free(&judgement);
	rt_error_clear(&error);
	rt_aligned_say_first(verdict->reason, sizeof(verdict->reason),
			     verdict->aligned);
}
