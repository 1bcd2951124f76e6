/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A log line: "0x0000004002af0520:  3c4c0002  addis r2, r12, 2". After the
 * address and the colon the format differs by machine. Lines without an address
 * are headings.
 */
#include <string.h>

#include "harness/engine/qemu_user/split.h"

static int hex_digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	if (character >= 'a' && character <= 'f')
		return character - 'a' + 10;
	return -1;
}

/* False when the line does not begin with an address. */
static bool read_address(const char *line, size_t length, uint64_t *address)
{
	size_t at = 2;

	if (length < 4 || memcmp(line, "0x", 2))
		return false;
	*address = 0;
	for (; at < length && at < 18 && hex_digit(line[at]) >= 0; at++)
		*address = *address << 4 | (uint64_t)hex_digit(line[at]);
	return at > 2 && at < length && line[at] == ':';
}

bool rt_split_any(const char *log, size_t length,
		  rt_split_instruction *instruction, void *data)
{
	const char *end = log + length;

	while (log < end) {
		const char *next = memchr(log, '\n', (size_t)(end - log));
		uint64_t address;

		if (!next)
			next = end;
		if (read_address(log, (size_t)(next - log), &address) &&
		    instruction(data, address))
			return true;
		log = next + (next < end);
	}
	return false;
}
