/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/build.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/hash.h"
#include "harness/module/cache.h"
#include "harness/module/command.h"
#include "harness/module/inputs.h"
#include "harness/module/libatomic.h"
#include "harness/module/provider.h"
#include "harness/toolchain/flags.h"
#include "harness/toolchain/native.h"
#include "harness/toolchain/tool.h"

/* Read by gcc, clang, tcc or ld: gcc(1), ld(1) "Environment". */
static const char *const variables[] = {
	"CPATH",
	"C_INCLUDE_PATH",
	"CPLUS_INCLUDE_PATH",
	"OBJC_INCLUDE_PATH",
	"OBJCPLUS_INCLUDE_PATH",
	"COMPILER_PATH",
	"LIBRARY_PATH",
	"GCC_EXEC_PREFIX",
	"SOURCE_DATE_EPOCH",
	"TCC_CPATH",
	"TCC_C_INCLUDE_PATH",
	"DEPENDENCIES_OUTPUT",
	"SUNPRO_DEPENDENCIES",
	"CCC_OVERRIDE_OPTIONS",
	"CCC_ADD_ARGS",
	"PATH", /* where gcc finds the assembler and the linker */
	"LD_RUN_PATH",
	"LDEMULATION",
	"GNUTARGET",
};

enum build_form {
	FORM_MODULE, /* or, with a driver, a program of both */
	FORM_LOOSE,  /* a module in which symbols may be missing */
	FORM_ALONE,  /* a program, of the source alone */
};

/* The state of one build. */
struct work {
	struct rt_cell cell; /* with an absolute source */
	char source[PATH_MAX];
	const char *driver; /* absolute, or NULL for a module */
	enum build_form form;
	char driver_path[PATH_MAX];
	struct rt_strings flags;
	struct rt_digest key;
	struct rt_text folder; /* temporary, "" until made */
};

/* An absolute path: a name that begins with '-' would be taken for a flag. */
static int find_source(struct work *work, const struct rt_cell *cell,
		       struct rt_error *error)
{
	work->cell = *cell;
	if (!realpath(cell->source, work->source))
		return rt_fail(error, RT_SUBJECT,
			       "cannot read the accessor source %s; check the "
			       "name",
			       cell->source);
	work->cell.source = work->source;
	return RT_OK;
}

static int find_driver(struct work *work, const char *driver,
		       struct rt_error *error)
{
	if (!driver)
		return RT_OK;
	if (!realpath(driver, work->driver_path))
		return rt_fail(error, RT_USAGE,
			       "cannot read the driver %s; install ringtear "
			       "again with its corpora",
			       driver);
	work->driver = work->driver_path;
	return RT_OK;
}

/* The commands of one build, in order, and their purposes. */
struct steps {
	struct step {
		const char *doing;
		struct rt_strings argv;
	} list[3];
	size_t count;
};

static struct rt_strings *add_step(struct steps *steps, const char *doing)
{
	struct step *step = &steps->list[steps->count++];

	*step = (struct step){.doing = doing, .argv = RT_STRINGS_INIT};
	return &step->argv;
}

static void plan(struct steps *steps, const struct work *work,
		 const char *folder)
{
	const struct rt_cell *cell = &work->cell;
	const struct rt_strings *flags = &work->flags;

	steps->count = 0;
	rt_command_compile(add_step(steps, "compile"), cell, flags, folder);
	if (work->form == FORM_ALONE) {
		rt_command_link_alone(add_step(steps, "link"), cell, folder);
		return;
	}
	if (work->form == FORM_LOOSE) {
		rt_command_link_loose(add_step(steps, "link"), cell, flags,
				      folder);
		return;
	}
	if (!work->driver) {
		rt_command_link(add_step(steps, "link"), cell, flags, folder);
		return;
	}
	rt_command_driver(add_step(steps, "compile the driver of"), cell, flags,
			  work->driver, folder);
	rt_command_link_program(add_step(steps, "link"), cell, flags, folder);
}

static bool steps_failed(const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		if (steps->list[i].argv.failed)
			return true;
	return false;
}

static void steps_free(struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		rt_strings_free(&steps->list[i].argv);
}

static void hash_words(struct rt_hash *hash, const struct rt_strings *words)
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

/* Without /proc/cpuinfo the identity of the CPU is empty. */
static void hash_cpu(struct rt_hash *hash, const struct rt_strings *flags)
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

static int read_sources(struct rt_text *source, const struct work *work,
			struct rt_error *error)
{
	int code = rt_blame_subject(error,
				    rt_file_read(source, work->source, error));

	if (!code && work->driver)
		code = rt_file_read(source, work->driver, error);
	return code;
}

static void write_down(struct rt_text *commands, const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		rt_command_text(commands, &steps->list[i].argv);
		rt_text_add(commands, "\n");
	}
}

/* Sets the key and build->commands, in which the folder is ".". */
static int make_key(struct work *work, struct rt_build *build,
		    struct rt_error *error)
{
	struct rt_text source = RT_TEXT_INIT;
	struct steps steps;
	struct rt_hash hash;
	int code = read_sources(&source, work, error);

	plan(&steps, work, ".");
	write_down(&build->commands, &steps);
	if (!code && steps_failed(&steps))
		code = rt_no_memory(error);
	if (!code) {
		rt_hash_start(&hash);
		rt_hash_bytes(&hash, rt_text_string(&source), source.length);
		for (size_t i = 0; i < steps.count; i++)
			hash_words(&hash, &steps.list[i].argv);
		rt_tool_hash(&hash, work->cell.toolchain);
		hash_environment(&hash);
		hash_cpu(&hash, &work->flags);
		code = rt_hash_end(&hash, &work->key, error);
	}
	steps_free(&steps);
	rt_text_free(&source);
	return code;
}

/* Links once more, the last of the steps, with libatomic. */
static int link_again(struct work *work, struct rt_error *error)
{
	struct steps steps;
	const struct step *last;
	int code;

	/* What the first link said is mended, or said again. */
	rt_error_clear(error);
	work->cell.has_libatomic = true;
	plan(&steps, work, rt_text_string(&work->folder));
	last = &steps.list[steps.count - 1];
	code = rt_tool_run(work->cell.toolchain, &last->argv, last->doing,
			   work->source, error);
	if (code)
		rt_libatomic_explain(error, work->source);
	steps_free(&steps);
	return code;
}

static int compile_and_link(struct work *work, struct rt_error *error)
{
	const char *made = rt_text_string(&work->folder);
	struct rt_error own = RT_ERROR_INIT;
	struct rt_error *told = error ? error : &own;
	bool is_last = false;
	struct steps steps;
	int code = RT_OK;

	plan(&steps, work, made);
	rt_inputs_listen(&steps.list[0].argv, &work->cell, &work->flags, made);
	for (size_t i = 0; !code && i < steps.count; i++) {
		is_last = i + 1 == steps.count;
		code = rt_tool_run(work->cell.toolchain, &steps.list[i].argv,
				   steps.list[i].doing, work->source, told);
	}
	steps_free(&steps);
	if (code == RT_BUILD && is_last && rt_libatomic_is_wanted(told->detail))
		code = link_again(work, told);
	rt_error_clear(&own);
	return code;
}

static int make_module(struct work *work, struct rt_build *build,
		       const char *folder, struct rt_error *error)
{
	const char *made;
	struct rt_inputs inputs;
	int code = rt_folder_make(folder, error);

	if (code)
		return code;
	code = rt_folder_make_temporary(&work->folder, folder, error);
	if (code)
		return code;
	made = rt_text_string(&work->folder);
	rt_inputs_begin(&inputs);
	code = compile_and_link(work, error);
	if (!code)
		code = rt_inputs_find(&inputs, &work->cell, &work->flags, made,
				      error);
	if (!code)
		code = rt_cache_store(&build->module, folder, &work->key, made,
				      &inputs, error);
	rt_inputs_free(&inputs);
	rt_folder_remove(made);
	return code;
}

static bool build_failed(const struct rt_build *build)
{
	return rt_text_failed(&build->module) ||
	       rt_text_failed(&build->commands) ||
	       rt_text_failed(&build->provider);
}

/* The commands with what the linker needed as well. */
static void tell_libatomic(struct work *work, struct rt_build *build)
{
	struct steps steps;

	work->cell.has_libatomic = true;
	rt_text_free(&build->commands);
	plan(&steps, work, ".");
	write_down(&build->commands, &steps);
	build->commands.failed |= steps_failed(&steps);
	steps_free(&steps);
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
	if (!code && rt_libatomic_is_in(rt_text_string(&build->module)))
		tell_libatomic(work, build);
	if (!code && !work->driver && work->form == FORM_MODULE)
		code = rt_provider_find(&build->provider,
					rt_text_string(&build->module),
					work->cell.toolchain->libc, error);
	if (!code && build_failed(build))
		code = rt_no_memory(error);
	return code;
}

static int build_any(struct rt_build *build, const struct rt_cell *cell,
		     const char *driver, enum build_form form,
		     const char *folder, struct rt_error *error)
{
	struct work work = {
		.flags = RT_STRINGS_INIT, .folder = RT_TEXT_INIT, .form = form};
	int code;

	*build = (struct rt_build){.from_cache = false};
	if (!cell->toolchain->linker)
		return rt_fail(error, RT_SETUP,
			       "%s needs gcc or clang to link and found none; "
			       "install one with `apt-get install gcc`",
			       rt_text_string(&cell->toolchain->name));
	code = find_source(&work, cell, error);
	if (!code)
		code = find_driver(&work, driver, error);
	if (!code)
		code = rt_flags_parse(&work.flags, cell->flags, error);
	if (!code)
		code = build_cell(build, &work, folder, error);
	rt_strings_free(&work.flags);
	rt_text_free(&work.folder);
	return code;
}

int rt_build(struct rt_build *build, const struct rt_cell *cell,
	     const char *folder, struct rt_error *error)
{
	return build_any(build, cell, NULL, FORM_MODULE, folder, error);
}

int rt_build_loose(struct rt_build *build, const struct rt_cell *cell,
		   const char *folder, struct rt_error *error)
{
	return build_any(build, cell, NULL, FORM_LOOSE, folder, error);
}

int rt_build_program(struct rt_build *build, const struct rt_cell *cell,
		     const char *driver, const char *folder,
		     struct rt_error *error)
{
	return build_any(build, cell, driver, FORM_MODULE, folder, error);
}

int rt_build_alone(struct rt_build *build, const struct rt_cell *cell,
		   const char *folder, struct rt_error *error)
{
	return build_any(build, cell, NULL, FORM_ALONE, folder, error);
}

void rt_build_free(struct rt_build *build)
{
	rt_text_free(&build->module);
	rt_text_free(&build->commands);
	rt_text_free(&build->provider);
	build->from_cache = false;
}
