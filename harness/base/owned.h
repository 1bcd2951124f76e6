/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether what is in a folder is this user's: nobody else, root apart, may have
 * put it there. "This user" is the effective user of the process. Thread-safe.
 */
#ifndef RT_BASE_OWNED_H
#define RT_BASE_OWNED_H

#include <stdbool.h>
#include <sys/stat.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

enum rt_owned {
	/* The folder is this user's, and neither group nor others write. */
	RT_OWNED_ITSELF,
	/*
	 * And nobody else can put another one in its place: each folder and
	 * each symbolic link above it belongs to this user, to root or to who
	 * owns "/" (the root of a container), and others
	 * cannot write to the folder, unless it is sticky as /tmp is (inode(7),
	 * S_ISVTX: what is in it is renamed by its owner alone). A group of
	 * which this user is the only member is nobody else. So @path stays the
	 * folder that was looked at.
	 */
	RT_OWNED_WAY,
};

/*
 * Looks at @path step by step, each one opened without following a link before
 * it is looked at. @make: what is missing of it is made as by
 * rt_folder_make(). Appends
 * to @why which part is somebody else's, and by what; nothing where all is this
 * user's. RT_SETUP when @path cannot be made, or is no folder; without @make
 * RT_OK, with nothing in @why, when it is not there.
 */
int rt_owned_folder(struct rt_text *why, const char *path, enum rt_owned what,
		    bool make, struct rt_error *error);

/*
 * Whether @found, of a file or a folder in a folder of this user, is this
 * user's, not written to by others, and a file has no other name (which one who
 * may only link could have given it).
 */
bool rt_owned_entry(const struct stat *found);

#endif
