/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/decoder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/arch/capstone.h"

enum {
	slots = 4096,	   /* decoded instructions, a power of two */
	longest_code = 15, /* bytes: Intel SDM volume 2, 2.3.11 */
	page_size = 4096,
};

struct rt_decoder {
	csh capstone;
	struct rt_decoded slot[slots];
	struct rt_decoded spare; /* used when all probed slots are taken */
};

int rt_decoder_open(struct rt_decoder **decoder, struct rt_error *error)
{
	const struct rt_arch_capstone *own = rt_arch_x86_64.capstone;
	struct rt_decoder *made = calloc(1, sizeof(*made));

	if (!made)
		return rt_no_memory(error);
	if (cs_open(own->arch, own->mode, &made->capstone)) {
		free(made);
		return rt_fail(error, RT_SETUP,
			       "capstone knows no x86-64 here; install another "
			       "build of it");
	}
	cs_option(made->capstone, CS_OPT_DETAIL, CS_OPT_ON);
	*decoder = made;
	return RT_OK;
}

void rt_decoder_close(struct rt_decoder *decoder)
{
	if (!decoder)
		return;
	cs_close(&decoder->capstone);
	free(decoder);
}

static struct rt_decoded *slot_of(struct rt_decoder *decoder, uint64_t pc)
{
	uint64_t hash = pc * 0x9e3779b97f4a7c15u >> 40;

	for (unsigned i = 0; i < 64; i++) {
		struct rt_decoded *slot =
			&decoder->slot[(hash + i) & (slots - 1)];

		if (slot->pc == pc || !slot->pc)
			return slot;
	}
	decoder->spare.pc = 0;
	return &decoder->spare;
}

static bool disassemble(struct rt_decoder *decoder, struct rt_decoded *slot,
			size_t length)
{
	const uint8_t *code = (const uint8_t *)(uintptr_t)slot->pc;
	uint64_t address = slot->pc;

	return cs_disasm_iter(decoder->capstone, &code, &length, &address,
			      &slot->instruction);
}

/* Code may be modified between two runs. */
static bool is_same(const struct rt_decoded *slot)
{
	return slot->known &&
	       !memcmp((const void *)(uintptr_t)slot->pc,
		       slot->instruction.bytes, slot->instruction.size);
}

static struct rt_decoded *decode(struct rt_decoder *decoder, uint64_t pc)
{
	struct rt_decoded *slot = slot_of(decoder, pc);
	size_t in_page = page_size - pc % page_size;

	if (slot->pc == pc && is_same(slot))
		return slot;
	slot->pc = pc;
	slot->text[0] = '\0';
	slot->instruction.detail = &slot->detail;
	/* The next page may be unmapped: read it only if needed. */
	slot->known =
		in_page < longest_code && disassemble(decoder, slot, in_page);
	if (!slot->known)
		slot->known = disassemble(decoder, slot, longest_code);
	return slot;
}

const struct rt_decoded *rt_decode(struct rt_decoder *decoder, uint64_t pc)
{
	return decode(decoder, pc);
}

/*
 * Switches to AT&T syntax for the text only: operands are used in Intel's
 * order, destination first.
 */
static void write_text(struct rt_decoder *decoder, struct rt_decoded *slot)
{
	struct rt_decoded copy = {.pc = slot->pc};

	copy.instruction.detail = &copy.detail;
	cs_option(decoder->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	if (disassemble(decoder, &copy, slot->instruction.size))
		snprintf(slot->text, sizeof(slot->text), "%s %.60s",
			 copy.instruction.mnemonic, copy.instruction.op_str);
	cs_option(decoder->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_INTEL);
}

void rt_decode_text(struct rt_decoder *decoder, uint64_t pc,
		    char text[RT_STEP_TEXT])
{
	struct rt_decoded *slot = decode(decoder, pc);

	if (slot->known && !slot->text[0])
		write_text(decoder, slot);
	snprintf(text, RT_STEP_TEXT, "%s",
		 slot->known ? slot->text : "(unknown)");
}

bool rt_decode_registers(struct rt_decoder *decoder, uint64_t pc, cs_regs read,
			 uint8_t *reads, cs_regs written, uint8_t *writes)
{
	struct rt_decoded *slot = decode(decoder, pc);

	return slot->known &&
	       !cs_regs_access(decoder->capstone, &slot->instruction, read,
			       reads, written, writes);
}
