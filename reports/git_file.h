/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The syntax of git's configuration files (git-config(1), "Syntax"). */
#ifndef RT_REPORTS_GIT_FILE_H
#define RT_REPORTS_GIT_FILE_H

#include <stdbool.h>

#include "harness/base/text.h"

/* One variable of a file. The texts are valid until the next is read. */
struct rt_git_variable {
	struct rt_text section;	   /* in lower case */
	struct rt_text subsection; /* of [section "subsection"], else empty */
	struct rt_text name;	   /* in lower case */
	struct rt_text value; /* without quotes; empty where there is none */
};

struct rt_git_file {
	const char *at; /* the bytes that are left; borrowed */
	struct rt_git_variable variable;
};

/* Begins at the start of @text. Release with rt_git_file_close(). */
void rt_git_file_open(struct rt_git_file *file, const char *text);

/*
 * Reads the next variable; false at the end, where the text is malformed, which
 * git refuses to read, and without memory.
 */
bool rt_git_file_next(struct rt_git_file *file);

void rt_git_file_close(struct rt_git_file *file);

#endif
