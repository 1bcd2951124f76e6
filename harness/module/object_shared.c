/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object_shared.h"

#include "harness/base/file.h"
#include "harness/base/hash.h"
#include "harness/module/constructors.h"
#include "harness/module/executable.h"

static int make_copy(const struct rt_object_work *work, bool is_program,
		     const char *made, struct rt_error *error)
{
	struct rt_text content = RT_TEXT_INIT, path = RT_TEXT_INIT;
	int code = rt_file_read(&content, work->object.path, error);

	rt_text_format(&path, "%s/module.so", made);
	if (!code)
		code = rt_file_write_text(&path, &content, error);
	if (!code)
		code = rt_executable_unmark(rt_text_string(&path), error);
	if (!code)
		code = rt_constructors_settle(made, is_program, error);
	rt_text_free(&content);
	rt_text_free(&path);
	return code;
}

static int store_copy(struct rt_text *module, const struct rt_object_work *work,
		      bool is_program, const char *folder,
		      const struct rt_digest *key, struct rt_error *error)
{
	struct rt_text made = RT_TEXT_INIT;
	int code = rt_folder_make(folder, error);

	if (!code)
		code = rt_folder_make_temporary(&made, folder, error);
	if (code)
		return code;
	code = make_copy(work, is_program, rt_text_string(&made), error);
	if (!code)
		code = rt_cache_store(module, folder, key,
				      rt_text_string(&made), NULL, error);
	rt_folder_remove(rt_text_string(&made));
	rt_text_free(&made);
	return code;
}

static int take_copy(struct rt_object_module *module,
		     const struct rt_object_work *work, bool is_program,
		     const char *folder, struct rt_error *error)
{
	struct rt_build *build = &module->build;
	struct rt_digest content, key;
	struct rt_hash hash;
	int code = rt_hash_file(&content, work->object.path, error);

	if (code)
		return code;
	rt_hash_start(&hash);
	rt_hash_string(&hash, "shared 2");
	rt_hash_string(&hash, content.text);
	code = rt_hash_end(&hash, &key, error);
	if (code)
		return code;
	build->from_cache = rt_cache_find(&build->module, folder, &key);
	if (!build->from_cache)
		code = store_copy(&build->module, work, is_program, folder,
				  &key, error);
	module->open.lacks_thread_data =
		is_program && rt_executable_has_thread_data(work->object.path);
	if (!code)
		code = rt_constructors_read(&module->constructors,
					    rt_text_string(&build->module),
					    error);
	return code;
}

/* Which memcpy a shared object calls is only known when it runs. */
int rt_object_take_shared(struct rt_object_module *module,
			  const struct rt_object_work *work, const char *folder,
			  struct rt_error *error)
{
	bool is_program = rt_executable_is_marked(work->object.path);
	struct rt_text why = RT_TEXT_INIT;
	int code = RT_OK;

	module->is_shared = true;
	rt_text_add(&module->build.provider, "as the shared object was linked");
	if (!is_program)
		code = rt_constructors_try(&why, work->object.path, false,
					   error);
	if (!code && (why.length || is_program))
		code = take_copy(module, work, is_program, folder, error);
	else
		rt_text_add(&module->build.module, work->object.path);
	if (!code && (rt_text_failed(&module->build.module) ||
		      rt_text_failed(&module->build.provider)))
		code = rt_no_memory(error);
	rt_text_free(&why);
	return code;
}
