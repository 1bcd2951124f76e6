/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/shim.h"
#include "harness/accessor/shim_folders.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "harness/accessor/shim_check.h"
#include "harness/base/file.h"
#include "harness/base/value.h"

/* How many bytes behind a multiple of 8 a copy's private side may lie. */
enum { private_places = 8 };

static int check_width(unsigned int width, struct rt_error *error)
{
	if (rt_is_width(width))
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "a field has " RT_WIDTHS " bits, not %u; give one "
		       "of them as --width",
		       width);
}

static int check_expressions(const struct rt_shim *shim, struct rt_error *error)
{
	int code = RT_OK;

	if (shim->copy && (shim->load || shim->store))
		return rt_fail(error, RT_USAGE,
			       "a copy makes both load and store; give --copy, "
			       "or --load and --store");
	if (shim->copy)
		return rt_shim_check_code("--copy", shim->copy, error);
	if (!shim->load && !shim->store)
		return rt_fail(error, RT_USAGE,
			       "no accessor; give --load or --store an "
			       "expression");
	if (shim->load)
		code = rt_shim_check_code("--load", shim->load, error);
	if (!code && shim->store)
		code = rt_shim_check_code("--store", shim->store, error);
	return code;
}

static int check(const struct rt_shim *shim, struct rt_error *error)
{
	int code = check_width(shim->width, error);

	if (!code)
		code = check_expressions(shim, error);
	for (const char *const *at = shim->includes; !code && at && *at; at++)
		code = rt_shim_check_include(*at, error);
	for (const char *const *at = shim->defines; !code && at && *at; at++)
		code = rt_shim_check_define(*at, error);
	return code;
}

/* Makes the compiler report what follows as line 1 of a file @option. */
static void add_line(struct rt_text *text, const char *option)
{
	rt_text_format(text, "#line 1 \"%s\"\n", option);
}

static void add_defines(struct rt_text *text, const char *const *defines)
{
	for (; defines && *defines; defines++) {
		size_t name = strcspn(*defines, "=");
		const char *value = *defines + name;

		add_line(text, "-D");
		rt_text_add(text, "#define ");
		rt_text_append(text, *defines, name);
		/* As compilers define it: -DNAME is 1. */
		rt_text_format(text, " %s\n", *value ? value + 1 : "1");
	}
}

/* A copy expression mostly calls functions of <string.h>. */
static void add_includes(struct rt_text *text, const struct rt_shim *shim)
{
	const char *const *includes = shim->includes;

	if (!includes || !*includes)
		rt_text_format(text, "#include <stdint.h>\n%s",
			       shim->copy ? "#include <string.h>\n" : "");
	for (; includes && *includes; includes++) {
		const char *quote = **includes == '<' ? "" : "\"";

		add_line(text, "--include");
		rt_text_format(text, "#include %s%s%s\n", quote, *includes,
			       quote);
	}
}

/*
 * Included by absolute path, so that the compiler lists it among its headers.
 */
static int add_prelude(struct rt_text *text, const char *prelude,
		       struct rt_error *error)
{
	char path[PATH_MAX];

	if (!prelude)
		return RT_OK;
	if (!realpath(prelude, path) || !rt_file_exists(path))
		return rt_fail(error, RT_SUBJECT,
			       "cannot read the prelude %s; check the name",
			       prelude);
	if (rt_shim_check_include(path, NULL) || path[0] == '<')
		return rt_fail(error, RT_USAGE,
			       "the prelude %s has a character in its path "
			       "that #include cannot hold; rename it",
			       prelude);
	add_line(text, "--prelude");
	rt_text_format(text, "#include \"%s\"\n", path);
	return RT_OK;
}

static const char *type_of(unsigned int width)
{
	if (width == 16)
		return "unsigned short";
	if (width == 32)
		return "unsigned int";
	return width == 64 ? "unsigned long long" : "unsigned __int128";
}

static const char export[] = "__attribute__((visibility(\"default\")))";

/* Declares the load, then begins its definition, up to the brace. */
static void begin_load(struct rt_text *text, const struct rt_shim *shim)
{
	const char *linkage = shim->is_cxx ? "extern \"C\" " : "";
	const char *type = type_of(shim->width);

	add_line(text, "shim");
	rt_text_format(text,
		       "%s%s %s ringtear_load%u(const void *p);\n"
		       "%s ringtear_load%u(const void *p)\n{\n",
		       linkage, export, type, shim->width, type, shim->width);
}

static void begin_store(struct rt_text *text, const struct rt_shim *shim)
{
	const char *linkage = shim->is_cxx ? "extern \"C\" " : "";
	const char *type = type_of(shim->width);

	add_line(text, "shim");
	rt_text_format(text,
		       "%s%s void ringtear_store%u(void *p, %s v);\n"
		       "void ringtear_store%u(void *p, %s v)\n{\n",
		       linkage, export, shim->width, type, shim->width, type);
}

/* What p is in; an expression that needs only the field ignores it. */
static void add_object(struct rt_text *text, const struct rt_shim *shim,
		       const char *constant)
{
	if (shim->has_object)
		rt_text_format(text,
			       "\t%svoid *const object "
			       "__attribute__((__unused__)) =\n"
			       "\t\t(%schar *)p - %u;\n",
			       constant, constant, shim->within);
}

/*
 * The expression has its own line, so that columns are those that were typed.
 */
static void add_load(struct rt_text *text, const struct rt_shim *shim)
{
	begin_load(text, shim);
	add_object(text, shim, "const ");
	rt_text_add(text, "\treturn (\n");
	add_line(text, "--load");
	rt_text_format(text, "%s\n", shim->load);
	rt_text_add(text, ");\n}\n");
}

/* No parentheses: kernel macros that store are do { } while (0). */
static void add_store(struct rt_text *text, const struct rt_shim *shim)
{
	begin_store(text, shim);
	add_object(text, shim, "");
	add_line(text, "--store");
	rt_text_format(text, "%s\n", shim->store);
	rt_text_add(text, ";\n}\n");
}

static const char inlined[] = "static inline __attribute__((always_inline))";

/*
 * The copy itself, once, so that its errors are told once; an unknown len is
 * read just before it.
 */
static void add_copying(struct rt_text *text, const struct rt_shim *shim)
{
	add_line(text, "shim");
	if (!shim->is_length_known)
		rt_text_format(text,
			       "static volatile __SIZE_TYPE__ ringtear_length "
			       "= %u;\n",
			       shim->width / 8);
	rt_text_format(text,
		       "%s void ringtear_copy(void *dst, const void *src)\n"
		       "{\n",
		       inlined);
	if (shim->is_length_known)
		rt_text_format(text, "\tenum { len = %u };\n", shim->width / 8);
	else
		rt_text_add(text, "\t__SIZE_TYPE__ len = ringtear_length;\n");
	add_line(text, "--copy");
	rt_text_format(text, "%s\n;\n}\n", shim->copy);
}

/* Copies the value within private memory, at any alignment. */
static void add_moving(struct rt_text *text, const struct rt_shim *shim)
{
	add_line(text, "shim");
	rt_text_format(text,
		       "%s void ringtear_move(void *to, const void *from)\n"
		       "{\n"
		       "\tfor (int i = 0; i < %u; i++)\n"
		       "\t\t((unsigned char *)to)[i] =\n"
		       "\t\t\t((const unsigned char *)from)[i];\n"
		       "}\n",
		       inlined, shim->width / 8);
}

/*
 * The private side of a copy may lie at any address: here it is @place bytes
 * behind a multiple of 8. The compiler is not to know that it is a variable:
 * gcc keeps such an array in two registers, and copies the field in bytes where
 * it lies in both.
 */
static void add_room(struct rt_text *text, unsigned int width,
		     unsigned int place)
{
	rt_text_format(text,
		       "\tunsigned char room[%u] __attribute__((aligned(8)));\n"
		       "\tunsigned char *volatile at = room + %u;\n",
		       private_places + (width > 64 ? width / 8 : 8), place);
}

static void add_load_place(struct rt_text *text, const struct rt_shim *shim,
			   unsigned int place)
{
	const char *type = type_of(shim->width);

	rt_text_format(text,
		       "static __attribute__((noinline)) %s "
		       "ringtear_copy_to_%u(const void *p)\n"
		       "{\n\t%s value;\n",
		       type, place, type);
	if (place) {
		add_room(text, shim->width, place);
		rt_text_add(text, "\tringtear_copy(at, p);\n"
				  "\tringtear_move(&value, at);\n");
	} else {
		rt_text_add(text, "\tringtear_copy(&value, p);\n");
	}
	rt_text_add(text, "\treturn value;\n}\n");
}

static void add_store_place(struct rt_text *text, const struct rt_shim *shim,
			    unsigned int place)
{
	rt_text_format(text,
		       "static __attribute__((noinline)) void "
		       "ringtear_copy_from_%u(void *p, %s v)\n{\n",
		       place, type_of(shim->width));
	if (place) {
		add_room(text, shim->width, place);
		rt_text_add(text, "\tringtear_move(at, &v);\n"
				  "\tringtear_copy(p, at);\n}\n");
	} else {
		rt_text_add(text, "\tringtear_copy(p, &v);\n}\n");
	}
}

/*
 * The field's cache line in its page chooses the place of the private side, so
 * that every engine that moves the field tries them. Bit by bit: a jump table
 * would be harder to follow.
 */
static void add_choice(struct rt_text *text, unsigned int bit,
		       unsigned int place, const char *call,
		       const char *arguments)
{
	if (!bit) {
		rt_text_format(text, "\t%s_%u(%s);\n", call, place, arguments);
		return;
	}
	rt_text_format(text, "\tif ((__SIZE_TYPE__)p & %u)\n", 64 * bit);
	add_choice(text, bit / 2, place | bit, call, arguments);
	rt_text_add(text, "\telse\n");
	add_choice(text, bit / 2, place, call, arguments);
}

static void add_copy(struct rt_text *text, const struct rt_shim *shim)
{
	add_copying(text, shim);
	add_moving(text, shim);
	for (unsigned int place = 0; place < private_places; place++) {
		add_load_place(text, shim, place);
		add_store_place(text, shim, place);
	}
	begin_load(text, shim);
	add_choice(text, private_places / 2, 0, "return ringtear_copy_to", "p");
	rt_text_add(text, "}\n");
	begin_store(text, shim);
	add_choice(text, private_places / 2, 0, "ringtear_copy_from", "p, v");
	rt_text_add(text, "}\n");
}

static int generate(struct rt_text *text, const struct rt_shim *shim,
		    struct rt_error *error)
{
	int code;

	rt_text_add(text, RT_SHIM_FIRST);
	code = rt_shim_add_folders(text, shim->folders, error);
	if (code)
		return code;
	add_defines(text, shim->defines);
	add_includes(text, shim);
	code = add_prelude(text, shim->prelude, error);
	if (code)
		return code;
	if (shim->load)
		add_load(text, shim);
	if (shim->store)
		add_store(text, shim);
	if (shim->copy)
		add_copy(text, shim);
	return RT_OK;
}

static bool holds(const char *path, const struct rt_text *text)
{
	struct rt_text now = RT_TEXT_INIT;
	bool same = rt_file_exists(path) &&
		    rt_file_read(&now, path, NULL) == RT_OK &&
		    !strcmp(rt_text_string(&now), rt_text_string(text));

	rt_text_free(&now);
	return same;
}

static int write_named(const struct rt_text *text, const char *suffix,
		       const char *folder, struct rt_text *path,
		       struct rt_error *error)
{
	XXH128_hash_t name = XXH3_128bits(text->data, text->length);
	size_t start = path->length;
	const char *own;
	int code = rt_folder_make(folder, error);

	rt_text_format(path, "%s/shim-%016llx%016llx.%s", folder,
		       (unsigned long long)name.high64,
		       (unsigned long long)name.low64, suffix);
	if (code || rt_text_failed(path))
		return code ? code : rt_no_memory(error);
	own = path->data + start;
	if (holds(own, text))
		return RT_OK;
	return rt_file_write(own, text->data, text->length, error);
}

int rt_shim_write(const struct rt_shim *shim, const char *folder,
		  struct rt_text *path, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = check(shim, error);

	if (!code)
		code = generate(&text, shim, error);
	if (!code && rt_text_failed(&text))
		code = rt_no_memory(error);
	if (!code)
		code = write_named(&text, shim->is_cxx ? "cc" : "c", folder,
				   path, error);
	rt_text_free(&text);
	return code;
}
