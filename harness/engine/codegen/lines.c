/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of source of what the account tells: open ways and accesses. A
 * module that ringtear compiled has no debug information; it is compiled once
 * more with it, and believed only if the code is the same, byte for byte.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/engine/codegen/codegen.h"
#include "harness/module/build.h"
#include "harness/module/loaded.h"
#include "harness/module/object_code.h"

static bool is_modules(uint64_t address)
{
	return address >= RT_LOADED_BASE &&
	       address - RT_LOADED_BASE < RT_LOADED_MOST;
}

/* Sites come first, then ways; 0 for an address that is not the module's. */
static uint64_t *list_addresses(const struct rt_account *account)
{
	size_t count = account->sites + account->kept;
	uint64_t *list = calloc(count + 1, sizeof(*list));

	for (size_t i = 0; list && i < count; i++) {
		uint64_t address =
			i < account->sites
				? account->site[i].address
				: account->way[i - account->sites].reason_at;

		if (is_modules(address))
			list[i] = address - RT_LOADED_BASE;
	}
	return list;
}

static bool knows_any(const struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;

	for (size_t i = 0; i < account->sites + account->kept; i++)
		if (codegen->source[i].depth)
			return true;
	return false;
}

/* Whether both files have the same code; a file that has none has not. */
static bool has_same_code(const char *one, const char *other)
{
	const char *const path[2] = {one, other};
	struct rt_digest digest[2];
	bool calls_out;

	for (int i = 0; i < 2; i++) {
		struct rt_hash hash;
		int code;

		rt_hash_start(&hash);
		code = rt_object_code_hash(&hash, &calls_out, path[i], NULL);
		if (rt_hash_end(&hash, &digest[i], NULL) || code)
			return false;
	}
	return !strcmp(digest[0].text, digest[1].text);
}

/* A build that fails leaves the lines unknown. */
static int find_in_another_build(struct rt_codegen *codegen,
				 const struct rt_question *question,
				 const uint64_t *address,
				 struct rt_error *error)
{
	size_t count = codegen->account->sites + codegen->account->kept;
	struct rt_cell cell = *question->cell;
	struct rt_text flags = RT_TEXT_INIT;
	struct rt_build built;
	int code = RT_OK;

	rt_text_format(&flags, "%s -g", cell.flags ? cell.flags : "");
	cell.flags = rt_text_string(&flags);
	if (!rt_build(&built, &cell, question->cache, NULL) &&
	    has_same_code(question->module, rt_text_string(&built.module)))
		code = rt_source_find(rt_text_string(&built.module), address,
				      codegen->source, count, error);
	rt_build_free(&built);
	rt_text_free(&flags);
	return code;
}

/* It takes as long as the first build did: for what needs to be explained. */
static bool may_build(const struct rt_codegen *codegen,
		      const struct rt_question *question)
{
	return question->cell && question->cache &&
	       (question->lines == RT_LINES_ALL ||
		codegen->account->kinds[RT_WAY_OPEN]);
}

int rt_codegen_find_lines(struct rt_codegen *codegen,
			  const struct rt_question *question,
			  struct rt_error *error)
{
	const struct rt_account *account = codegen->account;
	size_t count = account->sites + account->kept;
	uint64_t *address;
	int code;

	if (question->lines == RT_LINES_NEVER ||
	    (question->lines == RT_LINES_OPEN && codegen->is_closed))
		return RT_OK;
	address = list_addresses(account);
	codegen->source = calloc(count + 1, sizeof(*codegen->source));
	if (!address || !codegen->source) {
		free(address);
		return rt_no_memory(error);
	}
	code = rt_source_find(question->module, address, codegen->source, count,
			      error);
	if (!code && may_build(codegen, question) && !knows_any(codegen))
		code = find_in_another_build(codegen, question, address, error);
	free(address);
	return code;
}

/* NULL when nothing is known. */
static const struct rt_source_place *known(const struct rt_codegen *codegen,
					   size_t number)
{
	return codegen->source && codegen->source[number].depth
		       ? &codegen->source[number]
		       : NULL;
}

const struct rt_source_place *rt_codegen_site_source(
	const struct rt_codegen *codegen, const struct rt_account_site *site)
{
	return known(codegen, (size_t)(site - codegen->account->site));
}

const struct rt_source_place *rt_codegen_way_source(
	const struct rt_codegen *codegen, const struct rt_account_way *way)
{
	return known(codegen, codegen->account->sites +
				      (size_t)(way - codegen->account->way));
}
