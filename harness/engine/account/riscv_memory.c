/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RISC-V: loads, stores, atomic operations, floating-point registers. */
#include "harness/engine/account/riscv_lifting.h"

static bool load(struct rt_riscv_lifting *lifting)
{
	static const struct {
		IRType type;
		IROp narrow, wide; /* Iop_INVALID: does not extend */
	} rows[] = {
		{Ity_I8, Iop_8Sto32, Iop_8Sto64},
		{Ity_I16, Iop_16Sto32, Iop_16Sto64},
		{Ity_I32, Iop_INVALID, Iop_32Sto64},
		{Ity_I64, Iop_INVALID, Iop_INVALID},
		{Ity_I8, Iop_8Uto32, Iop_8Uto64},
		{Ity_I16, Iop_16Uto32, Iop_16Uto64},
		{Ity_I32, Iop_INVALID, Iop_32Uto64},
	};
	unsigned row = function_of(lifting->code);
	IRExpr *value;
	IROp extend;

	if (row >= sizeof(rows) / sizeof(*rows) ||
	    (!lifting->xlen->is_64 && (row == 3 || row == 6)))
		return false;
	value = IRExpr_Load(Iend_LE, rows[row].type, load_address(lifting));
	extend = sized(lifting, rows[row].narrow, rows[row].wide);
	if (extend != Iop_INVALID)
		value = unary(extend, value);
	put(lifting, to_of(lifting->code), value);
	return true;
}

static bool store(struct rt_riscv_lifting *lifting)
{
	static const IROp narrow[] = {Iop_32to8, Iop_32to16, Iop_INVALID};
	static const IROp wide[] = {Iop_64to8, Iop_64to16, Iop_64to32,
				    Iop_INVALID};
	unsigned function = function_of(lifting->code);
	IRExpr *value = get(lifting, right_of(lifting->code));
	IROp cut;

	if (function > (lifting->xlen->is_64 ? 3 : 2))
		return false;
	cut = lifting->xlen->is_64 ? wide[function] : narrow[function];
	if (cut != Iop_INVALID)
		value = unary(cut, value);
	add(lifting, IRStmt_Store(Iend_LE, store_address(lifting), value));
	return true;
}

/* A narrow value in a wide register has ones above it ("NaN boxing"). */
static IRExpr *box(IRExpr *narrow)
{
	return binary(Iop_32HLto64, IRExpr_Const(IRConst_U32(UINT32_MAX)),
		      narrow);
}

static bool load_float(struct rt_riscv_lifting *lifting)
{
	unsigned function = function_of(lifting->code);
	IRExpr *address = load_address(lifting);

	if (function == 2)
		put_float(lifting, to_of(lifting->code),
			  box(IRExpr_Load(Iend_LE, Ity_I32, address)));
	else if (function == 3)
		put_float(lifting, to_of(lifting->code),
			  IRExpr_Load(Iend_LE, Ity_I64, address));
	return function == 2 || function == 3;
}

static bool store_float(struct rt_riscv_lifting *lifting)
{
	unsigned function = function_of(lifting->code);
	IRExpr *value = get_float(lifting, right_of(lifting->code));

	if (function != 2 && function != 3)
		return false;
	add(lifting,
	    IRStmt_Store(Iend_LE, store_address(lifting),
			 function == 2 ? unary(Iop_64to32, value) : value));
	return true;
}

/* What an atomic operation stores, of what it loaded: chapter "A", AMOs. */
static IRExpr *amo(unsigned operation, bool is_wide, IRExpr *old, IRExpr *value)
{
	IROp less;

	switch (operation) {
	case 0x00:
		return binary(is_wide ? Iop_Add64 : Iop_Add32, old, value);
	case 0x01:
		return value;
	case 0x04:
		return binary(is_wide ? Iop_Xor64 : Iop_Xor32, old, value);
	case 0x08:
		return binary(is_wide ? Iop_Or64 : Iop_Or32, old, value);
	case 0x0c:
		return binary(is_wide ? Iop_And64 : Iop_And32, old, value);
	case 0x10:
	case 0x14:
		less = is_wide ? Iop_CmpLT64S : Iop_CmpLT32S;
		break;
	case 0x18:
	case 0x1c:
		less = is_wide ? Iop_CmpLT64U : Iop_CmpLT32U;
		break;
	default:
		return NULL;
	}
	if (operation & 4) /* the greater of the two */
		return IRExpr_ITE(binary(less, old, value), value, old);
	return IRExpr_ITE(binary(less, old, value), old, value);
}

static void load_reserved(struct rt_riscv_lifting *lifting, bool is_wide)
{
	IRTemp old =
		newIRTemp(lifting->block->tyenv, is_wide ? Ity_I64 : Ity_I32);
	IRExpr *value = IRExpr_RdTmp(old);

	add(lifting, IRStmt_LLSC(Iend_LE, old,
				 get(lifting, left_of(lifting->code)), NULL));
	put(lifting, to_of(lifting->code),
	    is_wide ? value : from_word(lifting, value));
}

static void store_conditional(struct rt_riscv_lifting *lifting, bool is_wide)
{
	IRTemp done = newIRTemp(lifting->block->tyenv, Ity_I1);
	IRExpr *value = get(lifting, right_of(lifting->code));

	add(lifting,
	    IRStmt_LLSC(Iend_LE, done, get(lifting, left_of(lifting->code)),
			is_wide ? value : low_word(lifting, value)));
	put(lifting, to_of(lifting->code),
	    from_bit(lifting, unary(Iop_Not1, IRExpr_RdTmp(done))));
}

static bool atomic(struct rt_riscv_lifting *lifting)
{
	uint32_t code = lifting->code;
	bool is_wide = function_of(code) == 3;
	unsigned operation = upper_of(code) >> 2;
	IRType type = is_wide ? Ity_I64 : Ity_I32;
	IRExpr *address, *old, *value;
	IRTemp seen;

	if ((is_wide && !lifting->xlen->is_64) ||
	    (!is_wide && function_of(code) != 2))
		return false;
	if (operation == 2 || operation == 3) {
		(operation == 2 ? load_reserved : store_conditional)(lifting,
								     is_wide);
		return true;
	}
	address = keep(lifting, get(lifting, left_of(code)));
	value = get(lifting, right_of(code));
	value = keep(lifting, is_wide ? value : low_word(lifting, value));
	old = keep(lifting, IRExpr_Load(Iend_LE, type, address));
	value = amo(operation, is_wide, old, value);
	if (!value)
		return false;
	seen = newIRTemp(lifting->block->tyenv, type);
	add(lifting,
	    IRStmt_CAS(mkIRCAS(IRTemp_INVALID, seen, Iend_LE, address, NULL,
			       old, NULL, keep(lifting, value))));
	put(lifting, to_of(code), is_wide ? old : from_word(lifting, old));
	return true;
}

/* Moves between integer and floating-point registers, and among the latter. */
bool rt_riscv_lift_move(struct rt_riscv_lifting *lifting)
{
	uint32_t code = lifting->code;
	unsigned upper = upper_of(code), from = left_of(code);
	bool is_64 = lifting->xlen->is_64;

	if (is_64 && upper == 0x71 && !function_of(code) && !right_of(code))
		put(lifting, to_of(code), get_float(lifting, from));
	else if (upper == 0x70 && !function_of(code) && !right_of(code))
		put(lifting, to_of(code),
		    from_word(lifting,
			      unary(Iop_64to32, get_float(lifting, from))));
	else if (is_64 && upper == 0x79 && !function_of(code) &&
		 !right_of(code))
		put_float(lifting, to_of(code), get(lifting, from));
	else if (upper == 0x78 && !function_of(code) && !right_of(code))
		put_float(lifting, to_of(code),
			  box(low_word(lifting, get(lifting, from))));
	else if ((upper == 0x10 || upper == 0x11) && !function_of(code) &&
		 from == right_of(code))
		put_float(lifting, to_of(code), get_float(lifting, from));
	else
		return false;
	return true;
}

/* What accesses memory; false for other instructions too. */
bool rt_riscv_lift_memory(struct rt_riscv_lifting *lifting)
{
	switch (opcode_of(lifting->code)) {
	case 0x03:
		return load(lifting);
	case 0x07:
		return load_float(lifting);
	case 0x23:
		return store(lifting);
	case 0x27:
		return store_float(lifting);
	case 0x2f:
		return atomic(lifting);
	default:
		return false;
	}
}
