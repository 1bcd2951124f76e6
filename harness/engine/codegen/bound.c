/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of this machine's libc that the account goes through. */
#include <stdio.h>

#include "harness/engine/codegen/codegen.h"
#include "harness/toolchain/libc.h"

/* Farther behind a function's begin, other functions are likely. */
enum { likely_bytes = 4096 };

/*
 * The libc has no names of what its resolvers choose among: the names are found
 * by the code. Only for those, as it takes time when it was not kept.
 */
static void name_variant(struct rt_codegen *codegen, unsigned number,
			 const char *cache)
{
	const struct rt_account_binding *bound =
		&codegen->account->bound[number];
	struct rt_text memory = RT_TEXT_INIT, name = RT_TEXT_INIT;

	if (cache)
		rt_text_format(&memory, "%s/answers", cache);
	rt_libc_name_code(&name, bound->address - RT_ACCOUNT_LIBC,
			  cache ? rt_text_string(&memory) : NULL);
	snprintf(codegen->variant[number], sizeof(codegen->variant[number]),
		 "%.*s", RT_ACCOUNT_NAME - 1, rt_text_string(&name));
	rt_text_free(&memory);
	rt_text_free(&name);
}

/* Of the functions that a way has come to, the last that begins before. */
static const struct rt_account_binding *bound_before(
	const struct rt_account *account, uint64_t address)
{
	const struct rt_account_binding *last = NULL;

	for (unsigned i = 0; i < account->bounds; i++) {
		const struct rt_account_binding *bound = &account->bound[i];

		if (bound->address <= address &&
		    address - bound->address < likely_bytes &&
		    (!last || bound->address > last->address))
			last = bound;
	}
	return last;
}

static void name_sites(struct rt_codegen *codegen)
{
	struct rt_account *account = codegen->account;

	for (unsigned i = 0; i < account->sites; i++) {
		struct rt_account_site *site = &account->site[i];
		const struct rt_account_binding *bound;
		const char *variant;

		if (!site->is_libcs || *site->function)
			continue;
		bound = bound_before(account, site->address);
		if (!bound)
			continue;
		variant = codegen->variant[bound - account->bound];
		snprintf(site->function, sizeof(site->function), "%s",
			 *variant ? variant : bound->name);
	}
}

void rt_codegen_bound_text(const struct rt_codegen *codegen, unsigned number,
			   struct rt_text *text)
{
	const struct rt_account_binding *bound =
		&codegen->account->bound[number];

	rt_text_format(text, "%s's %s%s%s", codegen->libc,
		       *bound->name ? bound->name : "own choice",
		       *bound->version ? "@" : "", bound->version);
	if (bound->is_old)
		rt_text_add(text, ", not the default version");
	if (bound->is_chosen)
		rt_text_format(text, ", %s on this CPU",
			       codegen->variant[number]);
}

void rt_codegen_claim_bound(struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;
	struct rt_text text = RT_TEXT_INIT;
	unsigned first = 0;

	while (first < account->bounds && !account->bound[first].is_chosen &&
	       !account->bound[first].is_old)
		first++;
	if (first == account->bounds)
		return;
	rt_codegen_bound_text(codegen, first, &text);
	rt_codegen_say(codegen, "; with %s", rt_text_string(&text));
	rt_text_free(&text);
}

void rt_codegen_name_bound(struct rt_codegen *codegen, const char *cache)
{
	struct rt_text title = RT_TEXT_INIT;

	if (!codegen->account->bounds)
		return;
	rt_libc_title(&title);
	snprintf(codegen->libc, sizeof(codegen->libc), "%.30s",
		 rt_text_string(&title));
	rt_text_free(&title);
	for (unsigned i = 0; i < codegen->account->bounds; i++)
		if (codegen->account->bound[i].is_chosen)
			name_variant(codegen, i, cache);
	name_sites(codegen);
}
