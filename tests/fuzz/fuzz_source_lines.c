/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a module with debug information: lines of source or none, never
 * a crash of this process, whatever libdw does in its child, and no text that a
 * terminal or JSON could not bear.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/module/source_lines.h"

enum { count = 16, step = 4, first = 0x1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t most)
{
	size_t length = 0;

	for (; length < most && text[length]; length++)
		if ((unsigned char)text[length] < ' ' || text[length] == 0x7f)
			abort();
	if (length == most)
		abort();
}

/* The lowest addresses of code that linkers give, and that objects have. */
static void ask(const char *path, uint64_t begin)
{
	struct rt_source_place place[count];
	uint64_t address[count];

	for (unsigned i = 0; i < count; i++)
		address[i] = begin + i * step;
	if (rt_source_find(path, address, place, count, NULL))
		abort();
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < place[i].depth; k++) {
			check_text(place[i].at[k].file, RT_SOURCE_FILE);
			check_text(place[i].at[k].function, RT_SOURCE_NAME);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("module", MFD_CLOEXEC);
	char path[64];

	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	/* By this process's number: its child has no files of its own. */
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getpid(), file);
	ask(path, 0);
	ask(path, first);
	close(file);
	return 0;
}
