/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/object.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/build/cache.h"
#include "harness/build/command.h"
#include "harness/build/hash.h"
#include "harness/build/provider.h"
#include "harness/build/symbols.h"
#include "harness/build/tool.h"

static const char trap_name[] = "ringtear_unresolved";
static const char trap_source[] =
	"void ringtear_unresolved(void) { __builtin_trap(); }\n";

/* What one making works with besides its result. */
struct work {
	struct rt_object object; /* with an absolute path */
	char path[PATH_MAX];
	struct rt_digest key;
	struct rt_text folder; /* temporary */
	struct rt_words unresolved;
};

static int no_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory; free some memory");
}

static int check_object(const struct rt_object *object, struct rt_error *error)
{
	if (object->width != 16 && object->width != 32 && object->width != 64)
		return rt_fail(error, RT_USAGE,
			       "a field has 16, 32 or 64 bits, not %u; give "
			       "one of them as --width",
			       object->width);
	if (!object->load && !object->store)
		return rt_fail(error, RT_USAGE,
			       "which function of %s? Name it with --load or "
			       "--store",
			       object->path);
	return RT_OK;
}

/* A name that the linker takes as one: it splits -Wl, at commas. */
static bool is_linkable(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.$";

	return *name && strspn(name, letters) == strlen(name);
}

static int check_function(const struct rt_symbols *symbols, const char *path,
			  const char *name, struct rt_error *error)
{
	if (!name)
		return RT_OK;
	if (!is_linkable(name))
		return rt_fail(error, RT_USAGE,
			       "\"%s\" is no name of a symbol; give it as `nm "
			       "%s` prints it",
			       name, path);
	return rt_symbols_function(symbols, path, name, error) ? RT_OK
							       : RT_USAGE;
}

/* Finds the functions; @kind tells what the object is. */
static int inspect(const struct work *work, enum rt_object_kind *kind,
		   struct rt_error *error)
{
	const struct rt_object *object = &work->object;
	struct rt_symbols symbols;
	int code = rt_symbols_read(&symbols, object->path, error);

	if (!code)
		code = check_function(&symbols, object->path, object->load,
				      error);
	if (!code)
		code = check_function(&symbols, object->path, object->store,
				      error);
	*kind = symbols.kind;
	rt_symbols_free(&symbols);
	return code;
}

/* -u takes the member that defines it out of a static library. */
static void add_alias(struct rt_words *argv, const char *accessor,
		      unsigned int width, const char *name)
{
	if (!name)
		return;
	rt_words_format(argv, "-Wl,-u,%s", name);
	rt_words_format(argv, "-Wl,--defsym,ringtear_%s%u=%s", accessor, width,
			name);
}

static void add_libc(struct rt_words *argv, const struct rt_libc *libc)
{
	const char *archive = rt_text_string(&libc->archive);
	const char *slash = strrchr(archive, '/');

	if (rt_libc_is_host(libc))
		return;
	rt_words_format(argv, "-Wl,--exclude-libs,%s",
			slash ? slash + 1 : archive);
	rt_words_add(argv, archive);
	rt_words_add(argv, "-lgcc");
}

/*
 * The command that links @folder/module.so. Symbols are bound in the module:
 * what this process happens to have under the same name must not step in.
 */
static void link_command(struct rt_words *argv, const struct work *work,
			 const char *folder)
{
	const struct rt_object *object = &work->object;
	const struct rt_libc *libc = object->toolchain->libc;

	rt_words_add(argv, object->toolchain->linker->path);
	rt_words_add(argv, "-shared");
	rt_words_add(argv,
		     rt_libc_is_host(libc) ? "-nostartfiles" : "-nostdlib");
	rt_words_add(argv, "-Wl,-z,now");
	rt_words_add(argv, "-Wl,-Bsymbolic");
	rt_words_add(argv, "-Wl,--unresolved-symbols=ignore-all");
	add_alias(argv, "load", object->width, object->load);
	add_alias(argv, "store", object->width, object->store);
	for (size_t i = 0; i < work->unresolved.count; i++)
		rt_words_format(argv, "-Wl,--defsym,%s=%s",
				work->unresolved.word[i], trap_name);
	rt_words_add(argv, "-o");
	rt_words_format(argv, "%s/module.so", folder);
	rt_words_add(argv, object->path);
	if (work->unresolved.count)
		rt_words_format(argv, "%s/unresolved.o", folder);
	add_libc(argv, libc);
}

static void trap_command(struct rt_words *argv, const struct work *work,
			 const char *folder)
{
	rt_words_add(argv, work->object.toolchain->linker->path);
	rt_words_add(argv, "-fPIC");
	rt_words_add(argv, "-O1");
	rt_words_add(argv, "-c");
	rt_words_add(argv, "-o");
	rt_words_format(argv, "%s/unresolved.o", folder);
	rt_words_format(argv, "%s/unresolved.c", folder);
}

static int make_key(struct work *work, struct rt_error *error)
{
	struct rt_words link = RT_WORDS_INIT;
	struct rt_digest object;
	struct rt_hash hash;
	int code = rt_hash_file(&object, work->path, error);

	link_command(&link, work, ".");
	if (!code && link.failed)
		code = no_memory(error);
	if (!code) {
		rt_hash_start(&hash);
		rt_hash_string(&hash, "object");
		rt_hash_string(&hash, trap_source);
		rt_hash_string(&hash, object.text);
		for (size_t i = 0; i < link.count; i++)
			rt_hash_string(&hash, link.word[i]);
		rt_tool_hash(&hash, work->object.toolchain);
		code = rt_hash_end(&hash, &work->key, error);
	}
	rt_words_free(&link);
	return code;
}

/* The linker's words stay the detail; the cause gets a message of its own. */
static int explain(const struct work *work, int code, struct rt_error *told,
		   struct rt_error *error)
{
	const char *said = told->detail ? told->detail : "";

	if (strstr(said, "recompile with -fPIC"))
		rt_fail(error, code,
			"%s is not position independent, and a module must "
			"be; build it with -fPIC",
			work->path);
	else
		rt_fail(error, code, "%s", told->message);
	rt_error_detail(error, said, strlen(said));
	return code;
}

static int link_once(const struct work *work, struct rt_error *error)
{
	struct rt_error told = RT_ERROR_INIT;
	struct rt_words link = RT_WORDS_INIT;
	int code;

	link_command(&link, work, rt_text_string(&work->folder));
	code = rt_tool_run(work->object.toolchain, &link, "link", work->path,
			   &told);
	if (code)
		explain(work, code, &told, error);
	rt_words_free(&link);
	rt_error_clear(&told);
	return code;
}

static bool has_word(const struct rt_words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (!strcmp(words->word[i], word))
			return true;
	return false;
}

/* Symbols stand in two tables of a module; another libc's come from none. */
static bool is_missing(const struct rt_symbol *symbol,
		       const struct rt_libc *libc)
{
	if (symbol->is_defined || symbol->is_weak || !is_linkable(symbol->name))
		return false;
	return !rt_libc_is_host(libc) || !dlsym(RTLD_DEFAULT, symbol->name);
}

static int find_missing(struct work *work, const char *module,
			struct rt_error *error)
{
	const struct rt_libc *libc = work->object.toolchain->libc;
	struct rt_symbols symbols;
	int code = rt_symbols_read(&symbols, module, error);

	for (size_t i = 0; !code && i < symbols.count; i++)
		if (is_missing(&symbols.list[i], libc) &&
		    !has_word(&work->unresolved, symbols.list[i].name))
			rt_words_add(&work->unresolved, symbols.list[i].name);
	if (!code && work->unresolved.failed)
		code = no_memory(error);
	rt_symbols_free(&symbols);
	return code;
}

/* Links again, with a trap for each symbol that was missing. */
static int link_trapped(const struct work *work, struct rt_error *error)
{
	const char *folder = rt_text_string(&work->folder);
	struct rt_text source = RT_TEXT_INIT;
	struct rt_words compile = RT_WORDS_INIT;
	int code;

	rt_text_format(&source, "%s/unresolved.c", folder);
	code = rt_file_write(rt_text_string(&source), trap_source,
			     strlen(trap_source), error);
	trap_command(&compile, work, folder);
	if (!code)
		code = rt_tool_run(work->object.toolchain, &compile, "compile",
				   rt_text_string(&source), error);
	if (!code)
		code = link_once(work, error);
	rt_text_free(&source);
	rt_words_free(&compile);
	return code;
}

static int link_all(struct work *work, struct rt_error *error)
{
	struct rt_text module = RT_TEXT_INIT;
	int code = link_once(work, error);

	rt_text_format(&module, "%s/module.so", rt_text_string(&work->folder));
	if (!code)
		code = find_missing(work, rt_text_string(&module), error);
	if (!code && work->unresolved.count)
		code = link_trapped(work, error);
	rt_text_free(&module);
	return code;
}

/* The cache wants to know the headers: an object has none. */
static int write_rule(const struct work *work, struct rt_error *error)
{
	static const char rule[] = "module.so: \n";
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_text_format(&path, "%s/module.d", rt_text_string(&work->folder));
	code = rt_file_write(rt_text_string(&path), rule, strlen(rule), error);
	rt_text_free(&path);
	return code;
}

static int make_module(struct work *work, struct rt_text *module,
		       const char *folder, struct rt_error *error)
{
	int code = rt_folder_make(folder, error);

	if (!code)
		code = rt_folder_make_temporary(&work->folder, folder, error);
	if (code)
		return code;
	code = link_all(work, error);
	if (!code)
		code = write_rule(work, error);
	if (!code)
		code = rt_cache_store(module, folder, &work->key,
				      rt_text_string(&work->folder), error);
	rt_folder_remove(rt_text_string(&work->folder));
	return code;
}

static const struct rt_symbol *find_trap(const struct rt_symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (!strcmp(symbols->list[i].name, trap_name))
			return &symbols->list[i];
	return NULL;
}

/* The names that lead to the trap: known of a module from the cache too. */
static int list_trapped(struct rt_words *names, const char *module,
			struct rt_error *error)
{
	struct rt_symbols symbols;
	int code = rt_symbols_read(&symbols, module, error);
	const struct rt_symbol *trap = code ? NULL : find_trap(&symbols);

	for (size_t i = 0; trap && i < symbols.count; i++) {
		const struct rt_symbol *one = &symbols.list[i];

		if (one->is_defined && one->address == trap->address &&
		    strcmp(one->name, trap_name) && !has_word(names, one->name))
			rt_words_add(names, one->name);
	}
	rt_symbols_free(&symbols);
	return code;
}

/* As a user would type them, in the folder for the results. */
static void write_commands(struct rt_text *commands, const struct work *work)
{
	struct rt_words link = RT_WORDS_INIT;
	struct rt_words compile = RT_WORDS_INIT;

	if (work->unresolved.count) {
		rt_text_format(commands, "echo '%.*s' >unresolved.c\n",
			       (int)strlen(trap_source) - 1, trap_source);
		trap_command(&compile, work, ".");
		rt_command_text(commands, &compile);
		rt_text_add(commands, "\n");
	}
	link_command(&link, work, ".");
	rt_command_text(commands, &link);
	rt_text_add(commands, "\n");
	commands->failed |= link.failed || compile.failed;
	rt_words_free(&link);
	rt_words_free(&compile);
}

/* What is told of a linked module, new or from the cache. */
static int describe(struct rt_object_module *module, struct work *work,
		    struct rt_error *error)
{
	const char *path = rt_text_string(&module->build.module);
	int code;

	rt_words_free(&work->unresolved);
	code = list_trapped(&work->unresolved, path, error);
	if (!code)
		code = rt_provider_find(&module->build.provider, path,
					work->object.toolchain->libc, error);
	write_commands(&module->build.commands, work);
	module->unresolved = work->unresolved;
	work->unresolved = (struct rt_words)RT_WORDS_INIT;
	if (!code && (module->unresolved.failed ||
		      rt_text_failed(&module->build.commands) ||
		      rt_text_failed(&module->build.provider)))
		code = no_memory(error);
	return code;
}

static int make_linked(struct rt_object_module *module, struct work *work,
		       const char *folder, struct rt_error *error)
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

/* Its memcpy is its own affair: which one it calls is seen when it runs. */
static int take_shared(struct rt_object_module *module, const struct work *work,
		       struct rt_error *error)
{
	module->is_shared = true;
	rt_text_add(&module->build.module, work->path);
	rt_text_add(&module->build.provider, "as the shared object was linked");
	if (rt_text_failed(&module->build.module) ||
	    rt_text_failed(&module->build.provider))
		return no_memory(error);
	return RT_OK;
}

static int start(struct work *work, const struct rt_object *object,
		 struct rt_error *error)
{
	work->object = *object;
	if (!realpath(object->path, work->path))
		return rt_fail(error, RT_USAGE,
			       "cannot read the object %s; check the name",
			       object->path);
	/* One that begins with '-' would be taken for a flag. */
	work->object.path = work->path;
	return RT_OK;
}

int rt_object_module(struct rt_object_module *module,
		     const struct rt_object *object, const char *folder,
		     struct rt_error *error)
{
	struct work work = {.folder = RT_TEXT_INIT};
	enum rt_object_kind kind = RT_OBJECT_RELOCATABLE;
	int code = check_object(object, error);

	*module = (struct rt_object_module){.is_shared = false};
	if (!code)
		code = start(&work, object, error);
	if (!code)
		code = inspect(&work, &kind, error);
	if (!code && kind == RT_OBJECT_SHARED)
		code = take_shared(module, &work, error);
	else if (!code)
		code = make_linked(module, &work, folder, error);
	rt_text_free(&work.folder);
	rt_words_free(&work.unresolved);
	return code;
}

void rt_object_module_free(struct rt_object_module *module)
{
	rt_build_free(&module->build);
	rt_words_free(&module->unresolved);
	module->is_shared = false;
}
