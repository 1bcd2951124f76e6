/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as an object whose code is to be named. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/module/object_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("object", MFD_CLOEXEC);
	struct rt_digest digest;
	struct rt_hash hash;
	char path[32];
	bool calls_out;

	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	rt_hash_start(&hash);
	rt_object_code_hash(&hash, &calls_out, path, NULL);
	if (rt_hash_end(&hash, &digest, NULL))
		abort();
	close(file);
	return 0;
}
