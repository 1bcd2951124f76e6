/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object_link.h"

#include <dlfcn.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/module/command.h"
#include "harness/module/libatomic.h"
#include "harness/module/stand_in.h"
#include "harness/toolchain/tool.h"

const char rt_stand_in_body[] = "(void) { __builtin_trap(); }";

bool rt_object_is_linkable(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.$";

	return *name && strspn(name, letters) == strlen(name);
}

/* -u takes the member that defines @name out of a static library. */
static void add_alias(struct rt_strings *argv, const char *accessor,
		      unsigned int width, const char *name)
{
	struct rt_text alias = RT_TEXT_INIT;

	if (!name)
		return;
	rt_strings_format(argv, "-Wl,-u,%s", name);
	rt_text_format(&alias, "ringtear_%s%u", accessor, width);
	if (strcmp(rt_text_string(&alias), name) != 0)
		rt_strings_format(argv, "-Wl,--defsym,%s=%s",
				  rt_text_string(&alias), name);
	argv->failed |= rt_text_failed(&alias);
	rt_text_free(&alias);
}

/* In the commands that are shown it is what the first of them makes. */
static void add_inputs(struct rt_strings *argv,
		       const struct rt_object_work *work, const char *folder)
{
	bool is_shown = work->object.shim && !strcmp(folder, ".");

	if (is_shown)
		rt_strings_add(argv, "./module.o");
	for (size_t i = is_shown; i < work->inputs.count; i++)
		rt_strings_add(argv, work->inputs.word[i]);
}

static void add_libc(struct rt_strings *argv,
		     const struct rt_toolchain *toolchain)
{
	const char *archive = rt_text_string(&toolchain->libc->archive);
	const char *slash = strrchr(archive, '/');

	if (*archive && !rt_command_is_bare(toolchain))
		rt_strings_format(argv, "-Wl,--exclude-libs,%s",
				  slash ? slash + 1 : archive);
	rt_command_archive(argv, toolchain);
}

/*
 * Symbols are bound within the module (-Bsymbolic), so that symbols of this
 * process with the same names do not replace the module's. Of a bare machine it
 * is a fixed image, as a cell is.
 */
static void add_kind(struct rt_strings *argv, const struct rt_object *object)
{
	if (rt_command_is_bare(object->toolchain)) {
		rt_command_fixed(argv);
		return;
	}
	rt_strings_add(argv, "-shared");
	rt_strings_add(argv, rt_libc_is_host(object->toolchain->libc)
				     ? "-nostartfiles"
				     : "-nostdlib");
	rt_strings_add(argv, "-Wl,-z,now");
	rt_strings_add(argv, "-Wl,-Bsymbolic");
}

void rt_object_link_command(struct rt_strings *argv,
			    const struct rt_object_work *work,
			    const char *folder)
{
	const struct rt_object *object = &work->object;
	const struct rt_libc *libc = object->toolchain->libc;

	rt_strings_add(argv, object->toolchain->linker->path);
	rt_strings_add_all(argv, &work->flags);
	add_kind(argv, object);
	/* In a fixed image a call of what is missing would go on anywhere. */
	if (!rt_command_is_bare(object->toolchain))
		rt_strings_add(argv, "-Wl,--unresolved-symbols=ignore-all");
	add_alias(argv, "load", object->width, object->load);
	add_alias(argv, "store", object->width, object->store);
	for (size_t i = 0; i < work->unresolved.count; i++)
		rt_strings_format(argv, "-Wl,--defsym,%s=" RT_STAND_IN "%zu",
				  work->unresolved.word[i], i);
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.so", folder);
	add_inputs(argv, work, folder);
	if (work->unresolved.count)
		rt_strings_format(argv, "%s/unresolved.o", folder);
	if (work->has_libatomic)
		rt_libatomic_add(argv);
	if (object->cell && rt_libc_is_host(libc))
		rt_command_library(argv, object->cell);
	add_libc(argv, object->toolchain);
}

static void stand_in_command(struct rt_strings *argv,
			     const struct rt_object_work *work,
			     const char *folder)
{
	rt_strings_add(argv, work->object.toolchain->linker->path);
	/* Which of the machine's kinds it is of, its flags say. */
	if (rt_command_is_bare(work->object.toolchain))
		rt_strings_add_all(argv, &work->flags);
	else
		rt_strings_add(argv, "-fPIC");
	rt_strings_add(argv, "-O1");
	rt_strings_add(argv, "-c");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/unresolved.o", folder);
	rt_strings_format(argv, "%s/unresolved.c", folder);
}

/*
 * Gives the cause a message of its own; the linker's output stays the detail.
 */
static int explain(const struct rt_object_work *work, int code,
		   struct rt_error *told, struct rt_error *error)
{
	const char *said = told->detail ? told->detail : "";

	if (strstr(said, "recompile with -fPIC"))
		rt_fail(error, code,
			"%s is not position independent, and a module must "
			"be; build it with -fPIC",
			work->object.path);
	else
		rt_fail(error, code, "%s", told->message);
	rt_error_detail(error, said, strlen(said));
	return code;
}

static int run_link(const struct rt_object_work *work,
		    const struct rt_strings *link, struct rt_error *error)
{
	struct rt_error told = RT_ERROR_INIT;
	int code = rt_tool_run(work->object.toolchain, link, "link",
			       work->object.path, &told);

	if (code)
		explain(work, code, &told, error);
	rt_error_clear(&told);
	return code;
}

static int link_once(const struct rt_object_work *work, struct rt_error *error)
{
	struct rt_strings link = RT_STRINGS_INIT;
	int code;

	rt_object_link_command(&link, work, rt_text_string(&work->folder));
	code = run_link(work, &link, error);
	rt_strings_free(&link);
	return code;
}

int rt_object_link_references(const struct rt_object_work *work,
			      struct rt_text *path, struct rt_error *error)
{
	struct rt_strings link = RT_STRINGS_INIT;
	int code;

	rt_text_format(path, "%s/references.so", rt_text_string(&work->folder));
	rt_object_link_command(&link, work, rt_text_string(&work->folder));
	/* Of two -o the last one counts. */
	rt_strings_add(&link, "-Wl,--emit-relocs");
	rt_strings_add(&link, "-o");
	rt_strings_add(&link, rt_text_string(path));
	code = run_link(work, &link, error);
	rt_strings_free(&link);
	return code;
}

/* The library of this process that defines @witness has @name, or needs it. */
static bool has_beside(const char *witness, const char *name)
{
	void *address = dlsym(RTLD_DEFAULT, witness);
	void *library = NULL;
	bool found;
	Dl_info about;

	if (address && dladdr(address, &about))
		library = dlopen(about.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
	found = library && dlsym(library, name);
	if (library)
		dlclose(library);
	return found;
}

/*
 * Whether the host's libc, libm or libgcc define @name. This process has more
 * names: ringtear's own and those of the libraries that it uses.
 */
static bool is_libc_s(const char *name)
{
	static const char *const witnesses[] = {"getauxval", "cos",
						"_Unwind_Resume"};

	if (!dlsym(RTLD_DEFAULT, name))
		return false;
	for (size_t i = 0; i < sizeof(witnesses) / sizeof(*witnesses); i++)
		if (has_beside(witnesses[i], name))
			return true;
	return false;
}

bool rt_object_is_missing(const struct rt_symbol *symbol,
			  const struct rt_libc *libc)
{
	if (symbol->is_defined || !rt_object_is_linkable(symbol->name))
		return false;
	return !rt_libc_is_host(libc) || !is_libc_s(symbol->name);
}

/*
 * What is weak may be missing: it is 0, and code may ask for it. In a fixed
 * image a call of it is no call, so there it has a stand-in too.
 */
static int find_missing(struct rt_object_work *work, const char *module,
			struct rt_error *error)
{
	const struct rt_libc *libc = work->object.toolchain->libc;
	bool is_bare = rt_command_is_bare(work->object.toolchain);
	struct rt_symbols symbols;
	int code = rt_symbols_read(&symbols, module, error);

	for (size_t i = 0; !code && i < symbols.count; i++)
		if ((is_bare || !symbols.list[i].is_weak) &&
		    rt_object_is_missing(&symbols.list[i], libc) &&
		    !rt_strings_has(&work->unresolved, symbols.list[i].name))
			rt_strings_add(&work->unresolved, symbols.list[i].name);
	if (!code && work->unresolved.failed)
		code = rt_no_memory(error);
	rt_symbols_free(&symbols);
	return code;
}

/* Not static: what is bound to them is bound by the linker. */
static void write_stand_ins(struct rt_text *source,
			    const struct rt_object_work *work)
{
	for (size_t i = 0; i < work->unresolved.count; i++)
		rt_text_format(source, "void " RT_STAND_IN "%zu%s\n", i,
			       rt_stand_in_body);
}

static int link_stood_in(const struct rt_object_work *work,
			 struct rt_error *error)
{
	const char *folder = rt_text_string(&work->folder);
	struct rt_text source = RT_TEXT_INIT, content = RT_TEXT_INIT;
	struct rt_strings compile = RT_STRINGS_INIT;
	int code;

	rt_text_format(&source, "%s/unresolved.c", folder);
	write_stand_ins(&content, work);
	code = rt_file_write_text(&source, &content, error);
	stand_in_command(&compile, work, folder);
	if (!code)
		code = rt_tool_run(work->object.toolchain, &compile, "compile",
				   rt_text_string(&source), error);
	if (!code)
		code = link_once(work, error);
	rt_text_free(&source);
	rt_text_free(&content);
	rt_strings_free(&compile);
	return code;
}

/* Whether an input defines @name for the others. */
static bool is_defined(const struct rt_symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->list[i].is_defined && !symbols->list[i].is_local &&
		    !strcmp(symbols->list[i].name, name))
			return true;
	return false;
}

/*
 * Adds the names that the linker @said are missing and hidden: the objects that
 * have them would be in the same program, and no linker leaves them open.
 * Whether there were new ones.
 */
static bool add_hidden(struct rt_object_work *work, const char *said)
{
	size_t before = work->unresolved.count;
	struct rt_symbols symbols;
	int code = rt_symbols_read_all(&symbols, &work->inputs, NULL);

	for (size_t i = 0; !code && i < symbols.count; i++) {
		const struct rt_symbol *one = &symbols.list[i];

		if (!one->is_defined && one->is_hidden &&
		    rt_object_is_linkable(one->name) &&
		    strstr(said, one->name) &&
		    !is_defined(&symbols, one->name) &&
		    !rt_strings_has(&work->unresolved, one->name))
			rt_strings_add(&work->unresolved, one->name);
	}
	rt_symbols_free(&symbols);
	return work->unresolved.count > before && !work->unresolved.failed;
}

/* A link that leaves open what it may, and has stand-ins for hidden names. */
static int link_open(struct rt_object_work *work, struct rt_error *error)
{
	struct rt_error own = RT_ERROR_INIT;
	struct rt_error *told = error ? error : &own;
	int code = link_once(work, told);

	while (code == RT_BUILD && told->detail &&
	       add_hidden(work, told->detail)) {
		rt_error_clear(told);
		code = link_stood_in(work, told);
	}
	rt_error_clear(&own);
	return code;
}

/*
 * A fixed image does not keep what it lacks; files that are only joined do, the
 * members of the libraries that they want among them.
 */
static int link_bare(struct rt_object_work *work, struct rt_error *error)
{
	const char *folder = rt_text_string(&work->folder);
	struct rt_strings join = RT_STRINGS_INIT;
	struct rt_text joined = RT_TEXT_INIT;
	int code;

	rt_text_format(&joined, "%s/joined.o", folder);
	rt_strings_add(&join, work->object.toolchain->linker->path);
	rt_strings_add_all(&join, &work->flags);
	rt_strings_add(&join, "-r");
	rt_strings_add(&join, "-nostdlib");
	add_alias(&join, "load", work->object.width, work->object.load);
	add_alias(&join, "store", work->object.width, work->object.store);
	rt_strings_add(&join, "-o");
	rt_strings_add(&join, rt_text_string(&joined));
	add_inputs(&join, work, folder);
	add_libc(&join, work->object.toolchain);
	code = run_link(work, &join, error);
	if (!code)
		code = find_missing(work, rt_text_string(&joined), error);
	if (!code)
		code = work->unresolved.count ? link_stood_in(work, error)
					      : link_once(work, error);
	rt_strings_free(&join);
	rt_text_free(&joined);
	return code;
}

static bool wants_libatomic(const struct rt_object_work *work)
{
	for (size_t i = 0; i < work->unresolved.count; i++)
		if (rt_libatomic_is_wanted(work->unresolved.word[i]))
			return true;
	return false;
}

/*
 * With libatomic where symbols of it are missing; where it is missing itself,
 * they get stand-ins as others do.
 */
static int link_libatomic(struct rt_object_work *work, const char *module,
			  struct rt_error *error)
{
	int code;

	rt_strings_free(&work->unresolved);
	work->has_libatomic = true;
	code = link_open(work, NULL);
	work->has_libatomic = !code;
	if (code)
		code = link_open(work, error);
	return code ? code : find_missing(work, module, error);
}

int rt_object_link(struct rt_object_work *work, struct rt_error *error)
{
	struct rt_text module = RT_TEXT_INIT;
	int code;

	if (rt_command_is_bare(work->object.toolchain))
		return link_bare(work, error);
	code = link_open(work, error);

	rt_text_format(&module, "%s/module.so", rt_text_string(&work->folder));
	if (!code)
		code = find_missing(work, rt_text_string(&module), error);
	if (!code && wants_libatomic(work))
		code = link_libatomic(work, rt_text_string(&module), error);
	if (!code && work->unresolved.count)
		code = link_stood_in(work, error);
	rt_text_free(&module);
	return code;
}

void rt_object_commands(struct rt_text *commands,
			const struct rt_object_work *work)
{
	struct rt_strings link = RT_STRINGS_INIT;
	struct rt_strings compile = RT_STRINGS_INIT;
	const struct rt_build *shim = work->object.shim;

	/* Of the shim's two commands the second is for nobody. */
	if (shim)
		rt_text_append(commands, rt_text_string(&shim->commands),
			       strcspn(rt_text_string(&shim->commands), "\n") +
				       1);
	if (work->unresolved.count) {
		rt_text_format(
			commands,
			"for i in $(seq 0 %zu); do echo \"void " RT_STAND_IN
			"$i%s\"; done >unresolved.c\n",
			work->unresolved.count - 1, rt_stand_in_body);
		stand_in_command(&compile, work, ".");
		rt_command_text(commands, &compile);
		rt_text_add(commands, "\n");
	}
	rt_object_link_command(&link, work, ".");
	rt_command_text(commands, &link);
	rt_text_add(commands, "\n");
	commands->failed |= link.failed || compile.failed;
	rt_strings_free(&link);
	rt_strings_free(&compile);
}
