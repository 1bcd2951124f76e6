/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const struct rt_output *output, struct rt_error *error)
{
	return rt_fail_errno(error, RT_SETUP, errno, "cannot write --output %s",
			     output->path);
}

/* What mkstemp(3) makes is for the owner alone: a file is made by the umask. */
static void use_umask(int file)
{
	mode_t mask = umask(0);

	umask(mask);
	fchmod(file, 0666 & ~mask);
}

/* A device or a pipe is written to as it is; a file is replaced at the end. */
static int open_file(struct rt_output *output)
{
	struct stat found;
	int file;

	if (!stat(output->path, &found) && !S_ISREG(found.st_mode))
		return open(output->path, O_WRONLY | O_CLOEXEC);
	rt_text_format(&output->temporary, "%s.XXXXXX", output->path);
	if (rt_text_failed(&output->temporary)) {
		errno = ENOMEM;
		return -1;
	}
	file = mkostemp(output->temporary.data, O_CLOEXEC);
	if (file >= 0)
		use_umask(file);
	return file;
}

static void remove_temporary(const struct rt_output *output)
{
	if (output->temporary.length)
		unlink(output->temporary.data);
}

int rt_output_begin(struct rt_output *output, const char *path,
		    struct rt_error *error)
{
	int file;

	*output = (struct rt_output){.path = path, .standard = -1};
	if (!path)
		return RT_OK;
	fflush(stdout);
	file = open_file(output);
	if (file < 0)
		return fail(output, error);
	output->standard = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (output->standard < 0 || dup2(file, STDOUT_FILENO) < 0) {
		fail(output, error);
		remove_temporary(output);
		close(file);
		return RT_SETUP;
	}
	close(file);
	return RT_OK;
}

int rt_output_end(struct rt_output *output, bool keep, struct rt_error *error)
{
	int code = RT_OK;

	if (output->standard >= 0) {
		if (fflush(stdout) || ferror(stdout))
			code = fail(output, error);
		dup2(output->standard, STDOUT_FILENO);
		close(output->standard);
		if (!code && keep && output->temporary.length &&
		    rename(output->temporary.data, output->path))
			code = fail(output, error);
		if (code || !keep)
			remove_temporary(output);
	}
	rt_text_free(&output->temporary);
	return code;
}
