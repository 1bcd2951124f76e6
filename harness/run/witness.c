/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/witness.h"

#include "harness/base/file.h"
#include "harness/base/places.h"

static int write_witness(const struct rt_check *check,
			 const struct rt_trial *trial, struct rt_text *path,
			 struct rt_error *error)
{
	const char *folder = rt_text_string(&check->places->reports);
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_places_check(&check->places->reports, error);

	rt_trial_print(trial, &text);
	rt_text_format(path, "%s/witness-%s%u.trial", folder, trial->direction,
		       (unsigned)trial->width);
	if (!code)
		code = rt_folder_make(folder, error);
	if (!code)
		code = rt_file_write(rt_text_string(path),
				     rt_text_string(&text), text.length, error);
	rt_text_free(&text);
	return code;
}

int rt_check_keep_witness(const struct rt_check *check, struct rt_text *path,
			  struct rt_error *error)
{
	struct rt_trial trial;

	if (!rt_check_witness(check, &trial))
		return RT_OK;
	return write_witness(check, &trial, path, error);
}
