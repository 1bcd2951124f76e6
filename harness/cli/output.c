/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const struct rt_output *output, int number,
		struct rt_error *error)
{
	return rt_fail_errno(error, RT_SETUP, number,
			     "cannot write --output %s", output->path);
}

/* A device or a pipe is written to as it is; a file is replaced at the end. */
static int open_file(struct rt_output *output, int *file)
{
	struct stat found;
	int number = 0;

	output->is_file = stat(output->path, &found) || S_ISREG(found.st_mode);
	if (output->is_file) {
		number = rt_replace_begin(&output->replace, output->path);
		*file = output->replace.file;
	} else {
		*file = open(output->path, O_WRONLY | O_CLOEXEC);
		number = *file < 0 ? errno : 0;
	}
	return number;
}

static int close_file(struct rt_output *output, int file, bool keep)
{
	if (output->is_file)
		return rt_replace_end(&output->replace, keep);
	return close(file) ? errno : 0;
}

int rt_output_begin(struct rt_output *output, const char *path,
		    struct rt_error *error)
{
	int number;

	*output = (struct rt_output){.path = path, .standard = -1};
	if (!path)
		return RT_OK;
	fflush(stdout);
	number = open_file(output, &output->file);
	if (number)
		return fail(output, number, error);
	output->standard = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (output->standard < 0 || dup2(output->file, STDOUT_FILENO) < 0) {
		fail(output, errno, error);
		close_file(output, output->file, false);
		return RT_SETUP;
	}
	return RT_OK;
}

int rt_output_end(struct rt_output *output, bool keep, struct rt_error *error)
{
	int number = 0, ended;

	if (output->standard < 0)
		return RT_OK;
	if (fflush(stdout) || ferror(stdout))
		number = errno ? errno : EIO;
	dup2(output->standard, STDOUT_FILENO);
	close(output->standard);
	ended = close_file(output, output->file, keep && !number);
	number = number ? number : ended;
	return number ? fail(output, number, error) : RT_OK;
}
