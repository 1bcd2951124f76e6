/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is asked of one side of a row of a comparison, and what the engines
 * answer. Not thread-safe.
 */
#ifndef RT_COMPARE_ANSWER_H
#define RT_COMPARE_ANSWER_H

#include "harness/base/hash.h"
#include "harness/compare/compare.h"

/* The question of @row for @subject, which is built; borrows from both. */
struct rt_question rt_compare_question(const struct rt_compare_row *row,
				       const struct rt_subject *subject);

/*
 * The key of @question: two questions with one key have the same answer. Errors
 * as from rt_file_read() of the module.
 */
int rt_compare_key(struct rt_digest *key, const struct rt_question *question,
		   struct rt_error *error);

/*
 * Asks the engines, and fills what @answer has of them. @is_once as of
 * rt_verdict_faults(). Errors as from rt_judge().
 */
int rt_compare_answer(struct rt_compared_answer *answer,
		      const struct rt_question *question, bool is_once,
		      struct rt_error *error);

#endif
