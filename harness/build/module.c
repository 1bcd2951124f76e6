/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/module.h"

#include <dlfcn.h>
#include <string.h>

#include "harness/base/text.h"

/* dlopen(3) searches for a name without a slash elsewhere than here. */
static void *load(const char *path)
{
	struct rt_text name = RT_TEXT_INIT;
	void *handle = NULL;

	rt_text_format(&name, "%s%s", strchr(path, '/') ? "" : "./", path);
	if (!rt_text_failed(&name))
		handle = dlopen(name.data, RTLD_NOW | RTLD_LOCAL);
	rt_text_free(&name);
	return handle;
}

static void bind_all(struct rt_module *module)
{
	void *handle = module->handle;

	module->load16 = (rt_load16 *)dlsym(handle, "ringtear_load16");
	module->load32 = (rt_load32 *)dlsym(handle, "ringtear_load32");
	module->load64 = (rt_load64 *)dlsym(handle, "ringtear_load64");
	module->store16 = (rt_store16 *)dlsym(handle, "ringtear_store16");
	module->store32 = (rt_store32 *)dlsym(handle, "ringtear_store32");
	module->store64 = (rt_store64 *)dlsym(handle, "ringtear_store64");
}

int rt_module_open(struct rt_module *module, const char *path,
		   struct rt_error *error)
{
	*module = (struct rt_module){.handle = load(path)};
	if (!module->handle) {
		const char *reason = dlerror();

		return rt_fail(error, RT_BUILD,
			       "cannot load module %s: %s; every function that "
			       "the accessor calls must be in its source or in "
			       "the libc",
			       path, reason ? reason : "out of memory");
	}
	bind_all(module);
	if (module->load16 || module->load32 || module->load64 ||
	    module->store16 || module->store32 || module->store64)
		return RT_OK;
	rt_module_close(module);
	return rt_fail(error, RT_BUILD,
		       "module %s defines no accessor; its source must define "
		       "at least one of ringtear_load16, _load32, _load64, "
		       "ringtear_store16, _store32, _store64",
		       path);
}

void rt_module_close(struct rt_module *module)
{
	if (module->handle)
		dlclose(module->handle);
	*module = (struct rt_module){.handle = NULL};
}
