/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/pkg_config.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/process.h"
#include "harness/toolchain/compile_flags.h"

static const double answer_seconds = 30;

/* pkg-config's own words in @process, without the line's end. */
static int fail(const struct rt_process *process, const char *names,
		struct rt_error *error)
{
	const char *said = rt_text_string(&process->output);

	rt_fail(error, RT_SUBJECT,
		"pkg-config knows no flags of %s; install the library's "
		"development package, or name the folder of its .pc file in "
		"PKG_CONFIG_PATH",
		names);
	rt_error_detail(error, said, process->output.length);
	return RT_SUBJECT;
}

/* The words of @process as a compiler's command line. */
static int sort(struct rt_compile_command *found, const char *line,
		const char *names, struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	bool readable;

	rt_strings_add(&argv, "cc");
	readable = rt_strings_split(&argv, line);
	rt_text_add(&found->folder, "/");
	if (readable)
		rt_compile_flags_sort(found, &argv);
	/* No compiler was named: that of the trial builds. */
	rt_text_free(&found->compiler);
	readable |= argv.failed;
	rt_strings_free(&argv);
	if (!readable)
		return rt_fail(error, RT_SUBJECT,
			       "what pkg-config says of %s has a quote that "
			       "does not end; correct its .pc file",
			       names);
	if (found->flags.failed || found->left_out.failed ||
	    rt_text_failed(&found->folder))
		return rt_no_memory(error);
	return RT_OK;
}

int rt_pkg_config(struct rt_compile_command *found, const char *names,
		  struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process = {.exit_status = -1};
	int code;

	*found = (struct rt_compile_command){.entries = 0};
	rt_strings_add(&argv, "pkg-config");
	rt_strings_add(&argv, "--cflags");
	rt_strings_add(&argv, "--");
	if (!rt_strings_split(&argv, names) || argv.count == 3)
		code = rt_fail(error, RT_USAGE,
			       "--pkg-config cannot be '%s'; give the name of "
			       "a package, such as libdpdk",
			       names);
	else
		code = rt_process_run(&process, argv.word, NULL, answer_seconds,
				      error);
	rt_strings_free(&argv);
	if (!code && process.exit_status)
		code = fail(&process, names, error);
	else if (!code)
		code = sort(found, rt_text_string(&process.output), names,
			    error);
	rt_process_free(&process);
	return code;
}

/* Whether a package @name of @length is of the folder @part: libdpdk-libs. */
static bool is_of(const char *name, size_t length, const char *part)
{
	size_t size = strlen(part);

	if (length > 3 && !strncmp(name, "lib", 3) && strncmp(part, "lib", 3)) {
		name += 3;
		length -= 3;
	}
	return length >= size && !strncmp(name, part, size) &&
	       (length == size || name[size] == '-' || name[size] == '.');
}

/* Takes the name in @path, "/…/NAME.pc", when it is the shortest of @part. */
static void take_name(struct rt_text *shortest, const char *path,
		      const char *part)
{
	const char *name = strrchr(path, '/') + 1;
	size_t length = strlen(name) - strlen(".pc");

	if (!is_of(name, length, part) ||
	    (shortest->length && shortest->length <= length))
		return;
	rt_text_free(shortest);
	rt_text_append(shortest, name, length);
}

static void take_folder(struct rt_text *shortest, const char *folder,
			const char *part)
{
	struct rt_text pattern = RT_TEXT_INIT;
	glob_t found;

	rt_text_format(&pattern, "%s/*.pc", folder);
	if (!glob(rt_text_string(&pattern), 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			take_name(shortest, found.gl_pathv[i], part);
		globfree(&found);
	}
	rt_text_free(&pattern);
}

/* The folders of the user's own, joined by colons (pkg-config(1)). */
static void take_users(struct rt_text *shortest, const char *part)
{
	const char *path = getenv("PKG_CONFIG_PATH");
	char *copy = path ? strdup(path) : NULL;
	char *rest = copy;
	const char *folder;

	while (rest && (folder = strsep(&rest, ":")))
		if (*folder == '/')
			take_folder(shortest, folder, part);
	free(copy);
}

bool rt_pkg_config_near(struct rt_text *name, const char *folder)
{
	static const char *const folders[] = {
		"/usr/lib/pkgconfig",	      "/usr/lib64/pkgconfig",
		"/usr/lib/*/pkgconfig",	      "/usr/share/pkgconfig",
		"/usr/local/lib/pkgconfig",   "/usr/local/lib64/pkgconfig",
		"/usr/local/lib/*/pkgconfig",
	};
	const char *slash = strrchr(folder, '/');
	const char *part = slash ? slash + 1 : folder;
	struct rt_text shortest = RT_TEXT_INIT;
	bool any;

	if (!*part || !strcmp(part, "include"))
		return false;
	take_users(&shortest, part);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		take_folder(&shortest, folders[i], part);
	any = shortest.length > 0;
	rt_text_add(name, rt_text_string(&shortest));
	rt_text_free(&shortest);
	return any;
}
