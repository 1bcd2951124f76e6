/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/finding_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/trial/trial.h"

/*
 * As a file name may have it, whatever a store of somebody else says: no other
 * folder, no hidden file, nothing that a shell reads otherwise.
 */
static void add_name(struct rt_text *path, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.,+=:@%";

	for (const char *at = name; *at; at++) {
		bool stays = strchr(plain, *at) && (*at != '.' || at > name);

		rt_text_append(path, stays ? at : "_", 1);
	}
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void add_base(struct rt_text *path, const char *folder,
		     const struct rt_finding *finding)
{
	char key[9];

	snprintf(key, sizeof(key), "%.8s", finding->key);
	rt_text_format(path, "%s/", folder);
	add_name(path, finding->kind);
	rt_text_add(path, "-");
	add_name(path, last_component(finding->accessor));
	rt_text_add(path, "-");
	add_name(path, key);
}

void rt_finding_path(struct rt_text *path, const char *folder,
		     const struct rt_finding *finding)
{
	add_base(path, folder, finding);
	rt_text_add(path, ".trial");
}

/* For a tear that only the hammer saw: `replay` has nothing to step through. */
static void add_race(struct rt_text *text, const struct rt_finding *finding)
{
	struct rt_trial trial;

	if (strcmp(finding->engine, "hammer") || !finding->trial ||
	    rt_trial_parse(&trial, finding->trial, strlen(finding->trial),
			   "finding", NULL))
		return;
	rt_text_add(text, "# Only a race shows it again: ringtear hammer");
	rt_trial_options(&trial, true, text);
	rt_text_add(text, "\n");
}

static void add_source(struct rt_text *text, const struct rt_finding *finding)
{
	if (strcmp(finding->kind, "compiler"))
		return;
	rt_text_add(text, "# Its preprocessed source lies beside ");
	add_base(text, ".", finding);
	rt_text_add(text, ".trial, as .i\n");
}

static void write_header(struct rt_text *text, const struct rt_finding *finding,
			 const char *command)
{
	rt_text_format(text, "# %s: %s, %s, %s\n# witness: %s\n", finding->kind,
		       finding->accessor, finding->toolchain,
		       *finding->flags ? finding->flags : "no flags",
		       finding->witness);
	if (*finding->code)
		rt_text_format(text, "# cause: %s\n", finding->code);
	rt_text_format(text,
		       "# Minimal: without any one of these flags and values "
		       "it does not show.\n"
		       "# Found %s by %s\n",
		       finding->started, command);
	add_race(text, finding);
	add_source(text, finding);
}

int rt_finding_keep_source(const struct rt_finding *finding, const char *folder,
			   const char *kept, struct rt_error *error)
{
	struct rt_text from = RT_TEXT_INIT, text = RT_TEXT_INIT;
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_text_format(&from, "%s/source.i", kept);
	add_base(&path, folder, finding);
	rt_text_add(&path, ".i");
	code = rt_file_read(&text, rt_text_string(&from), error);
	if (!code)
		code = rt_file_write(rt_text_string(&path),
				     rt_text_string(&text), text.length, error);
	rt_text_free(&from);
	rt_text_free(&text);
	rt_text_free(&path);
	return code;
}

int rt_finding_write(const struct rt_finding *finding, const char *folder,
		     const char *command, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	int code;

	write_header(&text, finding, command);
	rt_text_add(&text, finding->trial ? finding->trial : "");
	rt_finding_path(&path, folder, finding);
	code = rt_file_write_text(&path, &text, error);
	rt_text_free(&path);
	rt_text_free(&text);
	return code;
}
