/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sender.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"

struct sender {
	struct rt_text name, address;
};

/* The value as it stands between quotes, or up to a comment. */
static void take(struct rt_text *to, const char *value, size_t length)
{
	bool quoted = false;

	rt_text_free(to);
	for (size_t i = 0; i < length; i++) {
		if (value[i] == '"')
			quoted = !quoted;
		else if (!quoted && strchr("#;", value[i]))
			break;
		else if (value[i] == '\\' && i + 1 < length)
			rt_text_append(to, &value[++i], 1);
		else
			rt_text_append(to, &value[i], 1);
	}
	while (to->length && isspace((unsigned char)to->data[to->length - 1]))
		to->data[--to->length] = '\0';
}

/* "name = value" of the section [user] (git-config(1), Syntax). */
static void take_line(struct sender *sender, const char *line, size_t length)
{
	size_t word = strcspn(line, " \t=\n");
	size_t at = word + strspn(line + word, " \t");

	if (at >= length || line[at] != '=')
		return;
	at++;
	at += strspn(line + at, " \t");
	if (word == 4 && !strncasecmp(line, "name", word))
		take(&sender->name, line + at, length - at);
	else if (word == 5 && !strncasecmp(line, "email", word))
		take(&sender->address, line + at, length - at);
}

/* What a later file says wins. */
static void take_file(struct sender *sender, const char *path)
{
	struct rt_text content = RT_TEXT_INIT;
	bool is_user = false;

	if (rt_file_exists(path) && !rt_file_read(&content, path, NULL))
		for (const char *line = rt_text_string(&content); *line;) {
			size_t length = strcspn(line, "\n");
			size_t blanks = strspn(line, " \t");

			if (line[blanks] == '[')
				is_user = !strncasecmp(line + blanks, "[user]",
						       6);
			else if (is_user && blanks < length)
				take_line(sender, line + blanks,
					  length - blanks);
			line += length + (line[length] == '\n');
		}
	rt_text_free(&content);
}

static void take_below(struct sender *sender, const char *folder,
		       const char *name)
{
	struct rt_text path = RT_TEXT_INIT;

	if (!folder || !*folder)
		return;
	rt_text_format(&path, "%s/%s", folder, name);
	take_file(sender, rt_text_string(&path));
	rt_text_free(&path);
}

/* Of the repository that the working directory is in, as far as it has one. */
static void take_repository(struct sender *sender)
{
	char folder[4096];

	if (!getcwd(folder, sizeof(folder)))
		return;
	for (char *end = folder + strlen(folder); end;) {
		struct rt_text path = RT_TEXT_INIT;
		bool found;

		*end = '\0';
		rt_text_format(&path, "%s/.git/config", folder);
		found = rt_file_exists(rt_text_string(&path));
		if (found)
			take_file(sender, rt_text_string(&path));
		rt_text_free(&path);
		end = found ? NULL : strrchr(folder, '/');
	}
}

void rt_sender_find(struct rt_text *text)
{
	struct sender sender = {.name = RT_TEXT_INIT, .address = RT_TEXT_INIT};
	const char *home = getenv("HOME"), *own = getenv("XDG_CONFIG_HOME");

	take_file(&sender, "/etc/gitconfig");
	if (own && *own)
		take_below(&sender, own, "git/config");
	else
		take_below(&sender, home, ".config/git/config");
	take_below(&sender, home, ".gitconfig");
	take_repository(&sender);
	if (sender.address.length)
		rt_text_format(text, "%s <%s>", rt_text_string(&sender.name),
			       rt_text_string(&sender.address));
	rt_text_free(&sender.name);
	rt_text_free(&sender.address);
}
