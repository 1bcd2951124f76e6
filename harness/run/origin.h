/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a subject comes from, for a report: the commit of the git tree that has
 * its header, source or object, else the package that installed the file. Runs
 * git, dpkg, apk and rpm, without a shell. Not thread-safe.
 */
#ifndef RT_RUN_ORIGIN_H
#define RT_RUN_ORIGIN_H

#include "harness/base/text.h"
#include "harness/run/subject.h"

/*
 * Appends the path of the file that @subject, which is built, was taken from:
 * its first object, the last header that was named, or its source. Nothing for
 * an accessor of the corpora and for an expression without a header.
 */
void rt_subject_file(struct rt_text *path, const struct rt_subject *subject);

/*
 * Appends what is known of the file at @path, which need not be absolute:
 *
 *     include/qemu/bswap.h of qemu, commit 0123456789ab "bswap: loads" (v3.1.0)
 *     /usr/include/x.h of the package libx-dev 1.2-3
 *
 * "-dirty" behind the commit: tracked files differ from it. Nothing where
 * neither is known: no error, since a report without it is still one.
 */
void rt_file_origin(struct rt_text *origin, const char *path);

#endif
