/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a module to emulate: loaded or refused, never a crash. */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/module/loaded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_loaded loaded = {.file = -1};
	int file = memfd_create("module", MFD_CLOEXEC);
	uint64_t address;
	char path[64];

	if (file < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (write(file, data, size) == (ssize_t)size &&
	    !rt_loaded_open(&loaded, path, NULL, NULL) &&
	    rt_loaded_find(&loaded, "ringtear_load16", &address, NULL))
		rt_loaded_name(&loaded, address);
	rt_loaded_close(&loaded);
	close(file);
	return 0;
}
