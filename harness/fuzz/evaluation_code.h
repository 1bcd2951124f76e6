/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names the code that an evaluation comes from: the instructions on both sides
 * of the witness' gap or, without a witness, the field's first accesses, and
 * the function that holds them. Pure functions, thread-safe.
 *
 * In the accessor itself the compiler chooses the instructions, so that only
 * their kind is named: "two partial loads", "a whole store". A function
 * that it calls was compiled or written before: "two `movsb`". Of a field that
 * is accessed more than once, each time whole, just that is said: "more than
 * one load".
 */
#ifndef RT_FUZZ_EVALUATION_CODE_H
#define RT_FUZZ_EVALUATION_CODE_H

#include "harness/fuzz/evaluation.h"
#include "harness/verdict/judge.h"

/*
 * Sets code, function and is_libcs of @outcome from the @judgement of
 * @question. A function is known where codegen's account has the code, or the
 * module its name; else it is "code without a name".
 */
void rt_evaluation_name_code(struct rt_evaluation *outcome,
			     const struct rt_judgement *judgement,
			     const struct rt_question *question);

#endif
