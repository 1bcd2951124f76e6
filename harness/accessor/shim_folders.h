/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folders of headers that a shim carries, a comment each behind its first
 * line, so that a campaign, a finding and a replay build it alike.
 */
#ifndef RT_ACCESSOR_SHIM_FOLDERS_H
#define RT_ACCESSOR_SHIM_FOLDERS_H

#include "harness/base/error.h"
#include "harness/base/text.h"

#define RT_SHIM_FIRST "/* Made by ringtear from a command line. */\n"

/*
 * Appends a line for each of @folders, which may be NULL. RT_SUBJECT for one
 * that is not there, RT_USAGE for one that a comment cannot hold.
 */
int rt_shim_add_folders(struct rt_text *text, const char *const *folders,
			struct rt_error *error);

#endif
