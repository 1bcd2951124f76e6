/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds data of the module that is writable and that nothing in the module
 * writes, such as a static flag: for the account it is constant.
 *
 * It is taken to be constant first; then all functions of the module that
 * others can call are walked, with any arguments. If none of them writes it, or
 * gives its address away, there is no first write either, so it was right to
 * take it so. Else the rest is tried again without it.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/engine/account/survey.h"

enum { rounds_most = 4, deepest = 32 };

/* Whether @number is an address in one of the ranges; its index in @index. */
static bool is_in(const struct rt_survey *survey, uint64_t number,
		  unsigned *index)
{
	for (unsigned i = 0; i < survey->count; i++)
		if (number >= survey->datum[i].begin &&
		    number < survey->datum[i].end) {
			*index = i;
			return true;
		}
	return false;
}

bool rt_survey_has(const struct rt_survey *survey, uint64_t address,
		   uint64_t size)
{
	unsigned index;

	return !survey->is_hidden && is_in(survey, address, &index) &&
	       (survey->is_on || survey->datum[index].is_proved) &&
	       address + size <= survey->datum[index].end;
}

static bool is_written(const struct rt_survey *survey, uint64_t address)
{
	for (unsigned i = 0; i < survey->writes; i++)
		if (address >= survey->written[i].begin &&
		    address < survey->written[i].end)
			return true;
	return false;
}

void rt_survey_want(struct rt_walk *walk, uint64_t address)
{
	struct rt_survey *survey = &walk->survey;
	struct rt_survey_datum datum = {.is_changed = false};
	unsigned index;

	if (survey->is_hidden || is_in(survey, address, &index) ||
	    is_written(survey, address) || survey->count == RT_SURVEY_DATA ||
	    !rt_space_datum(walk->space, address, &datum.begin, &datum.end,
			    datum.name))
		return;
	survey->datum[survey->count++] = datum;
	survey->is_new = true;
}

static void drop(struct rt_survey *survey, uint64_t begin, uint64_t end)
{
	for (unsigned i = 0; i < survey->count; i++)
		if (begin < survey->datum[i].end &&
		    end > survey->datum[i].begin)
			survey->datum[i].is_changed = true;
}

/* What is done with each number of an address's size in a term. */
typedef void visitor(struct rt_walk *walk, uint64_t number);

static void each_number(struct rt_walk *walk, rt_term term, visitor *visit,
			unsigned depth)
{
	struct rt_term_node node = *rt_term_look(&walk->terms, term);
	uint64_t number;

	if (depth == deepest) {
		walk->survey.failed = true;
		return;
	}
	if (node.size == walk->fold.pointer_bytes &&
	    rt_term_get_number(&walk->terms, term, &number))
		visit(walk, number);
	if (node.kind != RT_TERM_APPLY && node.kind != RT_TERM_BYTES)
		return;
	for (unsigned i = 0; i < node.count; i++) {
		uint32_t word = rt_term_operand(&walk->terms, term, i);

		each_number(walk,
			    node.kind == RT_TERM_BYTES ? rt_piece_term(word)
						       : word,
			    visit, depth + 1);
	}
}

/* A store goes to @number, or to an address that is computed from it. */
static void drop_place(struct rt_walk *walk, uint64_t number)
{
	drop(&walk->survey, number, number + 1);
}

/* Others may write what they have the address of, and call what they find. */
static void give(struct rt_walk *walk, uint64_t number)
{
	drop(&walk->survey, number, number + 1);
	rt_survey_give(walk, number);
}

/* Each word of a stored value may be an address. */
static void note_value(struct rt_walk *walk, rt_term value)
{
	unsigned word = walk->fold.pointer_bytes;
	unsigned size = rt_term_look(&walk->terms, value)->size;

	for (unsigned at = 0; at + word <= size; at += word)
		each_number(walk, rt_term_slice(&walk->terms, value, at, word),
			    give, 0);
}

void rt_survey_store(struct rt_walk *walk, rt_term address, rt_term value)
{
	unsigned size = rt_term_look(&walk->terms, value)->size;
	uint64_t number;

	if (!walk->survey.is_on)
		return;
	note_value(walk, value);
	if (rt_term_get_number(&walk->terms, address, &number))
		drop(&walk->survey, number, number + size);
	else
		each_number(walk, address, drop_place, 0);
}

void rt_survey_load(struct rt_walk *walk, rt_term address)
{
	if (walk->survey.is_on)
		each_number(walk, address, rt_survey_read, 0);
}

/* A pointer into data may go on to any of it: nothing is known then. */
void rt_survey_blur(struct rt_walk *walk, rt_term term)
{
	uint64_t number;

	if (rt_term_get_number(&walk->terms, term, &number) &&
	    rt_space_bytes(walk->space, number, 1) &&
	    !rt_space_object(walk->space, number) &&
	    !rt_space_is_constant(walk->space, number, 1))
		walk->survey.failed = true;
}

void rt_survey_end(struct rt_walk *walk, const struct rt_state *state)
{
	if (*state->reason) {
		walk->survey.failed = true;
		return;
	}
	note_value(walk,
		   rt_state_get(state, walk->guest, &walk->terms,
				walk->guest->result, walk->fold.pointer_bytes));
}

/* Addresses that lie in memory whose content is not known to the walk. */
static void note_words(struct rt_walk *walk)
{
	const struct rt_loaded *loaded = &walk->space->object[0].loaded;
	unsigned word = walk->fold.pointer_bytes;
	uint64_t base = loaded->loading.base;

	for (uint64_t at = 0; at + word <= loaded->size; at += word) {
		uint64_t number;

		if (rt_space_is_constant(walk->space, base + at, word) ||
		    rt_survey_has(&walk->survey, base + at, word))
			continue;
		number = rt_arch_number(loaded->arch, loaded->bytes + at, word);
		drop(&walk->survey, number, number + 1);
	}
}

/* All functions that others can call, and those that these give away. */
static void walk_functions(struct rt_walk *walk)
{
	struct rt_survey *survey = &walk->survey;

	rt_survey_callable(walk);
	for (size_t i = 0; i < survey->functions && !survey->failed; i++)
		rt_walk_all(walk, survey->function[i]);
}

static void note_written(struct rt_survey *survey,
			 const struct rt_survey_datum *datum)
{
	if (survey->writes < RT_SURVEY_DATA)
		survey->written[survey->writes++] =
			(struct rt_space_range){datum->begin, datum->end};
}

/* Drops what is changed; true when there was something. */
static bool drop_changed(struct rt_survey *survey)
{
	unsigned kept = 0, before = survey->count;

	for (unsigned i = 0; i < before; i++)
		if (survey->datum[i].is_changed)
			note_written(survey, &survey->datum[i]);
		else
			survey->datum[kept++] = survey->datum[i];
	survey->count = kept;
	return kept < before;
}

void rt_survey_take(struct rt_walk *walk)
{
	struct rt_survey *survey = &walk->survey;

	for (unsigned round = 0; survey->count; round++) {
		survey->failed = round == rounds_most;
		if (!survey->failed) {
			rt_walk_forget(walk);
			survey->is_on = true;
			survey->depth = ++walk->depth;
			note_words(walk);
			walk_functions(walk);
			walk->depth--;
			survey->is_on = false;
		}
		if (survey->failed) {
			survey->count = 0;
			return;
		}
		survey->is_new = false;
		if (!drop_changed(survey))
			break;
	}
	for (unsigned i = 0; i < survey->count; i++)
		survey->datum[i].is_proved = true;
}
