/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/shape.h"

#include <ctype.h>
#include <string.h>
#include <xxhash.h>

/* Registers of AArch64, arm, riscv64 and ppc64le have no '%'. */
static const char *const bare_registers[] = {
	"sp",  "wsp", "fp",   "lr", "ra", "gp", "tp",
	"xzr", "wzr", "zero", "ip", "sl", "pc", "r",
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* One or two letters and a number (x0, w12, a5, r3), or listed above. */
static bool is_bare_register(const char *word, size_t length)
{
	size_t letters = 0;

	for (size_t i = 0; i < sizeof(bare_registers) / sizeof(char *); i++)
		if (strlen(bare_registers[i]) == length &&
		    !strncmp(word, bare_registers[i], length))
			return true;
	while (letters < length && islower((unsigned char)word[letters]))
		letters++;
	if (!letters || letters > 2 || letters == length)
		return false;
	for (size_t i = letters; i < length; i++)
		if (!isdigit((unsigned char)word[i]))
			return false;
	return true;
}

/* Keeps the segment registers: they tell a stack canary from other loads. */
static const char *register_of_x86(const char *name, size_t length)
{
	if (length == 2 && name[1] == 's')
		return name[0] == 'f' ? "%fs" : name[0] == 'g' ? "%gs" : "R";
	if (length > 3 && !strncmp(name + 1, "mm", 2))
		return "X";
	return "R";
}

/* Appends the abstracted word at @at and returns the word's length. */
static size_t add_word(struct rt_text *text, const char *at)
{
	size_t length = 1;

	while (is_word(at[length]))
		length++;
	if (*at == '%')
		rt_text_add(text, register_of_x86(at + 1, length - 1));
	else if (isdigit((unsigned char)*at))
		rt_text_add(text, "N");
	else if (is_bare_register(at, length))
		rt_text_add(text, "R");
	else
		rt_text_append(text, at, length);
	return length;
}

static bool is_sign_of_number(const char *at)
{
	return (*at == '-' || *at == '$' || *at == '#') &&
	       (isdigit((unsigned char)at[1]) || at[1] == '-');
}

static void add_operands(struct rt_text *text, const char *at)
{
	while (*at) {
		if (is_sign_of_number(at)) {
			at++;
		} else if (*at == '%' || is_word(*at)) {
			at += add_word(text, at);
		} else {
			rt_text_append(text, at, 1);
			at++;
		}
	}
}

static bool does_nothing(const struct rt_instruction *one)
{
	return strstr(one->mnemonic, "nop") != NULL ||
	       !strcmp(one->text, "xchg %ax, %ax");
}

void rt_shape_text(const struct rt_listing *listing, struct rt_text *text)
{
	for (size_t i = 0; i < listing->count; i++) {
		const struct rt_instruction *one = &listing->list[i];
		const char *operands = one->text + strlen(one->mnemonic);

		if (does_nothing(one))
			continue;
		rt_text_add(text, one->mnemonic);
		if (one->target[0])
			rt_text_add(text, operands);
		else
			add_operands(text, operands);
		rt_text_add(text, "\n");
	}
}

static uint64_t never_zero(uint64_t digest)
{
	return digest ? digest : 1;
}

uint64_t rt_shape_of(const struct rt_listing *listing)
{
	struct rt_text text = RT_TEXT_INIT;
	uint64_t digest = 0;

	rt_shape_text(listing, &text);
	if (!rt_text_failed(&text))
		digest = never_zero(
			XXH3_64bits(rt_text_string(&text), text.length));
	rt_text_free(&text);
	return digest;
}

/* Member by member: the padding of the struct is not initialised. */
static void add_access(struct rt_text *text,
		       const struct rt_step_access *access)
{
	rt_text_format(text, " %d:%u%s%s%s", access->offset, access->size,
		       access->reads ? "r" : "", access->writes ? "w" : "",
		       access->repeats ? "*" : "");
}

uint64_t rt_shape_pattern(const struct rt_step_result *result)
{
	struct rt_text text = RT_TEXT_INIT;
	uint64_t digest;

	rt_text_format(&text, "%d%d%d%d%d%d%d%d%d", result->swapped,
		       result->wrong, result->parts, result->crosses,
		       result->twice, result->outside, (int)result->blind,
		       result->only_repeat, result->has_witness);
	for (unsigned i = 0; i < result->access_count; i++)
		add_access(&text, &result->access[i]);
	digest = never_zero(XXH3_64bits(rt_text_string(&text), text.length));
	rt_text_free(&text);
	return digest;
}
