/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/string.h"

#include <stdbool.h>
#include <string.h>

enum { operand_size = 0x66, rex_w = 0x48 };

static bool is_legacy_prefix(uint8_t byte)
{
	static const uint8_t prefixes[] = {0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e,
					   0x36, 0x3e, 0x26, 0x64, 0x65};

	return memchr(prefixes, byte, sizeof(prefixes));
}

/* Between them, 0xa8 and 0xa9 are test. */
static bool is_string_opcode(uint8_t byte)
{
	return (byte >= 0xa4 && byte <= 0xa7) || (byte >= 0xaa && byte <= 0xaf);
}

unsigned int rt_string_round(const uint8_t *code, size_t length)
{
	bool is_short = false, is_long = false;
	size_t i = 0;

	for (; i < length && is_legacy_prefix(code[i]); i++)
		is_short |= code[i] == operand_size;
	if (i < length && (code[i] & 0xf0) == 0x40)
		is_long = (code[i++] & rex_w) == rex_w;
	if (i + 1 != length || !is_string_opcode(code[i]))
		return 0;
	if (!(code[i] & 1))
		return 1;
	if (is_long)
		return 8;
	return is_short ? 2 : 4;
}
