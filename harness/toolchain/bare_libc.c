/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/bare_libc.h"

#include <string.h>

#include "harness/base/file.h"

static const char newlib_header[] = "_newlib_version.h";
static const char newlib_label[] = "_NEWLIB_VERSION \"";

/* Debian's newlib, upstream's default prefix, Debian's picolibc. */
static const struct rt_bare_libc places[] = {
	{"newlib", "/usr/lib/%s/newlib/libc.a", "/usr/include/newlib",
	 newlib_header, newlib_label},
	{"newlib", "/usr/%s/lib/libc.a", "/usr/%s/include", newlib_header,
	 newlib_label},
	{"picolibc", "/usr/lib/picolibc/%s/lib/libc.a",
	 "/usr/lib/picolibc/%s/include", "picolibc.h",
	 "__PICOLIBC_VERSION__ \""},
};

const struct rt_bare_libc *rt_bare_libc_at(size_t number)
{
	return number < sizeof(places) / sizeof(*places) ? &places[number]
							 : NULL;
}

static const struct rt_bare_libc *named(const char *name)
{
	const struct rt_bare_libc *at;

	for (size_t i = 0; (at = rt_bare_libc_at(i)); i++)
		if (!strcmp(at->name, name))
			break;
	return at;
}

void rt_bare_libc_version(struct rt_text *version, const char *name,
			  const char *include)
{
	const struct rt_bare_libc *libc = named(name);
	struct rt_text path = RT_TEXT_INIT, header = RT_TEXT_INIT;
	const char *at;

	if (!libc)
		return;
	rt_text_format(&path, "%s/%s", include, libc->header);
	if (!rt_file_read(&header, rt_text_string(&path), NULL)) {
		at = strstr(rt_text_string(&header), libc->label);
		at = at ? at + strlen(libc->label) : "";
		rt_text_append(version, at, strcspn(at, "\"\n"));
	}
	rt_text_free(&path);
	rt_text_free(&header);
}

void rt_bare_libc_package(struct rt_text *package, const char *name,
			  const struct rt_target *target)
{
	if (!strcmp(name, "picolibc"))
		rt_text_format(package, "picolibc-%s", target->triplet);
	else if (!strcmp(name, "newlib") &&
		 !strncmp(target->libc_package, "libnewlib", 9))
		rt_text_add(package, target->libc_package);
}
