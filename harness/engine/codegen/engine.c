/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The codegen engine's row in the table of engines. */
#include <stdlib.h>

#include "harness/engine/codegen/codegen.h"

static void release(void *evidence)
{
	rt_codegen_free(evidence);
	free(evidence);
}

static int examine(const struct rt_question *question,
		   struct rt_observation *seen, void **evidence,
		   struct rt_error *error)
{
	struct rt_codegen *codegen = malloc(sizeof(*codegen));
	int code;

	if (!codegen)
		return rt_no_memory(error);
	code = rt_codegen(codegen, question, error);
	if (code) {
		release(codegen);
		return code;
	}
	rt_codegen_observe(codegen, seen);
	*evidence = codegen;
	return RT_OK;
}

/* From the function of the instruction outwards; empty: not known. */
static json_t *source_json(const struct rt_source_place *place)
{
	json_t *lines = json_array();

	for (unsigned i = 0; place && i < place->depth; i++)
		json_array_append_new(
			lines,
			json_pack("{s:s, s:i, s:s}", "file", place->at[i].file,
				  "line", (int)place->at[i].line, "function",
				  place->at[i].function));
	return lines;
}

/* One access that an instruction makes. */
static json_t *access_json(const struct rt_codegen *codegen,
			   const struct rt_account_touch *touch)
{
	static const struct rt_account_site unknown;
	const struct rt_account *account = codegen->account;
	const struct rt_account_site *site =
		touch->site < account->sites ? &account->site[touch->site]
					     : &unknown;

	return json_pack(
		"{s:s, s:s, s:b, s:I, s:i, s:i, s:b, s:b, s:s, s:o}",
		"function", site->function, "instruction", site->text, "libc",
		site->is_libcs, "address",
		(json_int_t)rt_codegen_in_file(site->address), "offset",
		(int)touch->offset, "bytes", (int)touch->bytes, "reads",
		!touch->writes, "writes", touch->writes, "promise",
		site->promise, "source",
		source_json(site == &unknown
				    ? NULL
				    : rt_codegen_site_source(codegen, site)));
}

static json_t *way_json(const struct rt_codegen *codegen,
			const struct rt_account_way *way)
{
	json_t *accesses = json_array();

	for (unsigned i = 0; i < way->touches && i < RT_ACCOUNT_TOUCHES; i++)
		json_array_append_new(accesses,
				      access_json(codegen, &way->touch[i]));
	return json_pack("{s:s, s:s, s:s, s:b, s:s, s:I, s:o, s:o}", "kind",
			 rt_way_name(way->kind), "reason", way->reason,
			 "condition", way->condition, "among_others",
			 way->has_others, "function", way->function, "address",
			 (json_int_t)rt_codegen_in_file(way->reason_at),
			 "source",
			 source_json(rt_codegen_way_source(codegen, way)),
			 "accesses", accesses);
}

/* Every access of every way once. */
static json_t *accesses_json(const struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;
	json_t *all = json_array();

	for (unsigned i = 0; i < account->kept; i++)
		for (unsigned k = 0;
		     k < account->way[i].touches && k < RT_ACCOUNT_TOUCHES;
		     k++) {
			json_t *one =
				access_json(codegen, &account->way[i].touch[k]);
			bool is_known = false;

			for (size_t n = 0; n < json_array_size(all); n++)
				is_known |=
					json_equal(json_array_get(all, n), one);
			if (is_known)
				json_decref(one);
			else
				json_array_append_new(all, one);
		}
	return all;
}

/* The functions of the libc that the ways go through. */
static json_t *bound_json(const struct rt_codegen *codegen)
{
	json_t *all = json_array();

	for (unsigned i = 0; i < codegen->account->bounds; i++) {
		const struct rt_account_binding *bound =
			&codegen->account->bound[i];

		json_array_append_new(
			all,
			json_pack("{s:s, s:s, s:s, s:b, s:s}", "libc",
				  codegen->libc, "name", bound->name, "version",
				  bound->version, "default", !bound->is_old,
				  "variant", codegen->variant[i]));
	}
	return all;
}

static json_t *json(const void *evidence, unsigned width)
{
	const struct rt_codegen *code = evidence;
	const struct rt_account *account = code ? code->account : NULL;
	json_t *ways, *taken;

	(void)width;
	if (!account)
		return json_null();
	ways = json_array();
	taken = json_array();
	for (unsigned i = 0; i < account->kept; i++)
		json_array_append_new(ways, way_json(code, &account->way[i]));
	for (unsigned i = 0; i < account->takes; i++)
		json_array_append_new(taken, json_string(account->taken[i]));
	return json_pack("{s:s, s:b, s:i, s:i, s:i, s:i, s:i, s:o, s:o, s:o, "
			 "s:o}",
			 "machine", code->machine, "closed", code->is_closed,
			 "paths", (int)account->ways, "paths_whole",
			 (int)account->kinds[RT_WAY_WHOLE], "paths_parts",
			 (int)account->kinds[RT_WAY_PARTS], "paths_twice",
			 (int)account->kinds[RT_WAY_TWICE], "paths_open",
			 (int)account->kinds[RT_WAY_OPEN], "ways", ways,
			 "never_written", taken, "bound", bound_json(code),
			 "accesses", accesses_json(code));
}

const struct rt_engine rt_engine_codegen = {
	.name = "codegen",
	.is_usual = true,
	.examine = examine,
	.release = release,
	.key = "codegen",
	.json = json,
};
