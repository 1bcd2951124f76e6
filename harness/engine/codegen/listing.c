/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/listing.h"

#include <capstone/capstone.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/arch/capstone.h"
#include "harness/module/image.h"

/* No accessor or memcpy is longer; a damaged size may say so. */
enum { longest_function = 65536 };

/* endbr64 and one jump, at most with a prefix. */
enum { longest_stub = 32, stub_instructions = 3 };

/* What is being listed. */
struct disassembly {
	csh capstone;
	bool is_x86; /* where calls lead is only resolved there */
	struct rt_image *image;
	uint64_t start;
	uint64_t end;
};

/* Names that GNU as prints without the suffix, as there is one size only. */
static const char *const renamed[][2] = {
	{"callq", "call"},
	{"retq", "ret"},
	{"jmpq", "jmp"},
};

static const char *plain_mnemonic(const char *mnemonic)
{
	for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++)
		if (!strcmp(mnemonic, renamed[i][0]))
			return renamed[i][1];
	return mnemonic;
}

static bool in_group(const cs_insn *instruction, uint8_t group)
{
	for (uint8_t i = 0;
	     instruction->detail && i < instruction->detail->groups_count; i++)
		if (instruction->detail->groups[i] == group)
			return true;
	return false;
}

static const cs_x86_op *only_operand(const cs_insn *instruction)
{
	const cs_x86 *x86 = &instruction->detail->x86;

	return x86->op_count == 1 ? &x86->operands[0] : NULL;
}

/* The slot that an indirect jump or call reads, when it is fixed. */
static bool fixed_slot(const cs_insn *instruction, uint64_t *slot)
{
	const cs_x86_op *operand = only_operand(instruction);

	if (!operand || operand->type != X86_OP_MEM ||
	    operand->mem.base != X86_REG_RIP ||
	    operand->mem.index != X86_REG_INVALID)
		return false;
	*slot = instruction->address + instruction->size +
		(uint64_t)operand->mem.disp;
	return true;
}

/* The name behind the stub at @address, a jump through a slot; else NULL. */
static const char *stub_target(const struct disassembly *work, uint64_t address)
{
	const char *name = NULL;
	cs_insn *list = NULL;
	size_t length;
	const uint8_t *code = rt_image_bytes(work->image, address, &length);
	size_t count;
	uint64_t slot;

	if (!code)
		return NULL;
	count = cs_disasm(work->capstone, code,
			  length < longest_stub ? length : longest_stub,
			  address, stub_instructions, &list);
	for (size_t i = 0; !name && i < count; i++) {
		if (!in_group(&list[i], CS_GRP_JUMP))
			continue;
		if (fixed_slot(&list[i], &slot))
			name = rt_image_slot(work->image, slot);
		break;
	}
	if (count)
		cs_free(list, count);
	return name;
}

static void set_target(struct rt_instruction *one, const char *name)
{
	if (name)
		snprintf(one->target, sizeof(one->target), "%.*s",
			 (int)strcspn(name, "@"), name);
}

static void resolve_direct(struct rt_instruction *one,
			   const struct disassembly *work, uint64_t address)
{
	struct rt_image_symbol symbol;

	if (!one->is_call && address >= work->start && address < work->end) {
		one->jumps_to = address;
		return;
	}
	if (rt_image_function_at(work->image, address, &symbol)) {
		one->is_target_inside = true;
		set_target(one, symbol.name);
	} else {
		set_target(one, stub_target(work, address));
	}
}

static void resolve(struct rt_instruction *one, const struct disassembly *work,
		    const cs_insn *instruction)
{
	const cs_x86_op *operand;
	uint64_t slot;

	one->is_call = in_group(instruction, CS_GRP_CALL);
	if (!one->is_call && !in_group(instruction, CS_GRP_JUMP))
		return;
	operand = only_operand(instruction);
	if (operand && operand->type == X86_OP_IMM)
		resolve_direct(one, work, (uint64_t)operand->imm);
	else if (fixed_slot(instruction, &slot))
		set_target(one, rt_image_slot(work->image, slot));
}

static void describe(struct rt_instruction *one, const struct disassembly *work,
		     const cs_insn *instruction)
{
	*one = (struct rt_instruction){
		.address = instruction->address,
		.size = instruction->size,
	};
	snprintf(one->mnemonic, sizeof(one->mnemonic), "%s",
		 plain_mnemonic(instruction->mnemonic));
	/* Skipped data has id 0, and its detail is not to be read. */
	if (instruction->id && work->is_x86)
		resolve(one, work, instruction);
	snprintf(one->text, sizeof(one->text), "%s%s%s", one->mnemonic,
		 one->target[0] || instruction->op_str[0] ? " " : "",
		 one->target[0] ? one->target : instruction->op_str);
}

/* What the assembler puts behind a function whose size is not known. */
static bool is_padding(const struct rt_instruction *one)
{
	return strstr(one->mnemonic, "nop") || !strcmp(one->mnemonic, "int3") ||
	       !strcmp(one->text, "xchg %ax, %ax");
}

static int disassemble(struct rt_listing *listing,
		       const struct disassembly *work, const uint8_t *code,
		       struct rt_error *error)
{
	cs_insn *list = NULL;
	size_t count = cs_disasm(work->capstone, code, work->end - work->start,
				 work->start, 0, &list);

	if (!count)
		return rt_no_memory(error);
	listing->list = calloc(count, sizeof(*listing->list));
	if (listing->list) {
		listing->count = count;
		for (size_t i = 0; i < count; i++)
			describe(&listing->list[i], work, &list[i]);
	}
	cs_free(list, count);
	return listing->list ? RT_OK : rt_no_memory(error);
}

static int open_capstone(csh *capstone, const struct rt_image *image,
			 const char *path, struct rt_error *error)
{
	const struct rt_arch *arch = rt_image_arch(image);
	const struct rt_arch_capstone *own = arch ? arch->capstone : NULL;

	if (!own || cs_open(own->arch, own->mode, capstone) != CS_ERR_OK)
		return rt_fail(error, RT_SETUP,
			       "%s is for ELF machine %u, which libcapstone "
			       "cannot disassemble here; use another machine",
			       path, rt_image_machine(image));
	cs_option(*capstone, CS_OPT_DETAIL, CS_OPT_ON);
	if (arch->is_x86)
		cs_option(*capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	cs_option(*capstone, CS_OPT_SKIPDATA, CS_OPT_ON);
	return RT_OK;
}

static int list_function(struct rt_listing *listing, struct disassembly *work,
			 const struct rt_image_symbol *symbol,
			 struct rt_error *error)
{
	size_t length;
	const uint8_t *code =
		rt_image_bytes(work->image, symbol->address, &length);
	int code_of_error;

	if (!code)
		return rt_fail(error, RT_BUILD,
			       "the code of %s is not in its module; build it "
			       "again",
			       symbol->name);
	if (length > longest_function)
		length = longest_function;
	work->start = symbol->address;
	work->end = rt_image_function_end(work->image, symbol);
	if (work->end - work->start > length)
		work->end = work->start + length;
	code_of_error = disassemble(listing, work, code, error);
	while (!symbol->size && listing->count &&
	       is_padding(&listing->list[listing->count - 1]))
		listing->count--;
	return code_of_error;
}

static int list_image(struct rt_listing *listing, struct rt_image *image,
		      const char *path, const char *name,
		      struct rt_error *error)
{
	struct disassembly work = {.image = image};
	struct rt_image_symbol symbol;
	int code;

	if (!rt_image_find(image, name, &symbol) || !symbol.is_defined)
		return rt_fail(error, RT_SUBJECT,
			       "module %s defines no function %s; check the "
			       "name",
			       path, name);
	code = open_capstone(&work.capstone, image, path, error);
	if (code)
		return code;
	work.is_x86 = rt_image_arch(image)->is_x86;
	code = list_function(listing, &work, &symbol, error);
	cs_close(&work.capstone);
	return code;
}

int rt_listing(struct rt_listing *listing, const char *path, const char *symbol,
	       struct rt_error *error)
{
	struct rt_image *image;
	int code;

	*listing = (struct rt_listing){.list = NULL};
	rt_text_add(&listing->symbol, symbol);
	if (rt_text_failed(&listing->symbol))
		return rt_no_memory(error);
	code = rt_image_open(&image, path, error);
	if (code)
		return code;
	code = list_image(listing, image, path, symbol, error);
	rt_image_close(image);
	return code;
}

static int compare_address(const void *key, const void *element)
{
	uint64_t address = *(const uint64_t *)key;
	const struct rt_instruction *one = element;

	return (address > one->address) - (address < one->address);
}

/* The place in the list of what @one jumps to; listing->count: none. */
static size_t destination(const struct rt_listing *listing,
			  const struct rt_instruction *one)
{
	const struct rt_instruction *found = NULL;

	if (one->jumps_to)
		found = bsearch(&one->jumps_to, listing->list, listing->count,
				sizeof(*listing->list), compare_address);
	return found ? (size_t)(found - listing->list) : listing->count;
}

/* Numbers what is jumped to, from 1; 0 for the rest and behind the last. */
static void number_labels(const struct rt_listing *listing, size_t *label)
{
	size_t labels = 0;

	for (size_t i = 0; i < listing->count; i++)
		label[destination(listing, &listing->list[i])] = 1;
	label[listing->count] = 0;
	for (size_t i = 0; i < listing->count; i++)
		if (label[i])
			label[i] = ++labels;
}

void rt_listing_text(const struct rt_listing *listing, struct rt_text *text)
{
	size_t *label = calloc(listing->count + 1, sizeof(*label));

	if (!label) {
		text->failed = true;
		return;
	}
	number_labels(listing, label);
	for (size_t i = 0; i < listing->count; i++) {
		const struct rt_instruction *one = &listing->list[i];
		size_t to = label[destination(listing, one)];

		if (label[i])
			rt_text_format(text, "L%zu:\n", label[i]);
		if (to)
			rt_text_format(text, "%s L%zu\n", one->mnemonic, to);
		else
			rt_text_format(text, "%s\n", one->text);
	}
	free(label);
}

void rt_listing_free(struct rt_listing *listing)
{
	rt_text_free(&listing->symbol);
	free(listing->list);
	*listing = (struct rt_listing){.list = NULL};
}
