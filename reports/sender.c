/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sender.h"

#include <string.h>

#include "reports/git_config.h"

struct sender {
	struct rt_text name, address;
};

/* What a later file says wins. */
static void take(void *data, const struct rt_git_variable *variable)
{
	const char *name = rt_text_string(&variable->name);
	struct sender *sender = data;
	struct rt_text *to = NULL;

	if (strcmp(rt_text_string(&variable->section), "user") ||
	    variable->subsection.length)
		return;
	if (!strcmp(name, "name"))
		to = &sender->name;
	else if (!strcmp(name, "email"))
		to = &sender->address;
	if (!to)
		return;
	rt_text_free(to);
	rt_text_add(to, rt_text_string(&variable->value));
}

void rt_sender_find(struct rt_text *text)
{
	struct sender sender = {.name = RT_TEXT_INIT, .address = RT_TEXT_INIT};

	rt_git_config_read(take, &sender);
	if (sender.address.length)
		rt_text_format(text, "%s <%s>", rt_text_string(&sender.name),
			       rt_text_string(&sender.address));
	rt_text_free(&sender.name);
	rt_text_free(&sender.address);
}
