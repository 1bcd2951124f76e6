/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/toolchain.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "harness/toolchain/bare_libc.h"

/* The part of a target before the first '-'; the kernel's without compilers. */
static void take_machine(struct rt_text *machine,
			 const struct rt_compilers *compilers)
{
	struct utsname kernel;

	for (size_t i = 0; i < compilers->count && !machine->length; i++) {
		const char *target =
			rt_text_string(&compilers->list[i].machine);

		rt_text_append(machine, target, strcspn(target, "-"));
	}
	if (!machine->length && uname(&kernel) == 0)
		rt_text_add(machine, kernel.machine);
}

/*
 * The compiler that links for @compiler: itself, or for tcc and clang with
 * --target the last version of gcc, else of clang.
 */
static const struct rt_compiler *find_linker(
	const struct rt_compilers *compilers,
	const struct rt_compiler *compiler)
{
	const struct rt_compiler *best = NULL;

	if (compiler->family != RT_TCC && !compiler->is_told_target)
		return compiler;
	for (size_t i = 0; i < compilers->total; i++) {
		const struct rt_compiler *one = &compilers->list[i];

		if (one->family != RT_TCC && !one->is_told_target &&
		    one->target == compiler->target &&
		    (!best || one->family <= best->family))
			best = one;
	}
	return best;
}

/* NULL before find_cross_libcs() has reached @target. */
static const struct rt_libcs *cross_libcs(const struct rt_toolchains *found,
					  const struct rt_target *target)
{
	for (size_t i = 0; i < found->cross_count; i++)
		if (found->cross[i].target == target)
			return &found->cross[i].libcs;
	return NULL;
}

/* The C libraries of @compiler's machine. */
static const struct rt_libcs *libcs_of(const struct rt_toolchains *found,
				       const struct rt_compiler *compiler)
{
	return compiler->target ? cross_libcs(found, compiler->target)
				: &found->libcs;
}

static int combine(struct rt_toolchains *found,
		   const struct rt_compiler *compiler)
{
	const struct rt_libcs *libcs = libcs_of(found, compiler);

	for (size_t i = 0; i < libcs->count; i++) {
		struct rt_toolchain *one = &found->list[found->total++];

		one->compiler = compiler;
		one->libc = &libcs->list[i];
		one->linker = find_linker(&found->compilers, compiler);
		rt_text_format(&one->name, "%s+%s", compiler->name,
			       one->libc->name);
		if (rt_text_failed(&one->name))
			return RT_SETUP;
	}
	return RT_OK;
}

static int combine_all(struct rt_toolchains *found)
{
	const struct rt_compilers *compilers = &found->compilers;
	const size_t most =
		sizeof(found->libcs.list) / sizeof(*found->libcs.list);
	int code = RT_OK;

	found->list = calloc(compilers->total * most + 1, sizeof(*found->list));
	if (!found->list)
		return RT_SETUP;
	for (size_t i = 0; !code && i < compilers->total; i++) {
		code = combine(found, &compilers->list[i]);
		if (!compilers->list[i].target)
			found->count = found->total;
	}
	return code;
}

/* Only for the targets of the compilers found. */
static int find_cross_libcs(struct rt_toolchains *found, const char *memory,
			    struct rt_error *error)
{
	const struct rt_compilers *compilers = &found->compilers;
	size_t most = compilers->total - compilers->count;
	int code = RT_OK;

	/* Never moved: toolchains point into it. */
	found->cross = calloc(most + 1, sizeof(*found->cross));
	if (!found->cross)
		return rt_no_memory(error);
	for (size_t i = compilers->count; !code && i < compilers->total; i++) {
		const struct rt_target *target = compilers->list[i].target;
		struct rt_cross_libcs *next = &found->cross[found->cross_count];

		if (cross_libcs(found, target))
			continue;
		next->target = target;
		found->cross_count++;
		code = rt_libcs_find_cross(&next->libcs, target, memory, error);
	}
	return code;
}

int rt_toolchains_find(struct rt_toolchains *found, struct rt_error *error)
{
	return rt_toolchains_recall(found, NULL, error);
}

int rt_toolchains_recall(struct rt_toolchains *found, const char *memory,
			 struct rt_error *error)
{
	struct rt_text machine = RT_TEXT_INIT;
	int code;

	*found = (struct rt_toolchains){.list = NULL};
	code = rt_compilers_find(&found->compilers, memory, error);
	if (code)
		return code;
	take_machine(&machine, &found->compilers);
	code = rt_libcs_find(&found->libcs, rt_text_string(&machine), memory,
			     error);
	rt_text_free(&machine);
	if (!code)
		code = find_cross_libcs(found, memory, error);
	if (!code && combine_all(found))
		code = rt_no_memory(error);
	return code;
}

/* Compilers for this machine: `list` shows the others, which are many. */
static void list_compilers(struct rt_text *text,
			   const struct rt_compilers *compilers)
{
	if (!compilers->count)
		rt_text_add(text, "none");
	for (size_t i = 0; i < compilers->count; i++) {
		const struct rt_compiler *one = &compilers->list[i];

		rt_text_format(text, "%s%s", i ? ", " : "", one->name);
		for (size_t j = 0; j < one->alias.count; j++)
			rt_text_format(text, " = %s", one->alias.word[j]);
	}
}

static void list_libcs(struct rt_text *text, const struct rt_libcs *libcs)
{
	for (size_t i = 0; i < libcs->count; i++)
		rt_text_format(text, "%s%s", i ? ", " : "",
			       libcs->list[i].name);
}

/* A cross clang has no package: it needs only a gcc for its machine. */
static void add_compiler_package(struct rt_text *package, const char *compiler)
{
	const char *tool = compiler;
	const struct rt_target *target = rt_target_of_tool(compiler, &tool);

	if (!target) {
		rt_text_add(package, compiler);
		return;
	}
	rt_text_add(package, "gcc-");
	/* Debian's names of packages have no '_'. */
	for (const char *at = target->triplet; *at; at++)
		rt_text_append(package, *at == '_' ? "-" : at, 1);
}

static int fail_compiler(const struct rt_toolchains *toolchains,
			 const char *name, const char *compiler,
			 struct rt_error *error)
{
	struct rt_text found = RT_TEXT_INIT, package = RT_TEXT_INIT;

	list_compilers(&found, &toolchains->compilers);
	add_compiler_package(&package, compiler);
	if (rt_compiler_name_valid(compiler))
		rt_fail(error, RT_USAGE,
			"toolchain %s: no compiler %s in PATH; found: %s; "
			"install it with `apt-get install %s`",
			name, compiler, rt_text_string(&found),
			rt_text_string(&package));
	else
		rt_fail(error, RT_USAGE,
			"toolchain %s: %s is not a supported compiler; "
			"found: %s; use gcc, clang or tcc, with a version as "
			"in gcc-12, and a libc as in gcc-12+musl",
			name, *compiler ? compiler : "\"\"",
			rt_text_string(&found));
	rt_text_free(&found);
	rt_text_free(&package);
	return RT_USAGE;
}

/* Nothing where no package is known. */
static void add_libc_package(struct rt_text *package,
			     const struct rt_compiler *compiler,
			     const char *libc)
{
	const struct rt_target *target = compiler->target;
	const char *own = rt_libc_package(libc);

	if (target && target->is_bare)
		rt_bare_libc_package(package, libc, target);
	else if (target && !strcmp(libc, "glibc"))
		rt_text_add(package, target->libc_package);
	else if (own)
		rt_text_add(package, own);
}

static const char *known_libcs(const struct rt_compiler *compiler)
{
	if (compiler->target && compiler->target->is_bare)
		return "newlib, picolibc, none";
	return "glibc, musl (`apt-get install musl-dev`), dietlibc "
	       "(`apt-get install dietlibc-dev`)";
}

static int fail_libc(const struct rt_toolchains *toolchains, const char *name,
		     const struct rt_compiler *compiler, const char *libc,
		     struct rt_error *error)
{
	struct rt_text package = RT_TEXT_INIT, found = RT_TEXT_INIT;

	add_libc_package(&package, compiler, libc);
	list_libcs(&found, libcs_of(toolchains, compiler));
	if (package.length)
		rt_fail(error, RT_USAGE,
			"toolchain %s: libc %s is not installed; found: %s; "
			"install it with `apt-get install %s`",
			name, libc, rt_text_string(&found),
			rt_text_string(&package));
	else
		rt_fail(error, RT_USAGE,
			"toolchain %s: unknown libc \"%s\"; found: %s; known: "
			"%s",
			name, libc, rt_text_string(&found),
			known_libcs(compiler));
	rt_text_free(&found);
	rt_text_free(&package);
	return RT_USAGE;
}

static const struct rt_toolchain *find_pair(
	const struct rt_toolchains *toolchains,
	const struct rt_compiler *compiler, const struct rt_libc *libc)
{
	for (size_t i = 0; i < toolchains->total; i++)
		if (toolchains->list[i].compiler == compiler &&
		    toolchains->list[i].libc == libc)
			return &toolchains->list[i];
	return NULL;
}

static const struct rt_toolchain *find_named(
	const struct rt_toolchains *toolchains, const char *name,
	const char *compiler_name, const char *libc_name,
	struct rt_error *error)
{
	const struct rt_compiler *compiler =
		rt_compilers_named(&toolchains->compilers, compiler_name);
	const struct rt_libc *libc;

	if (!compiler) {
		fail_compiler(toolchains, name, compiler_name, error);
		return NULL;
	}
	libc = rt_libcs_named(libcs_of(toolchains, compiler), libc_name);
	if (!libc) {
		fail_libc(toolchains, name, compiler, libc_name, error);
		return NULL;
	}
	return find_pair(toolchains, compiler, libc);
}

const struct rt_toolchain *rt_toolchains_named(
	const struct rt_toolchains *toolchains, const char *name,
	struct rt_error *error)
{
	const char *plus = strchr(name, '+');
	size_t length = plus ? (size_t)(plus - name) : strlen(name);
	char *compiler = strndup(name, length);
	const struct rt_toolchain *found = NULL;

	if (compiler)
		found = find_named(toolchains, name, compiler,
				   plus ? plus + 1 : "host", error);
	else
		rt_no_memory(error);
	free(compiler);
	return found;
}

void rt_toolchains_free(struct rt_toolchains *toolchains)
{
	for (size_t i = 0; i < toolchains->total; i++)
		rt_text_free(&toolchains->list[i].name);
	free(toolchains->list);
	for (size_t i = 0; i < toolchains->cross_count; i++)
		rt_libcs_free(&toolchains->cross[i].libcs);
	free(toolchains->cross);
	rt_compilers_free(&toolchains->compilers);
	rt_libcs_free(&toolchains->libcs);
	*toolchains = (struct rt_toolchains){.list = NULL};
}
