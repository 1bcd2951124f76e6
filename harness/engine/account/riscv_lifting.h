/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to riscv*.c: one instruction on its way into a block, and what all of
 * its lifters need. Not thread-safe, as libVEX allocates.
 */
#ifndef RT_ENGINE_ACCOUNT_RISCV_LIFTING_H
#define RT_ENGINE_ACCOUNT_RISCV_LIFTING_H

#include <stdbool.h>

#include "harness/engine/account/riscv.h"

/* What depends on XLEN, the width of an integer register. */
struct rt_riscv_xlen {
	bool is_64;
	unsigned bytes;
	int floats, counter; /* offsets in the state */
};

/* One instruction on its way into a block. */
struct rt_riscv_lifting {
	const struct rt_riscv_xlen *xlen;
	IRSB *block;
	uint64_t address;
	uint32_t code;
	unsigned length;
	bool is_over; /* the block ends with this instruction */
};

/* Fields of an instruction: the manual, "Base Instruction Formats". */
static inline unsigned opcode_of(uint32_t code)
{
	return code & 0x7f;
}

static inline unsigned to_of(uint32_t code)
{
	return code >> 7 & 31;
}

static inline unsigned function_of(uint32_t code)
{
	return code >> 12 & 7;
}

static inline unsigned left_of(uint32_t code)
{
	return code >> 15 & 31;
}

static inline unsigned right_of(uint32_t code)
{
	return code >> 20 & 31;
}

static inline unsigned upper_of(uint32_t code)
{
	return code >> 25;
}

static inline int64_t immediate_of(uint32_t code)
{
	return (int32_t)code >> 20;
}

static inline int64_t store_offset_of(uint32_t code)
{
	return ((int32_t)code >> 25) * 32 + (int32_t)to_of(code);
}

static inline int64_t branch_offset_of(uint32_t code)
{
	return ((int32_t)(code & 0x80000000) >> 19) |
	       (int32_t)((code & 0x80) << 4 | (code >> 20 & 0x7e0) |
			 (code >> 7 & 0x1e));
}

static inline int64_t jump_offset_of(uint32_t code)
{
	return ((int32_t)(code & 0x80000000) >> 11) |
	       (int32_t)((code & 0xff000) | (code >> 9 & 0x800) |
			 (code >> 20 & 0x7fe));
}

/* The operation of 32 or 64 bits that XLEN asks for. */
static inline IROp sized(const struct rt_riscv_lifting *lifting, IROp narrow,
			 IROp wide)
{
	return lifting->xlen->is_64 ? wide : narrow;
}

static inline IRConst *constant(const struct rt_riscv_lifting *lifting,
				uint64_t value)
{
	return lifting->xlen->is_64 ? IRConst_U64(value)
				    : IRConst_U32((UInt)value);
}

static inline IRExpr *number(const struct rt_riscv_lifting *lifting,
			     uint64_t value)
{
	return IRExpr_Const(constant(lifting, value));
}

static inline Int at_register(const struct rt_riscv_lifting *lifting,
			      unsigned reg)
{
	return (Int)(lifting->xlen->bytes * reg);
}

static inline Int at_float(const struct rt_riscv_lifting *lifting, unsigned reg)
{
	return lifting->xlen->floats + (Int)(8 * reg);
}

static inline IRExpr *get(const struct rt_riscv_lifting *lifting, unsigned reg)
{
	if (!reg)
		return number(lifting, 0);
	return IRExpr_Get(at_register(lifting, reg),
			  lifting->xlen->is_64 ? Ity_I64 : Ity_I32);
}

static inline IRExpr *get_float(const struct rt_riscv_lifting *lifting,
				unsigned reg)
{
	return IRExpr_Get(at_float(lifting, reg), Ity_I64);
}

static inline IRExpr *unary(IROp operation, IRExpr *a)
{
	return IRExpr_Unop(operation, a);
}

static inline IRExpr *binary(IROp operation, IRExpr *a, IRExpr *b)
{
	return IRExpr_Binop(operation, a, b);
}

static inline IRExpr *low_word(const struct rt_riscv_lifting *lifting,
			       IRExpr *a)
{
	return lifting->xlen->is_64 ? unary(Iop_64to32, a) : a;
}

static inline IRExpr *from_word(const struct rt_riscv_lifting *lifting,
				IRExpr *a)
{
	return lifting->xlen->is_64 ? unary(Iop_32Sto64, a) : a;
}

static inline IRExpr *from_bit(const struct rt_riscv_lifting *lifting,
			       IRExpr *a)
{
	return unary(sized(lifting, Iop_1Uto32, Iop_1Uto64), a);
}

static inline IRExpr *sum(const struct rt_riscv_lifting *lifting, IRExpr *a,
			  int64_t b)
{
	return binary(sized(lifting, Iop_Add32, Iop_Add64), a,
		      number(lifting, (uint64_t)b));
}

/* Where an instruction loads from, or an operation on immediates. */
static inline IRExpr *load_address(const struct rt_riscv_lifting *lifting)
{
	return sum(lifting, get(lifting, left_of(lifting->code)),
		   immediate_of(lifting->code));
}

static inline IRExpr *store_address(const struct rt_riscv_lifting *lifting)
{
	return sum(lifting, get(lifting, left_of(lifting->code)),
		   store_offset_of(lifting->code));
}

static inline void add(struct rt_riscv_lifting *lifting, IRStmt *statement)
{
	addStmtToIRSB(lifting->block, statement);
}

/* A temporary with the value: a load takes place though nothing uses it. */
static inline IRExpr *keep(struct rt_riscv_lifting *lifting, IRExpr *value)
{
	IRTemp temporary =
		newIRTemp(lifting->block->tyenv,
			  typeOfIRExpr(lifting->block->tyenv, value));

	add(lifting, IRStmt_WrTmp(temporary, value));
	return IRExpr_RdTmp(temporary);
}

static inline void put(struct rt_riscv_lifting *lifting, unsigned reg,
		       IRExpr *value)
{
	value = keep(lifting, value);
	if (reg)
		add(lifting, IRStmt_Put(at_register(lifting, reg), value));
}

static inline void put_float(struct rt_riscv_lifting *lifting, unsigned reg,
			     IRExpr *value)
{
	add(lifting, IRStmt_Put(at_float(lifting, reg), keep(lifting, value)));
}

static inline void end(struct rt_riscv_lifting *lifting, IRExpr *next,
		       IRJumpKind kind)
{
	lifting->block->next = next;
	lifting->block->jumpkind = kind;
	lifting->is_over = true;
}

/*
 * riscv_memory.c: what accesses memory, and what moves floating-point
 * registers. False for another instruction, or one that is not known.
 */
bool rt_riscv_lift_memory(struct rt_riscv_lifting *lifting);
bool rt_riscv_lift_move(struct rt_riscv_lifting *lifting);

/*
 * riscv_arithmetic.c: an operation of two registers, or of one and an
 * immediate;
 * @is_word: of their lower 32 bits. False for one that is not known.
 */
bool rt_riscv_lift_registers(struct rt_riscv_lifting *lifting, bool is_word);
bool rt_riscv_lift_immediate(struct rt_riscv_lifting *lifting, bool is_word);

#endif
