/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/hash.h"
#include "harness/module/command.h"
#include "harness/module/constructors.h"
#include "harness/module/libatomic.h"
#include "harness/module/object_functions.h"
#include "harness/module/object_link.h"
#include "harness/module/object_open.h"
#include "harness/module/object_shared.h"
#include "harness/module/provider.h"
#include "harness/module/stand_in.h"
#include "harness/toolchain/flags.h"
#include "harness/toolchain/tool.h"

static int check_object(const struct rt_object *object, struct rt_error *error)
{
	if (!rt_is_width(object->width))
		return rt_fail(error, RT_USAGE,
			       "a field has " RT_WIDTHS " bits, not %u; give "
			       "one of them as --width",
			       object->width);
	if (!object->load && !object->store)
		return rt_fail(error, RT_USAGE,
			       "which function of %s? Name it with --load or "
			       "--store",
			       object->path);
	return RT_OK;
}

/* A shared object is used as it is; others must be linked. */
static int check_machine(const struct rt_symbols *symbols,
			 const struct rt_object *object, struct rt_error *error)
{
	const struct rt_target *theirs = object->toolchain->compiler->target;
	const struct rt_arch *linked = theirs ? theirs->arch : rt_arch_own();
	const struct rt_arch *wanted = rt_arch_of_machine(symbols->machine);

	if (symbols->kind == RT_OBJECT_SHARED || !linked ||
	    symbols->machine == linked->elf.machine)
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "%s is for another machine (%s) than what %s links; "
		       "give %s%s as --toolchain",
		       object->path, wanted ? wanted->elf.title : "unknown",
		       rt_text_string(&object->toolchain->name),
		       wanted ? wanted->targets->triplet : "a cross compiler",
		       wanted ? "-gcc" : "");
}

/* Finds the functions; @kind receives the kind of the object. */
static int inspect(struct rt_object_module *module,
		   const struct rt_object_work *work, enum rt_object_kind *kind,
		   struct rt_error *error)
{
	const struct rt_object *object = &work->object;
	struct rt_symbols symbols;
	int code = rt_symbols_read_all(&symbols, &work->inputs, error);

	if (!code)
		code = check_machine(&symbols, object, error);
	if (!code)
		code = rt_object_find_functions(module, &symbols, object,
						error);
	*kind = symbols.kind;
	rt_symbols_free(&symbols);
	return code;
}

/* Appends the digests of all inputs. */
static int hash_inputs(struct rt_text *content,
		       const struct rt_object_work *work,
		       struct rt_error *error)
{
	struct rt_digest digest;
	int code = RT_OK;

	for (size_t i = 0; !code && i < work->inputs.count; i++) {
		code = rt_hash_file(&digest, work->inputs.word[i], error);
		if (!code)
			rt_text_format(content, "%s\n", digest.text);
	}
	return code;
}

static int make_key(struct rt_object_work *work, struct rt_error *error)
{
	struct rt_strings link = RT_STRINGS_INIT;
	struct rt_text content = RT_TEXT_INIT;
	struct rt_hash hash;
	int code = rt_blame_subject(error, hash_inputs(&content, work, error));

	rt_object_link_command(&link, work, ".");
	if (!code && (link.failed || rt_text_failed(&content)))
		code = rt_no_memory(error);
	if (!code) {
		rt_hash_start(&hash);
		rt_hash_string(&hash, "object 6");
		rt_hash_string(&hash, rt_stand_in_body);
		rt_hash_string(&hash, rt_text_string(&content));
		for (size_t i = 0; i < link.count; i++)
			rt_hash_string(&hash, link.word[i]);
		rt_tool_hash(&hash, work->object.toolchain);
		code = rt_hash_end(&hash, &work->key, error);
	}
	rt_strings_free(&link);
	rt_text_free(&content);
	return code;
}

/* What is open is kept beside the module. */
static int write_open(const struct rt_object_work *work, struct rt_error *error)
{
	struct rt_open_names names = {.list = NULL};
	struct rt_text path = RT_TEXT_INIT;
	int code = rt_object_open_find(&names, work, error);

	rt_text_format(&path, "%s/open", rt_text_string(&work->folder));
	if (!code)
		code = rt_open_names_write(&names, rt_text_string(&path),
					   error);
	rt_text_free(&path);
	rt_open_names_free(&names);
	return code;
}

static int read_open(struct rt_open_names *names, const char *module,
		     struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_cache_beside(&path, module, "open");
	code = rt_open_names_read(names, rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}

static int make_module(struct rt_object_work *work, struct rt_text *module,
		       const char *folder, struct rt_error *error)
{
	int code = rt_folder_make(folder, error);

	if (!code)
		code = rt_folder_make_temporary(&work->folder, folder, error);
	if (code)
		return code;
	code = rt_object_link(work, error);
	if (!code)
		code = write_open(work, error);
	if (!code)
		code = rt_constructors_settle(rt_text_string(&work->folder),
					      false, error);
	if (!code)
		code = rt_cache_store(module, folder, &work->key,
				      rt_text_string(&work->folder), NULL,
				      error);
	rt_folder_remove(rt_text_string(&work->folder));
	return code;
}

static bool is_stand_in(const struct rt_symbol *symbol)
{
	return !strncmp(symbol->name, RT_STAND_IN, strlen(RT_STAND_IN));
}

static void list_names_at(struct rt_strings *names,
			  const struct rt_symbols *symbols, uint64_t address)
{
	for (size_t i = 0; i < symbols->count; i++) {
		const struct rt_symbol *one = &symbols->list[i];

		/* Local: where assemblers say that code begins, "$x". */
		if (one->is_defined && one->address == address &&
		    !one->is_local && !is_stand_in(one) &&
		    !rt_strings_has(names, one->name))
			rt_strings_add(names, one->name);
	}
}

/* Lists the names that have a stand-in, also of a module from the cache. */
static int list_missing(struct rt_strings *names, const char *module,
			struct rt_error *error)
{
	struct rt_symbols symbols;
	int code = rt_symbols_read(&symbols, module, error);

	for (size_t i = 0; !code && i < symbols.count; i++)
		if (is_stand_in(&symbols.list[i]))
			list_names_at(names, &symbols, symbols.list[i].address);
	rt_symbols_free(&symbols);
	return code;
}

/* Fills in the description of a linked module, new or from the cache. */
static int describe(struct rt_object_module *module,
		    struct rt_object_work *work, struct rt_error *error)
{
	const char *path = rt_text_string(&module->build.module);
	int code;

	rt_strings_free(&work->unresolved);
	work->has_libatomic = rt_libatomic_is_in(path);
	code = list_missing(&work->unresolved, path, error);
	if (!code)
		code = read_open(&module->open, path, error);
	if (!code)
		code = rt_constructors_read(&module->constructors, path, error);
	if (!code)
		code = rt_provider_find(&module->build.provider, path,
					work->object.toolchain->libc, error);
	rt_object_commands(&module->build.commands, work);
	module->unresolved = work->unresolved;
	work->unresolved = (struct rt_strings)RT_STRINGS_INIT;
	if (!code && (module->unresolved.failed ||
		      rt_text_failed(&module->build.commands) ||
		      rt_text_failed(&module->build.provider)))
		code = rt_no_memory(error);
	return code;
}

static int make_linked(struct rt_object_module *module,
		       struct rt_object_work *work, const char *folder,
		       struct rt_error *error)
{
	struct rt_build *build = &module->build;
	int code;

	if (!work->object.toolchain->linker)
		return rt_fail(error, RT_SETUP,
			       "%s needs gcc or clang to link and found none; "
			       "install one with `apt-get install gcc`",
			       rt_text_string(&work->object.toolchain->name));
	code = make_key(work, error);
	if (code)
		return code;
	build->from_cache = rt_cache_find(&build->module, folder, &work->key);
	if (!build->from_cache)
		code = make_module(work, &build->module, folder, error);
	if (!code)
		code = describe(module, work, error);
	return code;
}

/* A path that begins with '-' would be taken for a flag. */
static int add_input(struct rt_object_work *work, const char *name,
		     struct rt_error *error)
{
	char path[PATH_MAX];

	if (!realpath(name, path))
		return rt_fail(error, RT_SUBJECT,
			       "cannot read the object %s; check the name",
			       name);
	rt_strings_add(&work->inputs, path);
	return work->inputs.failed ? rt_no_memory(error) : RT_OK;
}

static int add_shim(struct rt_object_work *work, const struct rt_object *object,
		    struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_strings flags = RT_STRINGS_INIT;
	int code = rt_flags_parse(&flags, object->cell->flags, error);

	rt_cache_beside(&path, rt_text_string(&object->shim->module),
			"module.o");
	if (!code)
		code = add_input(work, rt_text_string(&path), error);
	rt_command_link_flags(&work->flags, &flags);
	rt_strings_free(&flags);
	rt_text_free(&path);
	return code;
}

/* The flags by which a bare machine's driver chooses linker and libraries. */
static int add_bare_flags(struct rt_object_work *work,
			  const struct rt_object *object,
			  struct rt_error *error)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	int code;

	if (!object->flags || !rt_command_is_bare(object->toolchain))
		return RT_OK;
	code = rt_flags_parse(&flags, object->flags, error);
	rt_command_kind(&work->flags, &flags);
	rt_strings_free(&flags);
	return code;
}

static int start(struct rt_object_work *work, const struct rt_object *object,
		 struct rt_error *error)
{
	const char *const *more = object->more;
	int code = object->shim ? add_shim(work, object, error) : RT_OK;

	if (!code)
		code = add_bare_flags(work, object, error);
	work->object = *object;
	if (!code && object->path)
		code = add_input(work, object->path, error);
	for (; !code && more && *more; more++)
		code = add_input(work, *more, error);
	if (!code)
		work->object.path = work->inputs.word[0];
	return code;
}

int rt_object_module(struct rt_object_module *module,
		     const struct rt_object *object, const char *folder,
		     struct rt_error *error)
{
	struct rt_object_work work = {.folder = RT_TEXT_INIT};
	enum rt_object_kind kind = RT_OBJECT_RELOCATABLE;
	int code = check_object(object, error);

	*module = (struct rt_object_module){.is_shared = false};
	if (!code)
		code = start(&work, object, error);
	if (!code)
		code = inspect(module, &work, &kind, error);
	if (!code && kind == RT_OBJECT_SHARED)
		code = rt_object_take_shared(module, &work, folder, error);
	else if (!code)
		code = make_linked(module, &work, folder, error);
	rt_text_free(&work.folder);
	rt_strings_free(&work.inputs);
	rt_strings_free(&work.flags);
	rt_strings_free(&work.unresolved);
	return code;
}

void rt_object_module_free(struct rt_object_module *module)
{
	rt_build_free(&module->build);
	rt_strings_free(&module->unresolved);
	rt_open_names_free(&module->open);
	rt_text_free(&module->constructors);
	rt_text_free(&module->load);
	rt_text_free(&module->store);
	module->is_shared = false;
}
