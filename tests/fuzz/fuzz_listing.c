/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a module: an error or a listing, never a crash. */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/engine/codegen/listing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_listing listing = {.count = 0};
	int file = memfd_create("module", MFD_CLOEXEC);
	char path[64];

	if (file < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (write(file, data, size) == (ssize_t)size)
		rt_listing(&listing, path, "ringtear_load16", NULL);
	rt_listing_free(&listing);
	close(file);
	return 0;
}
