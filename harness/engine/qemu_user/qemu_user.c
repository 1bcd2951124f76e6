/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/qemu_user/qemu_user.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/arch/capstone.h"
#include "harness/base/file.h"
#include "harness/engine/qemu_user/run.h"
#include "harness/engine/qemu_user/split.h"
#include "harness/module/build.h"
#include "harness/module/image.h"
#include "harness/module/symbols.h"
#include "harness/toolchain/programs.h"

/* What a race needs besides its result. */
struct work {
	const struct rt_qemu_user_plan *plan;
	struct rt_text emulator; /* path */
	struct rt_build driver;
	struct rt_text libraries, sysroot;
};

bool rt_qemu_user_find(const struct rt_target *target, struct rt_text *path)
{
	/* It makes Linux' system calls, and there is no Linux. */
	return !target->is_bare && target->arch->qemu_user &&
	       rt_program_find(target->arch->qemu_user, path);
}

static int find_emulator(struct work *work, struct rt_error *error)
{
	const struct rt_target *target = work->plan->question.target;

	if (rt_qemu_user_find(target, &work->emulator))
		return RT_OK;
	return rt_fail(error, RT_SETUP,
		       "the hammer of another machine needs %s, which is not "
		       "installed; `apt-get install qemu-user`",
		       target->arch->qemu_user);
}

/* A gcc, which finds its linker by itself, with glibc for the target. */
static const struct rt_toolchain *choose_toolchain(
	const struct rt_qemu_user_plan *plan)
{
	const struct rt_toolchains *all = plan->question.toolchains;

	for (size_t i = all->count; i < all->total; i++)
		if (all->list[i].compiler->target == plan->question.target &&
		    all->list[i].compiler->family == RT_GCC &&
		    !strcmp(all->list[i].libc->name, "glibc"))
			return &all->list[i];
	return NULL;
}

/* The folder of "/usr/aarch64-linux-gnu/lib/libc.a" also has libc.so. */
static void name_folders(struct work *work, const struct rt_libc *libc)
{
	const char *archive = rt_text_string(&libc->archive);
	size_t length = (size_t)(strrchr(archive, '/') - archive);

	rt_text_append(&work->libraries, archive, length);
	rt_text_format(&work->sysroot, "/usr/%s",
		       work->plan->question.target->triplet);
}

static int build_driver(struct work *work, struct rt_error *error)
{
	const struct rt_qemu_user_plan *plan = work->plan;
	const struct rt_toolchain *toolchain = choose_toolchain(plan);
	const struct rt_cell cell = {
		.source = plan->driver,
		.toolchain = toolchain,
		.flags = "-O2",
	};

	if (!toolchain)
		return rt_fail(error, RT_SETUP,
			       "the hammer under %s needs a libc for its "
			       "driver; `apt-get install %s`",
			       plan->question.target->arch->qemu_user,
			       plan->question.target->libc_package);
	name_folders(work, toolchain->libc);
	return rt_build_alone(&work->driver, &cell, plan->question.cache,
			      error);
}

static int check_field(const struct rt_qemu_user_plan *plan,
		       struct rt_error *error)
{
	if (plan->offset % (plan->question.width / 8) == 0)
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "the hammer under an emulator needs an aligned field, "
		       "not one of %u bits at offset %u: how the emulator "
		       "makes the access would be all that is seen",
		       plan->question.width, plan->offset);
}

/* The state of may_be_split(), which is called for each address that ran. */
struct search {
	const struct rt_image *image;
	const struct rt_split *split;
	uint64_t module;
	unsigned met; /* how many were in the module */
	uint64_t address;
};

/* Addresses outside the module's file belong to libc or the driver. */
static bool may_be_split(void *data, uint64_t address)
{
	struct search *search = data;
	size_t length;
	const uint8_t *code = NULL;

	if (address >= search->module)
		code = rt_image_bytes(search->image, address - search->module,
				      &length);
	if (!code)
		return false;
	search->met++;
	search->address = address - search->module;
	return search->split->may_split(code, length);
}

/* A thumb function has an odd symbol address but even code addresses. */
static void doubt_instruction(struct rt_qemu_user *raced,
			      const struct search *search)
{
	uint64_t odd = search->split->arch->capstone &&
		       search->split->arch->capstone->has_odd_mode;
	struct rt_image_symbol symbol;
	char *at;

	if (rt_image_function_around(search->image, search->address + odd,
				     &symbol))
		snprintf(raced->doubt, sizeof(raced->doubt),
			 "it may split the instruction at %.32s+0x%" PRIx64,
			 symbol.name,
			 search->address - (symbol.address & ~odd));
	else
		snprintf(raced->doubt, sizeof(raced->doubt),
			 "it may split the instruction at 0x%" PRIx64,
			 search->address);
	/* Symbol names are untrusted bytes, here possibly truncated. */
	for (at = raced->doubt; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
}

static void doubt(struct rt_qemu_user *raced, const char *why)
{
	snprintf(raced->doubt, sizeof(raced->doubt), "%s", why);
}

static void believe(struct rt_qemu_user *raced, const struct rt_image *image,
		    const struct rt_text *log)
{
	struct search search = {
		.image = image,
		.split = rt_split_of(rt_image_arch(image)),
		.module = raced->report.module,
	};

	if (!search.split)
		doubt(raced, "what the emulator splits of this machine's "
			     "instructions is not known here");
	else if (rt_split_any(rt_text_string(log), log->length, may_be_split,
			      &search))
		doubt_instruction(raced, &search);
	else if (!search.met)
		doubt(raced, "which instructions ran could not be seen");
	else
		raced->is_believed = true;
}

/* Symbols that every module's start code names, and calls if defined. */
static bool is_of_the_start(const char *name)
{
	static const char *const names[] = {
		"__cxa_finalize",
		"__gmon_start__",
		"_ITM_deregisterTMCloneTable",
		"_ITM_registerTMCloneTable",
		"_Jv_RegisterClasses",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Whether the module refers to no code outside itself. */
static bool is_self_contained(const char *module)
{
	struct rt_symbols symbols;
	bool contained = !rt_symbols_read(&symbols, module, NULL);

	for (size_t i = 0; i < symbols.count && contained; i++)
		contained = symbols.list[i].is_defined ||
			    is_of_the_start(symbols.list[i].name);
	rt_symbols_free(&symbols);
	return contained;
}

/* @log is the path of the emulator's log of instructions. */
static int read_log(struct rt_qemu_user *raced, const char *module,
		    const char *log, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_image *image = NULL;
	int code = rt_file_read(&text, log, error);

	if (!code)
		code = rt_image_open(&image, module, error);
	if (!code)
		believe(raced, image, &text);
	rt_image_close(image);
	rt_text_free(&text);
	return code;
}

/* Races with a log of all instructions that run. */
static int race_logged(struct rt_qemu_user *raced,
		       const struct rt_qemu_user_plan *plan,
		       const struct rt_qemu_user_program *program,
		       struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT, log = RT_TEXT_INIT;
	int code =
		rt_folder_make_temporary(&folder, plan->question.cache, error);

	rt_text_format(&log, "%s/log", rt_text_string(&folder));
	if (!code)
		code = rt_qemu_user_run_once(raced, plan, program,
					     rt_text_string(&log), error);
	if (!code && raced->report.subject.torn) {
		if (is_self_contained(plan->question.module))
			code = read_log(raced, plan->question.module,
					rt_text_string(&log), error);
		else
			doubt(raced, "it calls what is not in the module");
	}
	if (folder.length)
		rt_folder_remove(rt_text_string(&folder));
	rt_text_free(&folder);
	rt_text_free(&log);
	return code;
}

static int race(struct rt_qemu_user *raced, const struct work *work,
		struct rt_error *error)
{
	const struct rt_qemu_user_program program = {
		.emulator = rt_text_string(&work->emulator),
		.driver = rt_text_string(&work->driver.module),
		.sysroot = rt_text_string(&work->sysroot),
		.libraries = rt_text_string(&work->libraries),
	};
	int code;

	if (!work->plan->is_known_to_tear)
		return race_logged(raced, work->plan, &program, error);
	code = rt_qemu_user_run_once(raced, work->plan, &program, NULL, error);
	raced->is_believed = !code && raced->report.subject.torn;
	return code;
}

int rt_qemu_user_run(struct rt_qemu_user *raced,
		     const struct rt_qemu_user_plan *plan,
		     struct rt_error *error)
{
	struct work work = {.plan = plan};
	int code;

	*raced = (struct rt_qemu_user){
		.emulator = plan->question.target->arch->qemu_user,
		.width = plan->question.width,
	};
	code = check_field(plan, error);
	if (!code)
		code = find_emulator(&work, error);
	if (!code)
		code = build_driver(&work, error);
	if (!code)
		code = race(raced, &work, error);
	rt_text_free(&work.emulator);
	rt_text_free(&work.libraries);
	rt_text_free(&work.sysroot);
	rt_build_free(&work.driver);
	return code;
}
