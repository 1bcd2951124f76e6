/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a module: an error or an answer, never a crash. */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/engine/codegen/codegen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_codegen codegen = {.width = 0};
	int file = memfd_create("module", MFD_CLOEXEC);
	char path[64];
	const struct rt_question question = {
		.module = path,
		.symbol = "ringtear_load16",
		.width = 16,
		.offset = -1,
	};

	if (file < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getpid(), file);
	if (write(file, data, size) == (ssize_t)size)
		rt_codegen(&codegen, &question, NULL);
	rt_codegen_free(&codegen);
	close(file);
	return 0;
}
