/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object_functions.h"

#include <inttypes.h>
#include <string.h>

#include "harness/module/executable.h"
#include "harness/module/object_link.h"

/* An accessor of the shim is there; -flto may hide it. */
static bool is_shims(const struct rt_object *object, const char *name)
{
	return object->shim && !strncmp(name, "ringtear_", 9);
}

static int check_name(const struct rt_object *object, const char *name,
		      struct rt_error *error)
{
	if (rt_object_is_linkable(name))
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "\"%s\" is no name of a symbol; give it as `nm %s` "
		       "prints it",
		       name, object->path);
}

static int check_function(const struct rt_symbols *symbols,
			  const struct rt_object *object, const char *name,
			  struct rt_error *error)
{
	int code;

	if (!name || is_shims(object, name))
		return RT_OK;
	code = check_name(object, name, error);
	if (code)
		return code;
	return rt_symbols_function(symbols, object->path, name, error)
		       ? RT_OK
		       : RT_SUBJECT;
}

/* A function that the dynamic linker does not know has an address all the same.
 */
static const struct rt_symbol *find_static(const struct rt_symbols *symbols,
					   const char *name)
{
	const struct rt_symbol *found = NULL;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct rt_symbol *one = &symbols->list[i];

		if (strcmp(one->name, name) || !one->is_defined ||
		    !one->is_function)
			continue;
		if (one->is_dynamic)
			return NULL;
		found = one;
	}
	return found;
}

/* Puts into @chosen how the module's function @name is found. */
static int choose_function(struct rt_text *chosen,
			   const struct rt_symbols *symbols,
			   const struct rt_object *object, const char *name,
			   struct rt_error *error)
{
	const struct rt_symbol *found;
	uint64_t address;

	if (!name)
		return RT_OK;
	if (rt_executable_address(name, &address)) {
		rt_text_format(chosen, "0x%" PRIx64, address);
		return rt_executable_check(object->path, address, error);
	}
	found = find_static(symbols, name);
	if (!found) {
		rt_text_add(chosen, name);
		return check_function(symbols, object, name, error);
	}
	rt_text_format(chosen, "0x%" PRIx64, found->address);
	return RT_OK;
}

static int choose_functions(struct rt_object_module *module,
			    const struct rt_symbols *symbols,
			    const struct rt_object *object,
			    struct rt_error *error)
{
	int code = choose_function(&module->load, symbols, object, object->load,
				   error);

	if (!code)
		code = choose_function(&module->store, symbols, object,
				       object->store, error);
	if (!code &&
	    (rt_text_failed(&module->load) || rt_text_failed(&module->store)))
		code = rt_no_memory(error);
	return code;
}

int rt_object_find_functions(struct rt_object_module *module,
			     const struct rt_symbols *symbols,
			     const struct rt_object *object,
			     struct rt_error *error)
{
	int code;

	if (symbols->kind == RT_OBJECT_SHARED)
		return choose_functions(module, symbols, object, error);
	code = check_function(symbols, object, object->load, error);
	return code ? code
		    : check_function(symbols, object, object->store, error);
}
