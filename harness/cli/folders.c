/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/folders.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/places.h"

static int check_cache(const struct rt_places *places, struct rt_error *error)
{
	const char *folder = rt_text_string(&places->cache);
	int code = rt_places_check(&places->cache, error);

	if (!code)
		code = rt_folder_make(folder, error);
	if (!code && access(folder, W_OK | X_OK))
		code = rt_fail_errno(error, RT_SETUP, errno,
				     "cannot write to %s", folder);
	return code;
}

int rt_cli_find_cache(struct rt_places *places, struct rt_scratch *scratch,
		      struct rt_error *error)
{
	struct rt_error why = RT_ERROR_INIT;
	const char *temporary = getenv("TMPDIR");
	int code = check_cache(places, &why);

	if (!code)
		return RT_OK;
	fprintf(stderr, "ringtear: nothing is cached: %s\n", why.message);
	rt_error_clear(&why);
	code = rt_scratch_open(
		scratch, temporary && *temporary ? temporary : "/tmp", error);
	if (!code)
		places->cache = scratch->folder;
	return code;
}
