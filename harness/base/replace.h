/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a file that takes the place of another one when it is whole, so that
 * nobody sees half of it, not even after a crash or on a full disk. Thread-safe
 * but for one struct rt_replace.
 */
#ifndef RT_BASE_REPLACE_H
#define RT_BASE_REPLACE_H

#include <stdbool.h>

#include "harness/base/text.h"

struct rt_replace {
	int file; /* write to it; closed on exec */
	struct rt_text path, temporary;
	bool is_nameless;
};

/*
 * Opens a file for what will be @path, with the rights that the umask leaves.
 * It has no name until it is whole (O_TMPFILE), so that nothing is left where
 * this process is killed; where the file system or a missing /proc does not
 * allow that, one beside @path, RT_TEMPORARY (harness/base/file.h) with six
 * characters, which the next sweep of that folder removes. Returns 0 or an
 * errno; end @replace after 0.
 */
int rt_replace_begin(struct rt_replace *replace, const char *path);

/* Closes the file, and puts it at the path if @keep. Returns 0 or an errno. */
int rt_replace_end(struct rt_replace *replace, bool keep);

#endif
