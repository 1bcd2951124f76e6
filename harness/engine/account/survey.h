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

/* During the survey: a load, a store of @value, and the end of a way. */
void rt_survey_load(struct rt_walk *walk, rt_term address);
void rt_survey_store(struct rt_walk *walk, rt_term address, rt_term value);
void rt_survey_end(struct rt_walk *walk, const struct rt_state *state);

/*
 * During the survey: a loop that holds the number @term is not walked to its
 * end.
 */
void rt_survey_blur(struct rt_walk *walk, rt_term term);

/*
 * callable.c: begins the list of functions that others than the module's own
 * code can call with those that it exports and that the dynamic linker calls.
 */
void rt_survey_callable(struct rt_walk *walk);
/* Others get @number: it may be the address of a function, or of data. */
void rt_survey_give(struct rt_walk *walk, uint64_t number);
/* Code that others can call reads data at, or from, @number on. */
void rt_survey_read(struct rt_walk *walk, uint64_t number);

/* Leaves those candidates that nothing writes; all others are dropped. */
void rt_survey_take(struct rt_walk *walk);

#endif
