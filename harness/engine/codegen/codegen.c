/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/codegen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/module/image.h"
#include "harness/module/loaded.h"
#include "harness/module/open_names.h"

/* Of CPU time; the longest account of the corpora takes a hundredth of it. */
static const double most_seconds = 1;

/* Bytes that the object is known to be aligned to, where it will be. */
static unsigned alignment_of(const struct rt_question *question)
{
	unsigned at = (unsigned)question->offset - question->within;

	if (question->object_alignment || question->offset < 0)
		return rt_question_alignment(question);
	/* It lies so far from a page's start; a line's is enough to know. */
	return at % 64 ? at & -at : 64;
}

static int name_machine(struct rt_codegen *codegen, const char *module,
			struct rt_error *error)
{
	struct rt_image *image;
	const struct rt_arch *arch;
	int code = rt_image_open(&image, module, error);

	if (code)
		return code;
	arch = rt_arch_of_machine(rt_image_machine(image));
	if (arch)
		snprintf(codegen->machine, sizeof(codegen->machine), "%s",
			 arch->name);
	else
		snprintf(codegen->machine, sizeof(codegen->machine),
			 "machine %u", rt_image_machine(image));
	rt_image_close(image);
	return RT_OK;
}

/* What the ways that came to their end do, whatever becomes of the data. */
static enum rt_emission emission_of(const struct rt_account *account)
{
	const unsigned *kinds = account->kinds;

	if (!account->ways)
		return RT_EMITTED_UNKNOWN;
	if (kinds[RT_WAY_PARTS] == account->ways)
		return RT_EMITTED_PARTS;
	if (kinds[RT_WAY_OPEN] || kinds[RT_WAY_UNTOUCHED])
		return RT_EMITTED_UNKNOWN;
	if (kinds[RT_WAY_PARTS] || kinds[RT_WAY_PART])
		return RT_EMITTED_PARTS;
	for (unsigned i = 0; i < account->kept; i++)
		if (account->way[i].rewrites_part || account->way[i].has_parts)
			return RT_EMITTED_PARTS;
	for (unsigned i = 0; i < account->kept; i++)
		if (account->way[i].accesses > 1)
			return RT_EMITTED_TWICE;
	return RT_EMITTED_WHOLE;
}

static const char *what_of(enum rt_way_kind kind)
{
	static const char *const what[] = {
		[RT_WAY_OPEN] = "open",
		[RT_WAY_PARTS] = "partial accesses of the field",
		[RT_WAY_MIXED] = "a result of more than one access",
		[RT_WAY_UNDOES] = "a load that stores back what it read",
		[RT_WAY_OTHER] = "a value that is not made of the field",
		[RT_WAY_UNTOUCHED] = "no access to the field",
		[RT_WAY_PART] = "one access of a part of the field",
		[RT_WAY_TWICE] = "more than one access of the full width",
		[RT_WAY_WHOLE] = "one access of the full width",
	};

	return what[kind];
}

uint64_t rt_codegen_in_file(uint64_t address)
{
	return address & (RT_LOADED_BASE - 1);
}

void rt_codegen_say(struct rt_codegen *codegen, const char *format, ...)
{
	size_t length = strlen(codegen->reason);
	va_list list;

	va_start(list, format);
	vsnprintf(codegen->reason + length, sizeof(codegen->reason) - length,
		  format, list);
	va_end(list);
}

/* The first access of a way, "" without one. */
static const struct rt_account_site *site_of(const struct rt_account *account,
					     const struct rt_account_way *way)
{
	if (!way->touches || way->touch[0].site >= account->sites)
		return NULL;
	return &account->site[way->touch[0].site];
}

static const char *place_of(const struct rt_account_site *site)
{
	if (*site->function)
		return site->function;
	return site->is_libcs ? "the libc" : "code without a name";
}

static void add_source(struct rt_text *text,
		       const struct rt_source_place *place)
{
	if (!place)
		return;
	rt_text_add(text, " (");
	rt_source_text(place, text);
	rt_text_add(text, ")");
}

void rt_codegen_condition_text(const struct rt_account_way *way,
			       struct rt_text *text)
{
	if (*way->condition)
		rt_text_format(text, "taken %swhere %s",
			       way->has_others ? "among others " : "",
			       way->condition);
}

static void add_condition(struct rt_codegen *codegen,
			  const struct rt_account_way *way)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_codegen_condition_text(way, &text);
	if (text.length)
		rt_codegen_say(codegen, ", %s", rt_text_string(&text));
	rt_text_free(&text);
}

/* The worst way, which the account has first. */
static void explain(struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;
	const struct rt_account_way *way = &account->way[0];
	const struct rt_account_site *site;
	struct rt_text source = RT_TEXT_INIT;
	char on[48];
	unsigned count;

	if (!account->ways) {
		snprintf(codegen->reason, sizeof(codegen->reason),
			 "no way through it returns");
		return;
	}
	count = account->kinds[way->kind];
	site = site_of(account, way);
	add_source(&source, way->kind == RT_WAY_OPEN
				    ? rt_codegen_way_source(codegen, way)
			    : site ? rt_codegen_site_source(codegen, site)
				   : NULL);
	if (count == account->ways)
		snprintf(on, sizeof(on), "every path");
	else
		snprintf(on, sizeof(on), "%u of %u paths", count,
			 account->ways);
	if (way->kind == RT_WAY_OPEN)
		snprintf(codegen->reason, sizeof(codegen->reason),
			 "%u of %u paths open: %.120s, at 0x%llx%s%.60s%s",
			 count, account->ways, way->reason,
			 (unsigned long long)rt_codegen_in_file(way->reason_at),
			 *way->function ? " in " : "", way->function,
			 rt_text_string(&source));
	else
		snprintf(codegen->reason, sizeof(codegen->reason),
			 "%s on %s%s%.80s%s%.60s%s", what_of(way->kind), on,
			 site ? ", first '" : "", site ? site->text : "",
			 site ? "' in " : "", site ? place_of(site) : "",
			 rt_text_string(&source));
	rt_text_free(&source);
	add_condition(codegen, way);
}

/* A claim that rests on data says so. */
static void name_constants(struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;

	if (account->takes)
		rt_codegen_say(codegen, "; nothing writes `%.30s`%s",
			       account->taken[0],
			       account->takes > 1 ? " and others" : "");
}

/* So does one that rests on a promise of the machine. */
static void name_facilities(struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;
	unsigned i = 0;

	while (i < account->sites && !*account->site[i].facility)
		i++;
	if (i < account->sites)
		rt_codegen_say(codegen, "; if the machine has %s",
			       account->site[i].facility);
	else if (*account->without)
		rt_codegen_say(codegen, "; if the machine has %s",
			       account->without);
}

/* So does one that rests on where the object lies. */
static void name_alignment(struct rt_codegen *codegen,
			   const struct rt_question *question)
{
	unsigned needed = codegen->account->needs_alignment;

	if (codegen->is_closed && question->object &&
	    !question->object_alignment && needed > question->width / 8)
		rt_codegen_say(codegen, "; if the object is aligned to %u",
			       needed);
}

static int take_account(struct rt_codegen *codegen,
			const struct rt_question *question,
			struct rt_error *error)
{
	char buffer[32];
	const struct rt_account_question of = {
		.module = question->module,
		.symbol = rt_question_symbol(question, buffer),
		.width = question->width,
		.stores = question->stores,
		.within = question->within,
		.alignment = alignment_of(question),
		.facilities = question->assume,
		.lacks_thread_data =
			question->open && question->open->lacks_thread_data,
		.has_libc = true,
		.seconds = most_seconds,
	};
	int code = rt_account_make(&codegen->account, &of, error);

	if (code == RT_SETUP) {
		snprintf(codegen->reason, sizeof(codegen->reason), "%.250s",
			 error ? error->message : "it cannot be read here");
		rt_error_clear(error);
		return RT_OK;
	}
	if (code)
		return code;
	codegen->is_closed = rt_account_is_closed(codegen->account);
	codegen->emission = emission_of(codegen->account);
	rt_codegen_name_bound(codegen, question->cache);
	code = rt_codegen_find_lines(codegen, question, error);
	if (code)
		return code;
	explain(codegen);
	name_constants(codegen);
	name_facilities(codegen);
	name_alignment(codegen, question);
	rt_codegen_claim_bound(codegen);
	return RT_OK;
}

int rt_codegen(struct rt_codegen *codegen, const struct rt_question *question,
	       struct rt_error *error)
{
	unsigned int width = question->width;
	struct rt_error own = RT_ERROR_INIT;
	int code;

	*codegen = (struct rt_codegen){
		.width = width,
		.is_store = question->stores,
	};
	if (!rt_is_width(width))
		return rt_fail(error, RT_USAGE,
			       "a field of %u bits cannot be judged; "
			       "choose " RT_WIDTHS,
			       width);
	code = name_machine(codegen, question->module, error);
	if (!code)
		code = take_account(codegen, question, error ? error : &own);
	rt_error_clear(&own);
	return code;
}

void rt_codegen_free(struct rt_codegen *codegen)
{
	rt_account_free(codegen->account);
	free(codegen->source);
	*codegen = (struct rt_codegen){.width = 0};
}

bool rt_codegen_covers(const struct rt_codegen *codegen, uint64_t address)
{
	const struct rt_account *account = codegen->account;

	return !account || account->covers_more ||
	       rt_account_covers(account, RT_LOADED_BASE + address);
}

void rt_codegen_observe(const struct rt_codegen *codegen,
			struct rt_observation *observation)
{
	*observation = (struct rt_observation){
		.engine = "codegen",
		.outcome = codegen->emission == RT_EMITTED_UNKNOWN
				   ? RT_OUTCOME_INCONCLUSIVE
				   : RT_OUTCOME_NO_TEAR,
		.emission = codegen->emission,
		.is_closed = codegen->is_closed,
	};
	if (codegen->account) {
		observation->partial = codegen->account->kinds[RT_WAY_PART];
		observation->loses_update = codegen->account->loses;
		/* Where ways are open, others may be none of the program's. */
		observation->overwrites = codegen->account->overwrites &&
					  !codegen->account->kinds[RT_WAY_OPEN];
	}
	snprintf(observation->reason, sizeof(observation->reason), "%s: %.240s",
		 rt_emission_name(codegen->emission), codegen->reason);
}

const char *rt_emission_name(enum rt_emission emission)
{
	static const char *const names[] = {"unknown", "whole", "parts",
					    "twice"};

	return (unsigned int)emission < RT_EMISSIONS ? names[emission] : "";
}
