/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages without the names of files that the user never gave. */
#include <string.h>

#include "harness/run/advice_private.h"

/* Appends @said with @to in place of each @from, which is not empty. */
static void replace(struct rt_text *text, const char *said, const char *from,
		    const char *to)
{
	const char *at;

	while ((at = strstr(said, from))) {
		rt_text_append(text, said, (size_t)(at - said));
		rt_text_add(text, to);
		said = at + strlen(from);
	}
	rt_text_add(text, said);
}

/* The length of "/…/ringtear-tmp.XXXXXX/" that @path begins with; 0: none. */
static size_t workplace_length(const char *path)
{
	static const char mark[] = "/ringtear-tmp.";
	size_t length = strcspn(path, " \n:;`'\"");
	const char *at = memmem(path, length, mark, sizeof(mark) - 1);
	const char *end = NULL;

	if (*path == '/' && at)
		end = memchr(at + 1, '/', length - (size_t)(at + 1 - path));
	return end ? (size_t)(end + 1 - path) : 0;
}

/* Appends @said without the folders that modules are made in. */
static void drop_workplaces(struct rt_text *text, const char *said)
{
	while (*said) {
		size_t length = workplace_length(said);

		if (length) {
			said += length;
			continue;
		}
		length = *said == '/' ? strcspn(said, " \n:;`'\"") : 1;
		rt_text_append(text, said, length ? length : 1);
		said += length ? length : 1;
	}
}

void rt_advice_name(const struct rt_subject *subject, const char *said,
		    struct rt_text *text)
{
	const char *shim = rt_text_string(&subject->source);
	const char *slash = strrchr(shim, '/');
	struct rt_text whole = RT_TEXT_INIT, short_named = RT_TEXT_INIT;

	if (slash) {
		replace(&whole, said, shim, "the expression");
		replace(&short_named, rt_text_string(&whole), slash + 1,
			"the expression");
		drop_workplaces(text, rt_text_string(&short_named));
	} else {
		rt_text_add(text, said);
	}
	text->failed |= rt_text_failed(&whole) || rt_text_failed(&short_named);
	rt_text_free(&whole);
	rt_text_free(&short_named);
}
