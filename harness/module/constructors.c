/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/constructors.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"
#include "harness/base/ending.h"
#include "harness/base/file.h"
#include "harness/module/cache.h"
#include "harness/module/dynamic.h"
#include "harness/module/fault.h"
#include "harness/module/module.h"

/* Longer than any constructor that is not for ever. */
static const double most_seconds = 5;

static const int faults[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};

enum { fault_count = sizeof(faults) / sizeof(*faults) };

/* An entry that names some, which is made to name none. */
static bool drop(GElf_Dyn *entry)
{
	switch (entry->d_tag) {
	case DT_INIT:
	case DT_FINI:
	case DT_INIT_ARRAYSZ:
	case DT_FINI_ARRAYSZ:
		break;
	default:
		return false;
	}
	if (!entry->d_un.d_val)
		return false;
	/* A tag that the dynamic linker leaves alone (elf(5)). */
	if (entry->d_tag == DT_INIT || entry->d_tag == DT_FINI)
		entry->d_tag = DT_DEBUG;
	entry->d_un.d_val = 0;
	return true;
}

/* What is done in the child, and what its signal handler says of it. */
struct loading {
	const char *path;
	struct noted {
		struct rt_fault fault;
		bool has_threads;
	} * noted; /* apart memory */
};

static struct rt_fault *at_fault;

/* Of the dynamic linker's lock this thread is the owner, if any is. */
static void note(int number, siginfo_t *info, void *context)
{
	Dl_info about;

	rt_ending_note(number, info);
	rt_fault_take(at_fault, number, info, context);
	if (dladdr((void *)(uintptr_t)at_fault->counter, &about))
		at_fault->base = (uint64_t)(uintptr_t)about.dli_fbase;
	signal(number, SIG_DFL);
	raise(number);
}

static unsigned count_entries(const char *path)
{
	DIR *folder = opendir(path);
	unsigned count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static void load(void *data)
{
	const struct loading *loading = data;
	struct sigaction action = {.sa_sigaction = note,
				   .sa_flags = SA_SIGINFO | SA_NODEFER};

	at_fault = &loading->noted->fault;
	for (int i = 0; i < fault_count; i++)
		sigaction(faults[i], &action, NULL);
	rt_module_load_only(loading->path);
	/* "." and ".." and this one. */
	loading->noted->has_threads = count_entries("/proc/self/task") > 3;
}

static void describe(struct rt_text *why, const struct rt_fault *fault,
		     const char *path, const struct rt_error *error)
{
	static const char who[] = "the constructor ";

	if (fault->number)
		rt_fault_say(why, fault, path);
	else if (!strncmp(error->message, who, strlen(who)))
		rt_text_add(why, error->message + strlen(who));
	else
		rt_text_add(why, error->message);
}

int rt_constructors_try(struct rt_text *why, const char *path, bool is_program,
			struct rt_error *error)
{
	struct loading loading = {.path = path};
	const struct rt_child child = {
		.body = load,
		.data = &loading,
		.what = "the constructor",
		.seconds = most_seconds,
	};
	struct rt_error told = RT_ERROR_INIT;
	int code = RT_INTERRUPTED;

	if (!rt_dynamic_has(path, drop) || !rt_module_is_own(path))
		return RT_OK;
	loading.noted = rt_apart_map(sizeof(*loading.noted));
	if (!loading.noted)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for a process");
	for (int i = 0; i < RT_CHILD_TRIES && code == RT_INTERRUPTED; i++)
		code = rt_child_run(&child, &told);
	if (code == RT_CRASH) {
		describe(why, &loading.noted->fault, path, &told);
		code = RT_OK;
	} else if (code) {
		rt_fail(error, code, "%s", told.message);
	} else if (is_program && loading.noted->has_threads) {
		rt_text_add(why, "started a thread");
	}
	if (!code && rt_text_failed(why))
		code = rt_no_memory(error);
	rt_error_clear(&told);
	rt_apart_unmap(loading.noted, sizeof(*loading.noted));
	return code;
}

/* Takes constructors and destructors out of what the dynamic linker runs. */
static int drop_all(const char *path, struct rt_error *error)
{
	return rt_dynamic_write(path, drop)
		       ? RT_OK
		       : rt_fail(error, RT_SETUP,
				 "cannot take the constructors out of %s; is "
				 "the cache writable?",
				 path);
}

int rt_constructors_settle(const char *folder, bool is_program,
			   struct rt_error *error)
{
	struct rt_text module = RT_TEXT_INIT, path = RT_TEXT_INIT;
	struct rt_text why = RT_TEXT_INIT;
	int code;

	rt_text_format(&module, "%s/module.so", folder);
	rt_text_format(&path, "%s/constructors", folder);
	code = rt_constructors_try(&why, rt_text_string(&module), is_program,
				   error);
	if (!code && why.length)
		code = drop_all(rt_text_string(&module), error);
	if (!code && why.length)
		code = rt_file_write_text(&path, &why, error);
	rt_text_free(&module);
	rt_text_free(&path);
	rt_text_free(&why);
	return code;
}

int rt_constructors_read(struct rt_text *why, const char *module,
			 struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code = RT_OK;

	rt_cache_beside(&path, module, "constructors");
	if (rt_file_exists(rt_text_string(&path)))
		code = rt_file_read(why, rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}
