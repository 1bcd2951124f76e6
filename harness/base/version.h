/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ringtear this is. Thread-safe. */
#ifndef RT_BASE_VERSION_H
#define RT_BASE_VERSION_H

/*
 * The version of the Makefile and, where it was built in a git checkout, the
 * commit: "0.1.0" or "0.1.0 (1a2b3c4d5e6f)", with "-dirty" behind a commit
 * whose files were changed.
 */
const char *rt_version(void);

#endif
