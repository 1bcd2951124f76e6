/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/store_private.h"

#include <string.h>

int rt_store_fail_memory(const struct rt_store *store, struct rt_error *error)
{
	return rt_fail(error, RT_SETUP,
		       "cannot use the store %s: out of memory; free some "
		       "memory",
		       store->database.path);
}

void rt_store_append_names(struct rt_text *text, const struct rt_shape *shape,
			   const char *between)
{
	for (size_t i = 0; i < shape->count; i++)
		rt_text_format(text, "%s%s", shape->field[i].name,
			       i + 1 < shape->count ? between : "");
}

int rt_store_prepare(struct rt_store *store, struct rt_text *text,
		     sqlite3_stmt **statement, struct rt_error *error)
{
	int failed = rt_text_failed(text)
			     ? rt_store_fail_memory(store, error)
			     : rt_sql_prepare(&store->database, text->data,
					      statement, error);

	rt_text_free(text);
	return failed;
}

void rt_store_append_uri(struct rt_text *uri, const char *path)
{
	rt_text_add(uri, *path == '/' ? "file:" : "file:./");
	for (; *path; path++) {
		if (strchr("%?#", *path))
			rt_text_format(uri, "%%%02X", (unsigned char)*path);
		else
			rt_text_append(uri, path, 1);
	}
}
