/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/riscv.h"

#include <stdbool.h>
#include <stddef.h>

/* Exported by libvex-amd64-linux.a; declared in no installed header. */
extern void vexSetAllocModeTEMP_and_clear(void);

/* What depends on XLEN, the width of an integer register. */
struct xlen {
	bool is_64;
	unsigned bytes;
	int floats, counter; /* offsets in the state */
};

static const struct xlen xlen_64 = {
	.is_64 = true,
	.bytes = 8,
	.floats = offsetof(struct rt_riscv64_state, f),
	.counter = offsetof(struct rt_riscv64_state, pc),
};

static const struct xlen xlen_32 = {
	.bytes = 4,
	.floats = offsetof(struct rt_riscv32_state, f),
	.counter = offsetof(struct rt_riscv32_state, pc),
};

/* One instruction on its way into a block. */
struct lifting {
	const struct xlen *xlen;
	IRSB *block;
	uint64_t address;
	uint32_t code;
	unsigned length;
	bool is_over; /* the block ends with this instruction */
};

/* Fields of an instruction: the manual, "Base Instruction Formats". */
static unsigned opcode_of(uint32_t code)
{
	return code & 0x7f;
}

static unsigned to_of(uint32_t code)
{
	return code >> 7 & 31;
}

static unsigned function_of(uint32_t code)
{
	return code >> 12 & 7;
}

static unsigned left_of(uint32_t code)
{
	return code >> 15 & 31;
}

static unsigned right_of(uint32_t code)
{
	return code >> 20 & 31;
}

static unsigned upper_of(uint32_t code)
{
	return code >> 25;
}

static int64_t immediate_of(uint32_t code)
{
	return (int32_t)code >> 20;
}

static int64_t store_offset_of(uint32_t code)
{
	return ((int32_t)code >> 25) * 32 + (int32_t)to_of(code);
}

static int64_t branch_offset_of(uint32_t code)
{
	return ((int32_t)(code & 0x80000000) >> 19) |
	       (int32_t)((code & 0x80) << 4 | (code >> 20 & 0x7e0) |
			 (code >> 7 & 0x1e));
}

static int64_t jump_offset_of(uint32_t code)
{
	return ((int32_t)(code & 0x80000000) >> 11) |
	       (int32_t)((code & 0xff000) | (code >> 9 & 0x800) |
			 (code >> 20 & 0x7fe));
}

/* The operation of 32 or 64 bits that XLEN asks for. */
static IROp sized(const struct lifting *lifting, IROp narrow, IROp wide)
{
	return lifting->xlen->is_64 ? wide : narrow;
}

static IRConst *constant(const struct lifting *lifting, uint64_t value)
{
	return lifting->xlen->is_64 ? IRConst_U64(value)
				    : IRConst_U32((UInt)value);
}

static IRExpr *number(const struct lifting *lifting, uint64_t value)
{
	return IRExpr_Const(constant(lifting, value));
}

static Int at_register(const struct lifting *lifting, unsigned reg)
{
	return (Int)(lifting->xlen->bytes * reg);
}

static Int at_float(const struct lifting *lifting, unsigned reg)
{
	return lifting->xlen->floats + (Int)(8 * reg);
}

static IRExpr *get(const struct lifting *lifting, unsigned reg)
{
	if (!reg)
		return number(lifting, 0);
	return IRExpr_Get(at_register(lifting, reg),
			  lifting->xlen->is_64 ? Ity_I64 : Ity_I32);
}

static IRExpr *get_float(const struct lifting *lifting, unsigned reg)
{
	return IRExpr_Get(at_float(lifting, reg), Ity_I64);
}

static IRExpr *unary(IROp operation, IRExpr *a)
{
	return IRExpr_Unop(operation, a);
}

static IRExpr *binary(IROp operation, IRExpr *a, IRExpr *b)
{
	return IRExpr_Binop(operation, a, b);
}

static IRExpr *low_word(const struct lifting *lifting, IRExpr *a)
{
	return lifting->xlen->is_64 ? unary(Iop_64to32, a) : a;
}

static IRExpr *from_word(const struct lifting *lifting, IRExpr *a)
{
	return lifting->xlen->is_64 ? unary(Iop_32Sto64, a) : a;
}

static IRExpr *from_bit(const struct lifting *lifting, IRExpr *a)
{
	return unary(sized(lifting, Iop_1Uto32, Iop_1Uto64), a);
}

static IRExpr *sum(const struct lifting *lifting, IRExpr *a, int64_t b)
{
	return binary(sized(lifting, Iop_Add32, Iop_Add64), a,
		      number(lifting, (uint64_t)b));
}

/* Where an instruction loads from, or an operation on immediates. */
static IRExpr *load_address(const struct lifting *lifting)
{
	return sum(lifting, get(lifting, left_of(lifting->code)),
		   immediate_of(lifting->code));
}

static IRExpr *store_address(const struct lifting *lifting)
{
	return sum(lifting, get(lifting, left_of(lifting->code)),
		   store_offset_of(lifting->code));
}

static void add(struct lifting *lifting, IRStmt *statement)
{
	addStmtToIRSB(lifting->block, statement);
}

/* A temporary with the value: a load takes place though nothing uses it. */
static IRExpr *keep(struct lifting *lifting, IRExpr *value)
{
	IRTemp temporary =
		newIRTemp(lifting->block->tyenv,
			  typeOfIRExpr(lifting->block->tyenv, value));

	add(lifting, IRStmt_WrTmp(temporary, value));
	return IRExpr_RdTmp(temporary);
}

static void put(struct lifting *lifting, unsigned reg, IRExpr *value)
{
	value = keep(lifting, value);
	if (reg)
		add(lifting, IRStmt_Put(at_register(lifting, reg), value));
}

static void put_float(struct lifting *lifting, unsigned reg, IRExpr *value)
{
	add(lifting, IRStmt_Put(at_float(lifting, reg), keep(lifting, value)));
}

static void end(struct lifting *lifting, IRExpr *next, IRJumpKind kind)
{
	lifting->block->next = next;
	lifting->block->jumpkind = kind;
	lifting->is_over = true;
}

static bool load(struct lifting *lifting)
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

static bool store(struct lifting *lifting)
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

static bool load_float(struct lifting *lifting)
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

static bool store_float(struct lifting *lifting)
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

static IRExpr *shift_count(const struct lifting *lifting, IRExpr *count,
			   uint64_t most)
{
	return unary(sized(lifting, Iop_32to8, Iop_64to8),
		     binary(sized(lifting, Iop_And32, Iop_And64), count,
			    number(lifting, most)));
}

/* The operation that funct3 names; @is_other is bit 30: sub, sra. */
static IRExpr *arithmetic(const struct lifting *lifting, unsigned function,
			  bool is_other, IRExpr *a, IRExpr *b)
{
	switch (function) {
	case 0:
		return binary(is_other ? sized(lifting, Iop_Sub32, Iop_Sub64)
				       : sized(lifting, Iop_Add32, Iop_Add64),
			      a, b);
	case 1:
		return binary(
			sized(lifting, Iop_Shl32, Iop_Shl64), a,
			shift_count(lifting, b, 8 * lifting->xlen->bytes - 1));
	case 2:
		return from_bit(lifting, binary(sized(lifting, Iop_CmpLT32S,
						      Iop_CmpLT64S),
						a, b));
	case 3:
		return from_bit(lifting, binary(sized(lifting, Iop_CmpLT32U,
						      Iop_CmpLT64U),
						a, b));
	case 4:
		return binary(sized(lifting, Iop_Xor32, Iop_Xor64), a, b);
	case 5:
		return binary(
			is_other ? sized(lifting, Iop_Sar32, Iop_Sar64)
				 : sized(lifting, Iop_Shr32, Iop_Shr64),
			a,
			shift_count(lifting, b, 8 * lifting->xlen->bytes - 1));
	case 6:
		return binary(sized(lifting, Iop_Or32, Iop_Or64), a, b);
	default:
		return binary(sized(lifting, Iop_And32, Iop_And64), a, b);
	}
}

static IRExpr *arithmetic_word(const struct lifting *lifting, unsigned function,
			       bool is_other, IRExpr *a, IRExpr *b)
{
	switch (function) {
	case 0:
		return from_word(lifting,
				 binary(is_other ? Iop_Sub32 : Iop_Add32,
					low_word(lifting, a),
					low_word(lifting, b)));
	case 1:
		return from_word(lifting,
				 binary(Iop_Shl32, low_word(lifting, a),
					shift_count(lifting, b, 31)));
	case 5:
		return from_word(lifting,
				 binary(is_other ? Iop_Sar32 : Iop_Shr32,
					low_word(lifting, a),
					shift_count(lifting, b, 31)));
	default:
		return NULL;
	}
}

/* The manual, chapter "M"; NULL: an operation that is not known here. */
static IRExpr *multiply(const struct lifting *lifting, unsigned function,
			IRExpr *a, IRExpr *b)
{
	switch (function) {
	case 0:
		return binary(sized(lifting, Iop_Mul32, Iop_Mul64), a, b);
	case 1:
		return unary(
			sized(lifting, Iop_64HIto32, Iop_128HIto64),
			binary(sized(lifting, Iop_MullS32, Iop_MullS64), a, b));
	case 3:
		return unary(
			sized(lifting, Iop_64HIto32, Iop_128HIto64),
			binary(sized(lifting, Iop_MullU32, Iop_MullU64), a, b));
	case 4:
		return binary(sized(lifting, Iop_DivS32, Iop_DivS64), a, b);
	case 5:
		return binary(sized(lifting, Iop_DivU32, Iop_DivU64), a, b);
	case 6:
		return binary(
			sized(lifting, Iop_Sub32, Iop_Sub64), a,
			binary(sized(lifting, Iop_Mul32, Iop_Mul64),
			       binary(sized(lifting, Iop_DivS32, Iop_DivS64), a,
				      b),
			       b));
	case 7:
		return binary(
			sized(lifting, Iop_Sub32, Iop_Sub64), a,
			binary(sized(lifting, Iop_Mul32, Iop_Mul64),
			       binary(sized(lifting, Iop_DivU32, Iop_DivU64), a,
				      b),
			       b));
	default:
		return NULL;
	}
}

static IRExpr *multiply_word(const struct lifting *lifting, unsigned function,
			     IRExpr *a, IRExpr *b)
{
	IRExpr *x = low_word(lifting, a), *y = low_word(lifting, b);
	IROp divide = function & 1 ? Iop_DivU32 : Iop_DivS32;

	if (!function)
		return from_word(lifting, binary(Iop_Mul32, x, y));
	if (function < 4)
		return NULL;
	if (function < 6)
		return from_word(lifting, binary(divide, x, y));
	return from_word(lifting,
			 binary(Iop_Sub32, x,
				binary(Iop_Mul32, binary(divide, x, y), y)));
}

static bool register_operation(struct lifting *lifting, bool is_word)
{
	uint32_t code = lifting->code;
	unsigned function = function_of(code), upper = upper_of(code);
	IRExpr *a = get(lifting, left_of(code)),
	       *b = get(lifting, right_of(code)), *value;

	if (upper == 1)
		value = is_word ? multiply_word(lifting, function, a, b)
				: multiply(lifting, function, a, b);
	else if (upper && upper != 0x20)
		return false;
	else
		value = is_word ? arithmetic_word(lifting, function, upper, a,
						  b)
				: arithmetic(lifting, function, upper, a, b);
	if (value)
		put(lifting, to_of(code), value);
	return value;
}

static bool immediate_operation(struct lifting *lifting, bool is_word)
{
	uint32_t code = lifting->code;
	unsigned function = function_of(code);
	bool is_other = function == 5 && code >> 30 & 1;
	IRExpr *a = get(lifting, left_of(code));
	IRExpr *b = number(lifting, (uint64_t)immediate_of(code));
	IRExpr *value =
		is_word ? arithmetic_word(lifting, function, is_other, a, b)
			: arithmetic(lifting, function, is_other, a, b);

	/* Other bits above a shift's count are other instructions. */
	if ((function == 1 || function == 5) &&
	    code >> 25 & ~(lifting->xlen->is_64 ? 0x21u : 0x20u))
		return false;
	if (value)
		put(lifting, to_of(code), value);
	return value;
}

static bool branch(struct lifting *lifting)
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

static bool jump(struct lifting *lifting)
{
	unsigned to = to_of(lifting->code);

	put(lifting, to, number(lifting, lifting->address + lifting->length));
	end(lifting,
	    number(lifting,
		   lifting->address + (uint64_t)jump_offset_of(lifting->code)),
	    to ? Ijk_Call : Ijk_Boring);
	return true;
}

static bool jump_register(struct lifting *lifting)
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

static void load_reserved(struct lifting *lifting, bool is_wide)
{
	IRTemp old =
		newIRTemp(lifting->block->tyenv, is_wide ? Ity_I64 : Ity_I32);
	IRExpr *value = IRExpr_RdTmp(old);

	add(lifting, IRStmt_LLSC(Iend_LE, old,
				 get(lifting, left_of(lifting->code)), NULL));
	put(lifting, to_of(lifting->code),
	    is_wide ? value : from_word(lifting, value));
}

static void store_conditional(struct lifting *lifting, bool is_wide)
{
	IRTemp done = newIRTemp(lifting->block->tyenv, Ity_I1);
	IRExpr *value = get(lifting, right_of(lifting->code));

	add(lifting,
	    IRStmt_LLSC(Iend_LE, done, get(lifting, left_of(lifting->code)),
			is_wide ? value : low_word(lifting, value)));
	put(lifting, to_of(lifting->code),
	    from_bit(lifting, unary(Iop_Not1, IRExpr_RdTmp(done))));
}

static bool atomic(struct lifting *lifting)
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
static bool move_float(struct lifting *lifting)
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

static bool system(struct lifting *lifting)
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

/* What accesses memory; false for other instructions too. */
static bool lift_memory(struct lifting *lifting)
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

static bool lift_one(struct lifting *lifting)
{
	uint32_t code = lifting->code;
	uint64_t upper = (uint64_t)(int64_t)(int32_t)(code & 0xfffff000);

	switch (opcode_of(code)) {
	case 0x0f: /* fence, fence.i */
		return function_of(code) < 2;
	case 0x13:
		return immediate_operation(lifting, false);
	case 0x17:
		put(lifting, to_of(code),
		    number(lifting, lifting->address + upper));
		return true;
	case 0x1b:
		return lifting->xlen->is_64 &&
		       immediate_operation(lifting, true);
	case 0x33:
		return register_operation(lifting, false);
	case 0x37:
		put(lifting, to_of(code), number(lifting, upper));
		return true;
	case 0x3b:
		return lifting->xlen->is_64 &&
		       register_operation(lifting, true);
	case 0x53:
		return move_float(lifting);
	case 0x63:
		return branch(lifting);
	case 0x67:
		return jump_register(lifting);
	case 0x6f:
		return jump(lifting);
	case 0x73:
		return system(lifting);
	default:
		return lift_memory(lifting);
	}
}

/* Reads the next instruction; false when there is none. */
static bool fetch(struct lifting *lifting, const uint8_t *bytes, size_t size)
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

static IRSB *lift_block(const struct xlen *xlen, const uint8_t *bytes,
			size_t size, uint64_t address, unsigned most)
{
	struct lifting lifting = {.xlen = xlen, .address = address};

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
