/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to this folder: data that nothing in the module writes (survey.c). */
#ifndef RT_ENGINE_ACCOUNT_SURVEY_H
#define RT_ENGINE_ACCOUNT_SURVEY_H

#include "harness/engine/account/walk.h"

/* Whether the @size bytes at @address are taken to be constant. */
bool rt_survey_has(const struct rt_survey *survey, uint64_t address,
		   uint64_t size);

/* The accessor reads data at @address: a candidate. */
void rt_survey_want(struct rt_walk *walk, uint64_t address);

/* During the survey: a store of @value to memory, and the end of a way. */
void rt_survey_store(struct rt_walk *walk, rt_term address, rt_term value);
void rt_survey_end(struct rt_walk *walk, const struct rt_state *state);

/*
 * During the survey: a loop that holds the number @term is not walked to its
 * end.
 */
void rt_survey_blur(struct rt_walk *walk, rt_term term);

/* Leaves those candidates that nothing writes; all others are dropped. */
void rt_survey_take(struct rt_walk *walk);

#endif
