/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/litmus_dialect.h"

#include <string.h>

#include "harness/arch/arch.h"

enum { x86_first = 8, arm_first = 2 };

static void x86_register(struct rt_text *out, unsigned int index)
{
	rt_text_format(out, "r%u", x86_first + index);
}

static void x86_place(struct rt_text *out, unsigned int offset)
{
	if (offset)
		rt_text_format(out, "%u", offset);
	rt_text_add(out, "(%rsi)");
}

static void x86_load_byte(struct rt_text *out, unsigned int index,
			  unsigned int offset)
{
	rt_text_add(out, "movb ");
	x86_place(out, offset);
	rt_text_format(out, ",%%r%ub", x86_first + index);
}

static void x86_store_byte(struct rt_text *out, unsigned int index,
			   unsigned int offset)
{
	rt_text_format(out, "movb %%r%ub,", x86_first + index);
	x86_place(out, offset);
}

/* The letters behind mov and behind the register, by width. */
static const char *x86_size(unsigned int width)
{
	return width == 16 ? "w" : width == 32 ? "l" : "q";
}

static const char *x86_part(unsigned int width)
{
	return width == 16 ? "w" : width == 32 ? "d" : "";
}

static void x86_load_whole(struct rt_text *out, unsigned int index,
			   unsigned int width)
{
	rt_text_format(out, "mov%s (%%rsi),%%r%u%s", x86_size(width),
		       x86_first + index, x86_part(width));
}

static void x86_store_whole(struct rt_text *out, unsigned int index,
			    unsigned int width)
{
	rt_text_format(out, "mov%s %%r%u%s,(%%rsi)", x86_size(width),
		       x86_first + index, x86_part(width));
}

static void arm_register(struct rt_text *out, unsigned int index)
{
	rt_text_format(out, "X%u", arm_first + index);
}

static void arm_byte(struct rt_text *out, const char *mnemonic,
		     unsigned int index, unsigned int offset)
{
	rt_text_format(out, "%s W%u,[X1", mnemonic, arm_first + index);
	if (offset)
		rt_text_format(out, ",#%u", offset);
	rt_text_add(out, "]");
}

static void arm_load_byte(struct rt_text *out, unsigned int index,
			  unsigned int offset)
{
	arm_byte(out, "LDRB", index, offset);
}

static void arm_store_byte(struct rt_text *out, unsigned int index,
			   unsigned int offset)
{
	arm_byte(out, "STRB", index, offset);
}

static void arm_whole(struct rt_text *out, const char *mnemonic,
		      unsigned int index, unsigned int width)
{
	rt_text_format(out, "%s%s %s%u,[X1]", mnemonic, width == 16 ? "H" : "",
		       width == 64 ? "X" : "W", arm_first + index);
}

static void arm_load_whole(struct rt_text *out, unsigned int index,
			   unsigned int width)
{
	arm_whole(out, "LDR", index, width);
}

static void arm_store_whole(struct rt_text *out, unsigned int index,
			    unsigned int width)
{
	arm_whole(out, "STR", index, width);
}

static const struct rt_litmus_dialect dialects[] = {
	{"X86_64", "rsi", x86_register, x86_load_byte, x86_store_byte,
	 x86_load_whole, x86_store_whole},
	{"AArch64", "X1", arm_register, arm_load_byte, arm_store_byte,
	 arm_load_whole, arm_store_whole},
};

const struct rt_litmus_dialect *rt_litmus_dialect(const char *machine)
{
	/* "aarch64-linux-gnu-gcc-12" names its machine, "gcc-12" does not. */
	const struct rt_arch *arch = strstr(machine, "-linux-")
					     ? rt_arch_of_triplet(machine)
					     : rt_arch_own();

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (arch && arch->litmus &&
		    !strcmp(arch->litmus, dialects[i].name))
			return &dialects[i];
	return NULL;
}
