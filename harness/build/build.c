/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/build.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/build/cache.h"
#include "harness/build/command.h"
#include "harness/build/flags.h"
#include "harness/build/hash.h"
#include "harness/build/image.h"
#include "harness/build/native.h"

static const double seconds_to_run = 30;

/* Read by gcc, clang or tcc: gcc(1) "Environment Variables". */
static const char *const variables[] = {
	"CPATH",
	"C_INCLUDE_PATH",
	"COMPILER_PATH",
	"LIBRARY_PATH",
	"GCC_EXEC_PREFIX",
	"SOURCE_DATE_EPOCH",
	"TCC_CPATH",
	"TCC_C_INCLUDE_PATH",
	"DEPENDENCIES_OUTPUT",
	"CCC_OVERRIDE_OPTIONS",
};

/* What one build works with besides its result. */
struct work {
	struct rt_cell cell; /* with an absolute source */
	char source[PATH_MAX];
	struct rt_words flags;
	struct rt_digest key;
	struct rt_text folder; /* temporary, "" until made */
};

static int no_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory; free some memory");
}

/* The absolute name: one that begins with '-' would be taken for a flag. */
static int find_source(struct work *work, const struct rt_cell *cell,
		       struct rt_error *error)
{
	work->cell = *cell;
	if (!realpath(cell->source, work->source))
		return rt_fail(error, RT_USAGE,
			       "cannot read the accessor source %s; check the "
			       "name",
			       cell->source);
	work->cell.source = work->source;
	return RT_OK;
}

static void hash_words(struct rt_hash *hash, const struct rt_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		rt_hash_string(hash, words->word[i]);
}

static void hash_environment(struct rt_hash *hash)
{
	char folder[PATH_MAX];

	rt_hash_string(hash, getcwd(folder, sizeof(folder)) ? folder : "");
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *value = getenv(variables[i]);

		rt_hash_string(hash, value ? value : "");
	}
}

static void hash_toolchain(struct rt_hash *hash,
			   const struct rt_toolchain *toolchain)
{
	rt_hash_string(hash, rt_text_string(&toolchain->compiler->identity));
	rt_hash_string(hash, rt_text_string(&toolchain->linker->identity));
	rt_hash_string(hash, rt_text_string(&toolchain->libc->identity));
}

/* An unreadable /proc/cpuinfo is as good as a CPU without a name. */
static void hash_cpu(struct rt_hash *hash, const struct rt_words *flags)
{
	struct rt_text cpuinfo = RT_TEXT_INIT;
	struct rt_text identity = RT_TEXT_INIT;

	if (!rt_native_is_asked(flags))
		return;
	rt_file_read(&cpuinfo, "/proc/cpuinfo", NULL);
	rt_native_identity(&identity, rt_text_string(&cpuinfo));
	rt_hash_string(hash, rt_text_string(&identity));
	rt_text_free(&cpuinfo);
	rt_text_free(&identity);
}

/* Also writes the commands down, with "." for the folder. */
static int make_key(struct work *work, struct rt_build *build,
		    struct rt_error *error)
{
	struct rt_words compile = RT_WORDS_INIT;
	struct rt_words link = RT_WORDS_INIT;
	struct rt_text source = RT_TEXT_INIT;
	struct rt_hash hash;
	int code = rt_file_read(&source, work->source, error);

	rt_command_compile(&compile, &work->cell, &work->flags, ".");
	rt_command_link(&link, &work->cell, &work->flags, ".");
	rt_command_text(&build->commands, &compile);
	rt_text_add(&build->commands, "\n");
	rt_command_text(&build->commands, &link);
	rt_text_add(&build->commands, "\n");
	if (!code && (compile.failed || link.failed))
		code = no_memory(error);
	if (!code) {
		rt_hash_start(&hash);
		rt_hash_bytes(&hash, rt_text_string(&source), source.length);
		hash_words(&hash, &compile);
		hash_words(&hash, &link);
		hash_toolchain(&hash, work->cell.toolchain);
		hash_environment(&hash);
		hash_cpu(&hash, &work->flags);
		code = rt_hash_end(&hash, &work->key, error);
	}
	rt_words_free(&compile);
	rt_words_free(&link);
	rt_text_free(&source);
	return code;
}

/* What tools say when the disk is full, or ulimit -f reached. */
static bool is_out_of_space(const struct rt_process *process)
{
	static const char *const words[] = {
		"No space left on device",
		"File too large",
		"File size limit exceeded",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(rt_text_string(&process->output), words[i]))
			return true;
	return process->signal == SIGXFSZ;
}

/* Turns what a compiler answered into a code; its words are the detail. */
static int judge(const struct rt_process *process, const struct work *work,
		 const char *doing, struct rt_error *error)
{
	const char *said = rt_text_string(&process->output);
	const char *tool = rt_text_string(&work->cell.toolchain->name);
	int code;

	if (process->exit_status == 0)
		return RT_OK;
	if (is_out_of_space(process))
		code = rt_fail(error, RT_SETUP,
			       "no space left to %s %s; free some space, raise "
			       "the file size limit or name another cache "
			       "folder",
			       doing, work->source);
	else if (process->timed_out)
		code = rt_fail(error, RT_BUILD,
			       "%s took more than %.0f s to %s %s; simplify "
			       "the source or its flags",
			       tool, seconds_to_run, doing, work->source);
	else if (process->signal)
		code = rt_fail(error, RT_BUILD,
			       "%s was ended by signal %d when asked to %s "
			       "%s; change the flags or the compiler",
			       tool, process->signal, doing, work->source);
	else
		code = rt_fail(error, RT_BUILD,
			       "%s cannot %s %s; correct what it says", tool,
			       doing, work->source);
	rt_error_detail(error, said, process->output.length);
	return code;
}

static int run(const struct work *work, const struct rt_words *argv,
	       const char *doing, struct rt_error *error)
{
	struct rt_process process;
	int code;

	if (argv->failed)
		return no_memory(error);
	code = rt_process_run(&process, argv->word, NULL, seconds_to_run,
			      error);
	if (!code)
		code = judge(&process, work, doing, error);
	rt_process_free(&process);
	return code;
}

static int compile_and_link(const struct work *work, struct rt_error *error)
{
	const char *folder = rt_text_string(&work->folder);
	struct rt_words compile = RT_WORDS_INIT;
	struct rt_words link = RT_WORDS_INIT;
	int code;

	rt_command_compile(&compile, &work->cell, &work->flags, folder);
	rt_command_link(&link, &work->cell, &work->flags, folder);
	code = run(work, &compile, "compile", error);
	if (!code)
		code = run(work, &link, "link", error);
	rt_words_free(&compile);
	rt_words_free(&link);
	return code;
}

static int make_module(struct work *work, struct rt_build *build,
		       const char *folder, struct rt_error *error)
{
	const char *made;
	int code = rt_folder_make(folder, error);

	if (code)
		return code;
	rt_cache_tidy(folder);
	code = rt_folder_make_temporary(&work->folder, folder, error);
	if (code)
		return code;
	made = rt_text_string(&work->folder);
	code = compile_and_link(work, error);
	if (!code)
		code = rt_cache_store(&build->module, folder, &work->key, made,
				      error);
	rt_folder_remove(made);
	return code;
}

static void name_provider(struct rt_text *provider, const struct rt_libc *libc,
			  const struct rt_image_symbol *symbol,
			  const char *variant)
{
	rt_text_format(provider, "%s", provider->length ? "; " : "");
	if (symbol->is_defined)
		rt_text_format(provider, "%s %s's %s, in the module",
			       libc->name, rt_text_string(&libc->version),
			       symbol->name);
	else
		rt_text_format(provider, "%s %s's %.*s%s%s", libc->name,
			       rt_text_string(&libc->version),
			       (int)strcspn(symbol->name, "@"), symbol->name,
			       *variant ? ", " : "", variant);
}

static int find_provider(struct rt_build *build, const struct rt_libc *libc,
			 struct rt_error *error)
{
	struct rt_image_symbol symbol;
	struct rt_image *image;
	int code = rt_image_open(&image, rt_text_string(&build->module), error);

	if (code)
		return code;
	if (rt_image_find(image, "memcpy", &symbol))
		name_provider(&build->provider, libc, &symbol,
			      rt_text_string(&libc->memcpy_variant));
	if (rt_image_find(image, "memmove", &symbol))
		name_provider(&build->provider, libc, &symbol,
			      rt_text_string(&libc->memmove_variant));
	if (!build->provider.length)
		rt_text_add(&build->provider, "none called");
	rt_image_close(image);
	return RT_OK;
}

static bool build_failed(const struct rt_build *build)
{
	return rt_text_failed(&build->module) ||
	       rt_text_failed(&build->commands) ||
	       rt_text_failed(&build->provider);
}

static int build_cell(struct rt_build *build, struct work *work,
		      const char *folder, struct rt_error *error)
{
	int code = make_key(work, build, error);

	if (code)
		return code;
	build->from_cache = rt_cache_find(&build->module, folder, &work->key);
	if (!build->from_cache)
		code = make_module(work, build, folder, error);
	if (!code)
		code = find_provider(build, work->cell.toolchain->libc, error);
	if (!code && build_failed(build))
		code = no_memory(error);
	return code;
}

int rt_build(struct rt_build *build, const struct rt_cell *cell,
	     const char *folder, struct rt_error *error)
{
	struct work work = {.flags = RT_WORDS_INIT, .folder = RT_TEXT_INIT};
	int code;

	*build = (struct rt_build){.from_cache = false};
	if (!cell->toolchain->linker)
		return rt_fail(error, RT_SETUP,
			       "%s needs gcc or clang to link and found none; "
			       "install one with `apt-get install gcc`",
			       rt_text_string(&cell->toolchain->name));
	code = find_source(&work, cell, error);
	if (!code)
		code = rt_flags_parse(&work.flags, cell->flags, error);
	if (!code)
		code = build_cell(build, &work, folder, error);
	rt_words_free(&work.flags);
	rt_text_free(&work.folder);
	return code;
}

void rt_build_free(struct rt_build *build)
{
	rt_text_free(&build->module);
	rt_text_free(&build->commands);
	rt_text_free(&build->provider);
	build->from_cache = false;
}
