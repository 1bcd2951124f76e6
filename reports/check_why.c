/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of all ways, for a reader who checks it. */
#include <stdio.h>

#include "harness/engine/codegen/codegen.h"
#include "reports/check.h"
#include "reports/screen.h"

/* What makes a way what it is. */
static const char *meaning(enum rt_way_kind kind, bool stores)
{
	switch (kind) {
	case RT_WAY_PARTS:
		return "an access has a part of the field";
	case RT_WAY_MIXED:
		return "what is returned is made of more than one access";
	case RT_WAY_UNDOES:
		return "what it read is stored back: a store in between is "
		       "undone";
	case RT_WAY_OTHER:
		return stores ? "more than one value is stored"
			      : "what is returned is not made of the field";
	case RT_WAY_UNTOUCHED:
		return "it returns without an access to the field";
	case RT_WAY_PART:
		return stores ? "one store, of a part of the field"
			      : "what is returned is made of one load, of a "
				"part of the field";
	case RT_WAY_TWICE:
		return stores ? "each store is whole, and of the same value"
			      : "each load is whole, and what is returned is "
				"made of one of them alone";
	case RT_WAY_WHOLE:
		return stores ? "one store"
			      : "one load, and what is returned is made of it "
				"alone";
	default:
		return "";
	}
}

static void add_place(struct rt_text *text, uint64_t address,
		      const char *function, bool is_libcs,
		      const struct rt_source_place *source)
{
	rt_text_format(text, " at 0x%llx%s%s%s",
		       (unsigned long long)rt_codegen_in_file(address),
		       *function ? " in " : "", function,
		       is_libcs ? " of the libc" : "");
	if (!source)
		return;
	rt_text_add(text, " (");
	rt_source_text(source, text);
	rt_text_add(text, ")");
}

static void add_touch(struct rt_text *text, const struct rt_codegen *codegen,
		      const struct rt_account_touch *touch)
{
	const struct rt_account *account = codegen->account;
	const struct rt_account_site *site;

	rt_text_format(text, "; %s %u bytes at %+d",
		       touch->writes ? "stores" : "loads", touch->bytes,
		       touch->offset);
	if (touch->site >= account->sites)
		return;
	site = &account->site[touch->site];
	rt_text_format(text, ": `%s`", site->text);
	add_place(text, site->address, site->function, site->is_libcs,
		  rt_codegen_site_source(codegen, site));
	rt_text_format(text, ", %s",
		       *site->promise ? site->promise
				      : "of which no manual promises anything");
}

static void add_run(struct rt_text *text, int ran)
{
	if (ran >= 0)
		rt_text_add(text, ran ? "; a run of step took it"
				      : "; no run of step took it");
}

static void print_way(const struct rt_codegen *codegen, unsigned number,
		      int ran)
{
	const struct rt_account_way *way = &codegen->account->way[number];
	struct rt_text text = RT_TEXT_INIT;
	char label[16];

	snprintf(label, sizeof(label), "way %u", number + 1);
	rt_text_format(&text, "%s: %s", rt_way_name(way->kind),
		       way->kind == RT_WAY_OPEN
			       ? way->reason
			       : meaning(way->kind, codegen->is_store));
	if (way->kind == RT_WAY_OPEN)
		add_place(&text, way->reason_at, way->function, false,
			  rt_codegen_way_source(codegen, way));
	if (*way->condition)
		rt_text_add(&text, ", ");
	rt_codegen_condition_text(way, &text);
	for (unsigned i = 0; i < way->touches && i < RT_ACCOUNT_TOUCHES; i++)
		add_touch(&text, codegen, &way->touch[i]);
	if (way->touches > RT_ACCOUNT_TOUCHES)
		rt_text_format(&text, "; and %u more",
			       way->touches - RT_ACCOUNT_TOUCHES);
	add_run(&text, ran);
	rt_screen_item(label, rt_text_string(&text));
	rt_text_free(&text);
}

static void print_summary(const struct rt_codegen *codegen)
{
	const struct rt_account *account = codegen->account;
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%u %s:", account->ways,
		       account->ways == 1 ? "way" : "ways");
	for (int kind = 0; kind < RT_WAY_KINDS; kind++)
		if (account->kinds[kind])
			rt_text_format(&text, " %u %s;", account->kinds[kind],
				       rt_way_name((enum rt_way_kind)kind));
	rt_text_add(&text, codegen->is_closed
				   ? " every way is closed, and whole"
				   : " not every way is closed and whole");
	rt_screen_item("why", rt_text_string(&text));
	rt_text_free(&text);
}

static void print_taken(const struct rt_account *account)
{
	struct rt_text text = RT_TEXT_INIT;

	for (unsigned i = 0; i < account->takes; i++)
		rt_text_format(&text, "%s%s", i ? ", " : "", account->taken[i]);
	rt_text_add(&text, ": nothing in the module writes it, so it has the "
			   "value that it begins with");
	if (account->takes)
		rt_screen_item("constant", rt_text_string(&text));
	rt_text_free(&text);
}

/* What of the libc the ways go through. */
static void print_bound(const struct rt_codegen *codegen)
{
	struct rt_text text = RT_TEXT_INIT;

	for (unsigned i = 0; i < codegen->account->bounds; i++) {
		rt_text_add(&text, i ? "; " : "");
		rt_codegen_bound_text(codegen, i, &text);
	}
	if (text.length)
		rt_screen_item("libc", rt_text_string(&text));
	rt_text_free(&text);
}

void rt_check_print_why(const struct rt_check *check)
{
	const struct rt_codegen *codegen =
		rt_judgement_codegen(&check->judgement);

	if (!codegen || !codegen->account) {
		rt_screen_item("why", codegen ? codegen->reason
					      : "codegen was not asked");
		return;
	}
	print_summary(codegen);
	for (unsigned i = 0; i < codegen->account->kept; i++)
		print_way(codegen, i,
			  rt_judgement_ran(&check->judgement,
					   &codegen->account->way[i]));
	print_taken(codegen->account);
	print_bound(codegen);
}
