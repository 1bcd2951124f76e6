/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/provider.h"

#include <string.h>

#include "harness/module/image.h"

static void add_name(struct rt_text *provider, const struct rt_libc *libc,
		     const struct rt_image_symbol *symbol, const char *variant)
{
	rt_text_format(provider, "%s", provider->length ? "; " : "");
	if (symbol->is_defined && rt_libc_is_host(libc))
		rt_text_format(provider, "the object's own %s, in the module",
			       symbol->name);
	else if (symbol->is_defined)
		rt_text_format(provider, "%s %s's %s, in the module",
			       libc->name, rt_text_string(&libc->version),
			       symbol->name);
	else
		rt_text_format(provider, "%s %s's %.*s, %s", libc->name,
			       rt_text_string(&libc->version),
			       (int)strcspn(symbol->name, "@"), symbol->name,
			       variant);
}

int rt_provider_find(struct rt_text *provider, const char *path,
		     const struct rt_libc *libc, struct rt_error *error)
{
	struct rt_image_symbol symbol;
	struct rt_image *image;
	int code = rt_image_open(&image, path, error);

	if (code)
		return code;
	if (rt_image_find(image, "memcpy", &symbol))
		add_name(provider, libc, &symbol,
			 rt_text_string(&libc->memcpy_variant));
	if (rt_image_find(image, "memmove", &symbol))
		add_name(provider, libc, &symbol,
			 rt_text_string(&libc->memmove_variant));
	if (!provider->length)
		rt_text_add(provider, "none called");
	rt_image_close(image);
	return RT_OK;
}
