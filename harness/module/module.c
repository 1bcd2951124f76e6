/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/module.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

#include "harness/arch/arch.h"
#include "harness/base/text.h"
#include "harness/module/binding.h"
#include "harness/module/executable.h"
#include "harness/module/image.h"

/*
 * Makes the dynamic linker look in the object and its libraries before the
 * program. Only where a name is contested: an object that is loaded so has the
 * libc's own `environ`, not the copy that a program may have. musl's dynamic
 * linker cannot, and a sanitizer's run-time library ends the process.
 */
static int own_names_first(const char *path)
{
#if defined(RTLD_DEEPBIND) && !defined(RT_SANITIZED)
	return rt_binding_is_contested(path) ? RTLD_DEEPBIND : 0;
#else
	(void)path;
	return 0;
#endif
}

/*
 * dlopen(3) does not look in the current folder for a name without a slash. The
 * code stays mapped for good: a thread that the module has started may still
 * run in it when the module is closed.
 */
static void *load_as(const char *path, int mode)
{
	struct rt_text name = RT_TEXT_INIT;
	void *handle = NULL;
	pid_t self = getpid();

	mode |= RTLD_LOCAL | RTLD_NODELETE | own_names_first(path);
	rt_text_format(&name, "%s%s", strchr(path, '/') ? "" : "./", path);
	if (!rt_text_failed(&name))
		handle = dlopen(name.data, mode);
	rt_text_free(&name);
	/* A constructor has forked, and its child came back: one is enough. */
	if (getpid() != self)
		_exit(0);
	return handle;
}

/* What would run is not what the user's program runs: better refused. */
static int check_binding(struct rt_module *module, const char *path,
			 struct rt_error *error)
{
	struct rt_text lost = RT_TEXT_INIT;
	int code = RT_OK;

	rt_binding_lost(&lost, path, module->handle);
	if (lost.length)
		code = rt_fail(error, RT_BUILD,
			       "%s defines %s, but the dynamic linker here "
			       "binds it to another object's; link it with "
			       "-Wl,-Bsymbolic",
			       path, rt_text_string(&lost));
	rt_text_free(&lost);
	if (code)
		rt_module_close(module);
	return code;
}

/* The message of the dynamic linker, "wrong ELF class", would not help. */
static int check_machine(const char *path, struct rt_error *error)
{
	const struct rt_arch *own = rt_arch_own();
	struct rt_image *image;
	unsigned int theirs;
	const char *title;

	/* A file that is no module is left to the dynamic linker to report. */
	if (rt_image_open(&image, path, NULL))
		return RT_OK;
	theirs = rt_image_machine(image);
	rt_image_close(image);
	if (!own || theirs == own->elf.machine)
		return RT_OK;
	title = rt_arch_title(theirs);
	return rt_fail(error, RT_BUILD,
		       "module %s is for %s and cannot be loaded here; "
		       "`check` looks at it without: codegen reads it, step "
		       "and --engines hammer run it in an emulator",
		       path, title ? title : "another machine");
}

static void bind_all(struct rt_module *module)
{
	void *handle = module->handle;

	module->load16 = (rt_load16 *)dlsym(handle, "ringtear_load16");
	module->load32 = (rt_load32 *)dlsym(handle, "ringtear_load32");
	module->load64 = (rt_load64 *)dlsym(handle, "ringtear_load64");
	module->load128 = (rt_load128 *)dlsym(handle, "ringtear_load128");
	module->store16 = (rt_store16 *)dlsym(handle, "ringtear_store16");
	module->store32 = (rt_store32 *)dlsym(handle, "ringtear_store32");
	module->store64 = (rt_store64 *)dlsym(handle, "ringtear_store64");
	module->store128 = (rt_store128 *)dlsym(handle, "ringtear_store128");
}

int rt_module_open(struct rt_module *module, const char *path,
		   struct rt_error *error)
{
	int code = check_machine(path, error);

	*module = (struct rt_module){.handle = NULL};
	if (code)
		return code;
	module->handle = load_as(path, RTLD_NOW);
	if (!module->handle) {
		const char *reason = dlerror();

		return rt_fail(error, RT_BUILD,
			       "cannot load module %s: %s; every function that "
			       "the accessor calls must be in its source or in "
			       "the libc",
			       path, reason ? reason : "out of memory");
	}
	code = check_binding(module, path, error);
	if (code)
		return code;
	bind_all(module);
	for (unsigned width = 16; width <= RT_VALUE_BITS; width *= 2)
		if (rt_module_accessor(module, width, false) ||
		    rt_module_accessor(module, width, true))
			return RT_OK;
	rt_module_close(module);
	return rt_fail(error, RT_BUILD,
		       "module %s defines no accessor; its source must define "
		       "at least one of ringtear_load16, _load32, _load64, "
		       "_load128, ringtear_store16, _store32, _store64, "
		       "_store128",
		       path);
}

/* RTLD_NOW if possible: the first lazy call runs the dynamic linker. */
static void *load_shared(const char *path)
{
	void *handle = load_as(path, RTLD_NOW);

	return handle ? handle : load_as(path, RTLD_LAZY);
}

bool rt_module_load_only(const char *path)
{
	return load_shared(path) != NULL;
}

bool rt_module_is_own(const char *path)
{
	const struct rt_arch *own = rt_arch_own();
	struct rt_image *image;
	bool is_own;

	if (rt_image_open(&image, path, NULL))
		return false;
	is_own = own && rt_image_machine(image) == own->elf.machine;
	rt_image_close(image);
	return is_own;
}

static void bind_load(struct rt_module *module, void *function,
		      unsigned int width)
{
	if (width == 16)
		module->load16 = (rt_load16 *)function;
	else if (width == 32)
		module->load32 = (rt_load32 *)function;
	else if (width == 64)
		module->load64 = (rt_load64 *)function;
	else
		module->load128 = (rt_load128 *)function;
}

static void bind_store(struct rt_module *module, void *function,
		       unsigned int width)
{
	if (width == 16)
		module->store16 = (rt_store16 *)function;
	else if (width == 32)
		module->store32 = (rt_store32 *)function;
	else if (width == 64)
		module->store64 = (rt_store64 *)function;
	else
		module->store128 = (rt_store128 *)function;
}

/* By name, or by the address in the file that the name is. */
static void *find_symbol(void *handle, const char *name)
{
	struct link_map *map;
	uint64_t address;

	if (!rt_executable_address(name, &address))
		return dlsym(handle, name);
	if (dlinfo(handle, RTLD_DI_LINKMAP, &map))
		return NULL;
	return (void *)(uintptr_t)(map->l_addr + address);
}

/*
 * A NULL @name gives NULL, which is no error. RT_BUILD for a missing function.
 */
static int find_function(void **function, void *handle, const char *path,
			 const char *name, struct rt_error *error)
{
	*function = name ? find_symbol(handle, name) : NULL;
	if (*function || !name)
		return RT_OK;
	return rt_fail(error, RT_BUILD,
		       "shared object %s exports no function %s; check the "
		       "name with `nm -D %s`",
		       path, name, path);
}

static int bind_named(struct rt_module *module, const char *path,
		      const char *load, const char *store, unsigned int width,
		      struct rt_error *error)
{
	void *function;
	int code = find_function(&function, module->handle, path, load, error);

	if (code)
		return code;
	bind_load(module, function, width);
	code = find_function(&function, module->handle, path, store, error);
	if (!code)
		bind_store(module, function, width);
	return code;
}

int rt_module_open_symbols(struct rt_module *module, const char *path,
			   const char *load, const char *store,
			   unsigned int width, struct rt_error *error)
{
	int code;

	*module = (struct rt_module){.handle = NULL};
	if (!rt_is_width(width))
		return rt_fail(error, RT_USAGE,
			       "a field has " RT_WIDTHS " bits, not %u", width);
	code = check_machine(path, error);
	if (code)
		return code;
	module->handle = load_shared(path);
	if (!module->handle) {
		const char *reason = dlerror();

		return rt_fail(error, RT_BUILD,
			       "cannot load shared object %s: %s; give it what "
			       "it needs, with LD_LIBRARY_PATH for libraries",
			       path, reason ? reason : "out of memory");
	}
	code = check_binding(module, path, error);
	if (!code)
		code = bind_named(module, path, load, store, width, error);
	if (code)
		rt_module_close(module);
	return code;
}

void rt_module_close(struct rt_module *module)
{
	if (module->handle)
		dlclose(module->handle);
	*module = (struct rt_module){.handle = NULL};
}

rt_accessor *rt_module_accessor(const struct rt_module *module,
				unsigned int width, bool stores)
{
	switch (width) {
	case 16:
		return stores ? (rt_accessor *)module->store16
			      : (rt_accessor *)module->load16;
	case 32:
		return stores ? (rt_accessor *)module->store32
			      : (rt_accessor *)module->load32;
	case 64:
		return stores ? (rt_accessor *)module->store64
			      : (rt_accessor *)module->load64;
	default:
		return stores ? (rt_accessor *)module->store128
			      : (rt_accessor *)module->load128;
	}
}

rt_value rt_module_load(const struct rt_module *module, unsigned int width,
			const void *field)
{
	if (width == 16)
		return module->load16(field);
	if (width == 32)
		return module->load32(field);
	if (width == 64)
		return module->load64(field);
	return module->load128(field);
}

void rt_module_store(const struct rt_module *module, unsigned int width,
		     void *field, rt_value value)
{
	if (width == 16)
		module->store16(field, (uint16_t)value);
	else if (width == 32)
		module->store32(field, (uint32_t)value);
	else if (width == 64)
		module->store64(field, (uint64_t)value);
	else
		module->store128(field, value);
}
