/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/witness.h"

#include "harness/base/file.h"
#include "harness/base/hash.h"
#include "harness/base/places.h"

/*
 * Named by what it says: another check writes another file, and a command that
 * was printed replays the same trial for good.
 */
static int name_file(struct rt_text *path, const char *folder,
		     const struct rt_trial *trial, const struct rt_text *text,
		     struct rt_error *error)
{
	struct rt_digest digest;
	struct rt_hash hash;
	int code;

	rt_hash_start(&hash);
	rt_hash_bytes(&hash, rt_text_string(text), text->length);
	code = rt_hash_end(&hash, &digest, error);
	if (!code)
		rt_text_format(path, "%s/witness-%s%u-%.16s.trial", folder,
			       trial->direction, (unsigned)trial->width,
			       digest.text);
	return code;
}

static int write_witness(const struct rt_check *check,
			 const struct rt_trial *trial, struct rt_text *path,
			 struct rt_error *error)
{
	const char *folder = rt_text_string(&check->places->reports);
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_places_check(&check->places->reports, error);

	rt_trial_print(trial, &text);
	if (!code)
		code = name_file(path, folder, trial, &text, error);
	if (!code)
		code = rt_folder_make(folder, error);
	if (!code)
		code = rt_file_write_text(path, &text, error);
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
