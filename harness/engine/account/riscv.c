/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/riscv_lifting.h"
#include "harness/engine/account/riscv_text.h"

#include <stddef.h>

/* Exported by libvex-amd64-linux.a; declared in no installed header. */
extern void vexSetAllocModeTEMP_and_clear(void);

static const struct rt_riscv_xlen xlen_64 = {
	.is_64 = true,
	.bytes = 8,
	.floats = offsetof(struct rt_riscv64_state, f),
	.counter = offsetof(struct rt_riscv64_state, pc),
};

static const struct rt_riscv_xlen xlen_32 = {
	.bytes = 4,
	.floats = offsetof(struct rt_riscv32_state, f),
	.counter = offsetof(struct rt_riscv32_state, pc),
};

static bool branch(struct rt_riscv_lifting *lifting)
{
	static const struct {
		IROp narrow, wide;
		bool is_negated;
	} rows[] = {
		{Iop_CmpEQ32, Iop_CmpEQ64, false},
		{Iop_CmpNE32, Iop_CmpNE64, false},
		{Iop_INVALID, Iop_INVALID, false},
		{Iop_INVALID, Iop_INVALID, false},
		{Iop_CmpLT32S, Iop_CmpLT64S, false},
		{Iop_CmpLT32S, Iop_CmpLT64S, true},
		{Iop_CmpLT32U, Iop_CmpLT64U, false},
		{Iop_CmpLT32U, Iop_CmpLT64U, true},
	};
	unsigned row = function_of(lifting->code);
	uint64_t target =
		lifting->address + (uint64_t)branch_offset_of(lifting->code);
	IRExpr *guard;

	if (rows[row].wide == Iop_INVALID)
		return false;
	guard = binary(sized(lifting, rows[row].narrow, rows[row].wide),
		       get(lifting, left_of(lifting->code)),
		       get(lifting, right_of(lifting->code)));
	if (rows[row].is_negated)
		guard = unary(Iop_Not1, guard);
	add(lifting,
	    IRStmt_Exit(keep(lifting, guard), Ijk_Boring,
			constant(lifting, target), lifting->xlen->counter));
	end(lifting, number(lifting, lifting->address + lifting->length),
	    Ijk_Boring);
	return true;
}

static bool jump(struct rt_riscv_lifting *lifting)
{
	unsigned to = to_of(lifting->code);

	put(lifting, to, number(lifting, lifting->address + lifting->length));
	end(lifting,
	    number(lifting,
		   lifting->address + (uint64_t)jump_offset_of(lifting->code)),
	    to ? Ijk_Call : Ijk_Boring);
	return true;
}

static bool jump_register(struct rt_riscv_lifting *lifting)
{
	unsigned to = to_of(lifting->code), from = left_of(lifting->code);
	IRExpr *target =
		binary(sized(lifting, Iop_And32, Iop_And64),
		       load_address(lifting), number(lifting, ~(uint64_t)1));
	IRJumpKind kind = to ? Ijk_Call : Ijk_Boring;

	if (function_of(lifting->code))
		return false;
	if (!to && from == 1)
		kind = Ijk_Ret;
	target = keep(lifting, target);
	put(lifting, to, number(lifting, lifting->address + lifting->length));
	end(lifting, target, kind);
	return true;
}

static bool system(struct rt_riscv_lifting *lifting)
{
	IRExpr *next = number(lifting, lifting->address + lifting->length);

	if (lifting->code == 0x00000073)
		end(lifting, next, Ijk_Sys_syscall);
	else if (lifting->code == 0x00100073)
		end(lifting, next, Ijk_SigTRAP);
	else
		return false;
	return true;
}

static bool lift_one(struct rt_riscv_lifting *lifting)
{
	uint32_t code = lifting->code;
	uint64_t upper = (uint64_t)(int64_t)(int32_t)(code & 0xfffff000);

	switch (opcode_of(code)) {
	case 0x0f: /* fence, fence.i */
		return function_of(code) < 2;
	case 0x13:
		return rt_riscv_lift_immediate(lifting, false);
	case 0x17:
		put(lifting, to_of(code),
		    number(lifting, lifting->address + upper));
		return true;
	case 0x1b:
		return lifting->xlen->is_64 &&
		       rt_riscv_lift_immediate(lifting, true);
	case 0x33:
		return rt_riscv_lift_registers(lifting, false);
	case 0x37:
		put(lifting, to_of(code), number(lifting, upper));
		return true;
	case 0x3b:
		return lifting->xlen->is_64 &&
		       rt_riscv_lift_registers(lifting, true);
	case 0x53:
		return rt_riscv_lift_move(lifting);
	case 0x63:
		return branch(lifting);
	case 0x67:
		return jump_register(lifting);
	case 0x6f:
		return jump(lifting);
	case 0x73:
		return system(lifting);
	default:
		return rt_riscv_lift_memory(lifting);
	}
}

/* Reads the next instruction; false when there is none. */
static bool fetch(struct rt_riscv_lifting *lifting, const uint8_t *bytes,
		  size_t size)
{
	uint16_t low;

	if (size < 2)
		return false;
	low = (uint16_t)(bytes[0] | bytes[1] << 8);
	lifting->length = (low & 3) == 3 ? 4 : 2;
	if (lifting->length == 2) {
		lifting->code = rt_riscv_expand(low, lifting->xlen->is_64);
		return lifting->code;
	}
	if (size < 4)
		return false;
	lifting->code =
		low | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
	return true;
}

static IRSB *lift_block(const struct rt_riscv_xlen *xlen, const uint8_t *bytes,
			size_t size, uint64_t address, unsigned most)
{
	struct rt_riscv_lifting lifting = {.xlen = xlen, .address = address};

	vexSetAllocModeTEMP_and_clear();
	lifting.block = emptyIRSB();
	lifting.block->offsIP = xlen->counter;
	for (unsigned i = 0; i < most && !lifting.is_over; i++) {
		size_t at = lifting.address - address;

		if (!fetch(&lifting, bytes + at, size - at)) {
			end(&lifting, number(&lifting, lifting.address),
			    Ijk_NoDecode);
			break;
		}
		add(&lifting, IRStmt_IMark(lifting.address, lifting.length, 0));
		if (!lift_one(&lifting))
			end(&lifting, number(&lifting, lifting.address),
			    Ijk_NoDecode);
		lifting.address += lifting.length;
	}
	if (!lifting.is_over)
		end(&lifting, number(&lifting, lifting.address), Ijk_Boring);
	return lifting.block;
}

IRSB *rt_riscv64_lift(const uint8_t *bytes, size_t size, uint64_t address,
		      unsigned most)
{
	return lift_block(&xlen_64, bytes, size, address, most);
}

IRSB *rt_riscv32_lift(const uint8_t *bytes, size_t size, uint64_t address,
		      unsigned most)
{
	return lift_block(&xlen_32, bytes, size, address, most);
}
