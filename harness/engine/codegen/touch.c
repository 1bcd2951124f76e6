/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/codegen/path.h"

/* More is no accessor; the indexes of a path are 16 bits. */
enum { most_accesses = 1024 };

/* The instruction as it is printed elsewhere: x86 in AT&T's syntax. */
static void print(struct rt_walk *walk, const cs_insn *instruction, char *text,
		  size_t size)
{
	bool is_x86 = walk->architecture->arch->is_x86;
	cs_insn *again = NULL;
	size_t count = 0;

	if (is_x86) {
		cs_option(walk->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
		count = cs_disasm(walk->capstone, instruction->bytes,
				  instruction->size, instruction->address, 1,
				  &again);
		cs_option(walk->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_INTEL);
	}
	if (count)
		instruction = again;
	snprintf(text, size, "%s%s%s", instruction->mnemonic,
		 instruction->op_str[0] ? " " : "", instruction->op_str);
	if (count)
		cs_free(again, count);
}

static bool is_same(const struct rt_codegen_access *a,
		    const struct rt_codegen_access *b)
{
	return a->address == b->address &&
	       a->is_offset_known == b->is_offset_known &&
	       a->offset == b->offset && a->width == b->width &&
	       a->is_read == b->is_read && a->is_write == b->is_write &&
	       a->is_count_known == b->is_count_known && a->count == b->count;
}

static struct rt_codegen_access *append(struct rt_walk *walk)
{
	struct rt_codegen *codegen = walk->codegen;
	size_t count = codegen->access_count;
	struct rt_codegen_access *list;

	if (count == most_accesses)
		return NULL;
	list = realloc(codegen->accesses, (count + 1) * sizeof(*list));
	if (!list) {
		walk->no_memory = true;
		return NULL;
	}
	codegen->accesses = list;
	codegen->access_count++;
	return &list[count];
}

/* Its index in the result, added when it is new; -1 when there is no room. */
static int index_of(struct rt_walk *walk, const cs_insn *instruction,
		    struct rt_codegen_access *access)
{
	struct rt_codegen *codegen = walk->codegen;
	struct rt_codegen_access *added;
	/* The symbol of a thumb function is odd. */
	uint64_t odd = walk->architecture->arch->capstone->has_odd_mode;
	struct rt_image_symbol symbol;

	for (size_t i = 0; i < codegen->access_count; i++)
		if (is_same(&codegen->accesses[i], access))
			return (int)i;
	if (rt_image_function_around(walk->image, access->address | odd,
				     &symbol))
		snprintf(access->function, sizeof(access->function), "%.*s",
			 (int)strcspn(symbol.name, "@"), symbol.name);
	print(walk, instruction, access->text, sizeof(access->text));
	added = append(walk);
	if (!added)
		return -1;
	*added = *access;
	return (int)codegen->access_count - 1;
}

void rt_path_touch(struct rt_walk *walk, struct rt_path *path,
		   const cs_insn *instruction, const struct rt_touch *touch)
{
	struct rt_codegen_access access = {
		.address = instruction->address,
		.is_offset_known = touch->address.kind == RT_VALUE_FIELD,
		.width = touch->width,
		.is_read = touch->is_read,
		.is_write = touch->is_write,
		.is_string = touch->is_string,
		.is_block = touch->is_block,
		.is_repeated = touch->is_repeated,
		.is_count_known = touch->is_count_known,
		.count = touch->count,
	};
	int index;

	if (!rt_value_is_field(touch->address))
		return;
	access.offset = access.is_offset_known ? touch->address.number : 0;
	index = index_of(walk, instruction, &access);
	if (index < 0 || path->touches == RT_TOUCHES) {
		rt_path_unknown(path, "the field is accessed more often than "
				      "can be followed");
		return;
	}
	path->touch[path->touches++] = (uint16_t)index;
	if (!access.is_offset_known)
		rt_path_unknown(path,
				"'%s' at 0x%llx accesses an address that is "
				"made from the field's in a way that is lost",
				instruction->mnemonic,
				(unsigned long long)instruction->address);
}
