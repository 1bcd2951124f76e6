/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/shim_brief.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

const char rt_shim_brief_mark[] = "/* An expression, by ringtear. */\n";
const char rt_shim_brief_needs[] = "/* Needs: ";

static void add_defines(struct rt_text *out, const char *const *defines)
{
	for (; defines && *defines; defines++) {
		const char *value = strchr(*defines, '=');
		size_t name = strcspn(*defines, "=");

		rt_text_format(out, "#define %.*s %s\n", (int)name, *defines,
			       value ? value + 1 : "1");
	}
}

static void add_headers(struct rt_text *out, const struct rt_shim *shim)
{
	const char *const *header = shim->includes;
	char path[PATH_MAX];

	if ((!header || !*header) && shim->copy)
		rt_text_add(out, "#include <string.h>\n");
	for (; header && *header; header++)
		rt_text_format(out,
			       **header == '<' ? "#include %s\n"
					       : "#include \"%s\"\n",
			       *header);
	if (shim->prelude && realpath(shim->prelude, path))
		rt_text_format(out, "#include \"%s\"\n", path);
}

static void begin_function(struct rt_text *out, const struct rt_shim *shim,
			   bool stores)
{
	rt_text_format(out,
		       stores ? "static void ringtear_store%u(void *p, "
				"uint%u_t v)\n{\n"
			      : "static uint%u_t ringtear_load%u(const void "
				"*p)\n{\n",
		       shim->width, shim->width);
}

/* As the shim does it: the compiler knows neither the length nor the place. */
static void add_copy(struct rt_text *out, const struct rt_shim *shim,
		     bool stores, unsigned int place)
{
	const char *length = shim->is_length_known ? "" : ", length";
	unsigned int size = shim->width / 8;

	if (shim->is_length_known)
		rt_text_format(out, "enum { len = %u };\n", size);
	rt_text_format(out,
		       "static void copy(void *dst, const void *src%s)\n"
		       "{ %s; }\n",
		       shim->is_length_known ? "" : ", unsigned long len",
		       shim->copy);
	if (!shim->is_length_known)
		rt_text_format(out,
			       "static volatile unsigned long length = %u;\n",
			       size);
	begin_function(out, shim, stores);
	rt_text_format(out,
		       "\tunsigned char room[%u] __attribute__((aligned(8)));\n"
		       "\tunsigned char *volatile at = room + %u;\n",
		       size > 8 ? 8 + size : 16, place);
	if (stores)
		rt_text_format(out,
			       "\t__builtin_memcpy(at, &v, %u);\n"
			       "\tcopy(p, at%s);\n}\n",
			       size, length);
	else
		rt_text_format(out,
			       "\tuint%u_t v;\n"
			       "\tcopy(at, p%s);\n"
			       "\t__builtin_memcpy(&v, at, %u);\n"
			       "\treturn v;\n}\n",
			       shim->width, length, size);
}

/* As the shim has it, where the expression names it. */
static void add_object(struct rt_text *out, const struct rt_shim *shim,
		       bool stores)
{
	const char *constant = stores ? "" : "const ";

	if (shim->has_object &&
	    strstr(stores ? shim->store : shim->load, "object"))
		rt_text_format(out, "\t%svoid *object = (%schar *)p - %u;\n",
			       constant, constant, shim->within);
}

/* One function of one expression. */
static void add_function(struct rt_text *out, const struct rt_shim *shim,
			 bool stores)
{
	begin_function(out, shim, stores);
	add_object(out, shim, stores);
	rt_text_format(out, stores ? "\t%s;\n}\n" : "\treturn (%s);\n}\n",
		       stores ? shim->store : shim->load);
}

void rt_shim_brief(struct rt_text *out, const struct rt_shim *shim, bool stores,
		   unsigned int place)
{
	add_defines(out, shim->defines);
	add_headers(out, shim);
	if (shim->copy)
		add_copy(out, shim, stores, place);
	else
		add_function(out, shim, stores);
}
