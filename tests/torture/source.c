/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/source.h"

#include <inttypes.h>

#include "tests/torture/random.h"

static const struct torture_body *bodies(const struct torture_source *source)
{
	return source->stores ? torture_store_bodies : torture_load_bodies;
}

const struct torture_body *torture_body_of(const struct torture_source *source,
					   bool is_rare)
{
	return &bodies(source)[is_rare ? source->rare : source->common];
}

enum torture_claim torture_claim(const struct torture_source *source)
{
	enum torture_claim common = torture_body_of(source, false)->claim;
	enum torture_claim rare = torture_body_of(source, true)->claim;

	if (torture_guards[source->guard].never || rare < common)
		return common;
	return rare;
}

/* Each way is chosen sound or not, as often as @sound of 100 says. */
static unsigned choose_body(const struct torture_source *source,
			    struct torture_random *random, bool is_rare,
			    unsigned sound)
{
	unsigned count = source->stores ? torture_store_body_count
					: torture_load_body_count;
	bool is_sound = torture_chance(random, sound);
	const struct torture_guard *guard = &torture_guards[source->guard];
	const struct torture_body *body;
	unsigned number;

	do {
		number = torture_below(random, count);
		body = &bodies(source)[number];
	} while ((body->claim == TORTURE_SOUND) != is_sound ||
		 (is_rare ? body->by && body->by == guard->by : body->is_rare));
	return number;
}

static unsigned choose_guard(const struct torture_source *source,
			     struct torture_random *random)
{
	unsigned number;

	do
		number = torture_below(random, torture_guard_count);
	while (torture_guards[number].of_a_load && source->stores);
	return number;
}

static uint64_t choose_word(struct torture_random *random, unsigned width)
{
	uint64_t word = 0;

	for (unsigned i = 0; i < 4; i++)
		word = word << 16 | torture_below(random, 0x10000);
	return word >> (64 - width);
}

/* Whole bytes, or any bits; neither nothing nor everything. */
static uint64_t choose_mask(struct torture_random *random, unsigned width)
{
	uint64_t all = UINT64_MAX >> (64 - width), mask;

	do {
		mask = torture_chance(random, 60)
			       ? all >> 8 * torture_below(random, width / 8)
			       : choose_word(random, width);
	} while (!mask || mask == all);
	return mask;
}

/* Some calls that are soon over, some that never are. */
static unsigned choose_calls(struct torture_random *random)
{
	static const unsigned calls[] = {2,   3,     17,     100,
					 999, 40000, 100000, 3000000000};

	return calls[torture_below(random, sizeof(calls) / sizeof(*calls))];
}

static void write_parts(struct torture_source *source)
{
	struct rt_text *text = &source->text;
	unsigned bytes = source->width / 8;

	rt_text_format(text,
		       "/* %s; %s; %s */\n#include <stdint.h>\n"
		       "typedef uint%u_t T; typedef uint%u_t H;\n"
		       "enum { size = %u, half = %u };\n"
		       "#define FIELD (*(volatile T *)p)\n"
		       "#define BYTE(i) ((T)(T)((const volatile uint8_t *)p)[i]"
		       " << 8 * (i))\n"
		       "#define HALF(i) ((T)((const volatile H *)p)[i]"
		       " << 8 * half * (i))\n"
		       "#define HIDE(x) __asm__ volatile(\"\" : \"+r\"(x))\n"
		       "#define BYTES (BYTE(0)",
		       torture_guards[source->guard].name,
		       torture_body_of(source, true)->name,
		       torture_body_of(source, false)->name, source->width,
		       source->width / 2, bytes, bytes / 2);
	for (unsigned i = 1; i < bytes; i++)
		rt_text_format(text, " | BYTE(%u)", i);
	rt_text_add(text, ")\n");
}

static void write_numbers(struct torture_source *source,
			  struct torture_random *random)
{
	unsigned bytes = source->width / 8;

	rt_text_format(&source->text,
		       "#define K 0x%" PRIx64 "ull\n#define M 0x%" PRIx64
		       "ull\n#define N %uu\n#define PLACE %u\n",
		       choose_word(random, source->width) | 1,
		       choose_mask(random, source->width), choose_calls(random),
		       torture_below(random, 64 / bytes) * bytes);
}

static void add(struct rt_text *text, const char *pattern, const char *prefix)
{
	for (; *pattern; pattern++) {
		if (*pattern == '@')
			rt_text_add(text, prefix);
		else
			rt_text_append(text, pattern, 1);
	}
}

static const char *choose_inlining(struct torture_random *random)
{
	static const char *const inlinings[] = {
		"", "__attribute__((noinline)) ",
		"inline __attribute__((always_inline)) "};

	return inlinings[torture_below(random, 3)];
}

static void write_way(struct torture_source *source,
		      struct torture_random *random, bool is_rare)
{
	const struct torture_body *body = torture_body_of(source, is_rare);
	const char *prefix = is_rare ? "rare_" : "common_";
	struct rt_text *text = &source->text;

	add(text, body->outside, prefix);
	rt_text_format(text, "static %s%s %sway(%svoid *p, T v)\n{\n(void)v;\n",
		       choose_inlining(random), source->stores ? "void" : "T",
		       prefix, source->stores ? "" : "const ");
	add(text, body->text, prefix);
	rt_text_add(text, "\n}\n");
}

static void write_guard(struct torture_source *source,
			struct torture_random *random)
{
	const struct torture_guard *guard = &torture_guards[source->guard];

	rt_text_format(&source->text,
		       "%sstatic %sint is_rare(%svoid *p, T v)\n{\n"
		       "(void)p; (void)v; return !!(%s);\n}\n",
		       guard->outside, choose_inlining(random),
		       source->stores ? "" : "const ", guard->condition);
}

static void write_accessor(struct torture_source *source)
{
	bool looks_at = torture_guards[source->guard].looks_at ||
			torture_body_of(source, true)->looks_at ||
			torture_body_of(source, false)->looks_at;

	if (source->stores)
		rt_text_add(&source->text,
			    "void accessor(void *p, T v)\n{\n"
			    "if (is_rare(p, v)) rare_way(p, v);\n"
			    "else common_way(p, v);\n}\n");
	else
		rt_text_format(&source->text,
			       "T accessor(const void *p)\n{\nT v = %s;\n"
			       "if (is_rare(p, v)) return rare_way(p, v);\n"
			       "return common_way(p, v);\n}\n",
			       looks_at ? "FIELD" : "0");
}

void torture_compose(struct torture_source *source, uint64_t seed)
{
	struct torture_random random = {.state = seed};

	*source = (struct torture_source){
		.seed = seed,
		.width = 16u << torture_below(&random, 3),
		.stores = torture_chance(&random, 35),
	};
	source->guard = choose_guard(source, &random);
	source->rare = choose_body(source, &random, true, 50);
	source->common = choose_body(source, &random, false, 85);
	source->build = torture_below(&random, 1u << 16);
	write_parts(source);
	write_numbers(source, &random);
	write_guard(source, &random);
	write_way(source, &random, true);
	write_way(source, &random, false);
	write_accessor(source);
}

void torture_source_free(struct torture_source *source)
{
	rt_text_free(&source->text);
}
