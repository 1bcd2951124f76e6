/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds the term of an operation on terms: simplified as far as following
 * code needs it, so that equal values get equal terms and each byte keeps what
 * it derives from. An operation without a rule is an application.
 *
 * Each rule holds for every value that the operands may have. Not thread-safe
 * for one pool.
 */
#ifndef RT_ENGINE_ACCOUNT_FOLD_H
#define RT_ENGINE_ACCOUNT_FOLD_H

#include "harness/engine/account/term.h"

/*
 * Operations of applications that the rules know; numbers below RT_OP_FIRST are
 * VEX's IROp, numbers from RT_OP_HELPER on are its helper functions.
 */
enum rt_operation {
	RT_OP_FIRST = 0x10000,
	/* Bytes from bytes. */
	RT_OP_AND = RT_OP_FIRST,
	RT_OP_OR,
	RT_OP_XOR,
	RT_OP_FUNNEL, /* byte a shifted left by c, filled from byte b */
	RT_OP_SIGN,   /* 0xff if byte a is negative, else 0 */
	RT_OP_PLACE,  /* the byte that has bit a at position b, else zeros */
	/* Bits. */
	RT_OP_BIT, /* bit b of byte a */
	RT_OP_NOT_BIT,
	RT_OP_AND_BIT,
	RT_OP_OR_BIT,
	RT_OP_XOR_BIT,
	RT_OP_EQUAL,
	RT_OP_LESS, /* unsigned */
	RT_OP_LESS_SIGNED,
	/* Any size. */
	RT_OP_ADD,
	RT_OP_SUBTRACT,
	RT_OP_MULTIPLY,
	RT_OP_SHIFT_LEFT,
	RT_OP_SHIFT_RIGHT,
	RT_OP_SHIFT_RIGHT_SIGNED,
	RT_OP_SELECT, /* b if bit a, else c */
	RT_OP_ORDER,  /* as 8, 4 and 2: less, greater, equal; unsigned */
	RT_OP_ORDER_SIGNED,
	RT_OP_TABLE,  /* what constant memory has at address a */
	RT_OP_CHOSEN, /* the address that the resolver a returns */
	RT_OP_HELPER,
};

/* The address space and what is known of it. */
struct rt_fold {
	struct rt_terms *terms;
	unsigned pointer_bytes;
	unsigned field_alignment; /* in bytes; a power of 2 */
	/* The stack pointer at entry is a multiple of this plus a residue. */
	unsigned stack_alignment;
	/*
	 * An address of the stack was rounded farther: how far from there
	 * others are is not known from then on.
	 */
	bool has_rounded;
};

/* Bits. The operands of the comparisons have the same size. */
rt_term rt_fold_not(struct rt_fold *fold, rt_term bit);
rt_term rt_fold_and_bit(struct rt_fold *fold, rt_term a, rt_term b);
rt_term rt_fold_or_bit(struct rt_fold *fold, rt_term a, rt_term b);
rt_term rt_fold_equal(struct rt_fold *fold, rt_term a, rt_term b);
rt_term rt_fold_less(struct rt_fold *fold, rt_term a, rt_term b,
		     bool is_signed);
/* The lowest bit of @a. */
rt_term rt_fold_to_bit(struct rt_fold *fold, rt_term a);
/* @bit as a number of @size bytes, 0 or 1. */
rt_term rt_fold_from_bit(struct rt_fold *fold, rt_term bit, unsigned size);
/* @bit in each bit of @size bytes. */
rt_term rt_fold_spread_bit(struct rt_fold *fold, rt_term bit, unsigned size);

/* One byte each: RT_OP_AND, RT_OP_OR, RT_OP_XOR, as far as it goes. */
rt_piece rt_fold_byte(struct rt_fold *fold, enum rt_operation how, rt_piece a,
		      rt_piece b);
/* The same for operands of any one size. */
rt_term rt_fold_bytes(struct rt_fold *fold, enum rt_operation how, rt_term a,
		      rt_term b);
rt_term rt_fold_complement(struct rt_fold *fold, rt_term a);
rt_term rt_fold_zeros(struct rt_fold *fold, unsigned size);
rt_term rt_fold_extend(struct rt_fold *fold, rt_term a, unsigned size,
		       bool is_signed);
/* @high above @low. */
rt_term rt_fold_join(struct rt_fold *fold, rt_term high, rt_term low);
/* RT_OP_SHIFT_LEFT and its kin, by @amount bits, of any size. */
rt_term rt_fold_shift(struct rt_fold *fold, enum rt_operation how, rt_term a,
		      rt_term amount);

/* Byte @above shifted left by @bits, from 1 to 7, filled from byte @below. */
rt_term rt_fold_funnel(struct rt_fold *fold, rt_term above, rt_term below,
		       rt_term bits);

/* Of the same size, from 1 to 8 bytes. */
rt_term rt_fold_add(struct rt_fold *fold, rt_term a, rt_term b);
rt_term rt_fold_subtract(struct rt_fold *fold, rt_term a, rt_term b);
rt_term rt_fold_multiply(struct rt_fold *fold, rt_term a, rt_term b);
/* RT_OP_AND of numbers that may be addresses. */
rt_term rt_fold_and(struct rt_fold *fold, rt_term a, rt_term b);
rt_term rt_fold_select(struct rt_fold *fold, rt_term bit, rt_term a, rt_term b);
rt_term rt_fold_order(struct rt_fold *fold, rt_term a, rt_term b,
		      bool is_signed);

/* fold_known.c: whether the byte is a number, and which. */
bool rt_fold_is_byte(const struct rt_fold *fold, rt_piece piece,
		     unsigned *byte);
/* Whether the byte is one bit at a position, and zeros. */
bool rt_fold_is_placed(const struct rt_fold *fold, rt_piece piece, rt_term *bit,
		       unsigned *position);
/* The bits of a byte that may be set. */
unsigned rt_fold_possible(const struct rt_fold *fold, rt_piece piece);
/* Whether all bits of the byte in @mask are known; they are in @bits then. */
bool rt_fold_known(const struct rt_fold *fold, rt_piece piece, unsigned mask,
		   unsigned *bits);
/* What the address @node is a multiple of, before its number is added. */
uint64_t rt_fold_alignment(const struct rt_fold *fold,
			   const struct rt_term_node *node);

/* The bit that @bit is the negation of; RT_OP_NOT_BIT is never nested. */
bool rt_fold_is_not(const struct rt_fold *fold, rt_term bit, rt_term *of);
/* Whether @term is an application of @operation. */
bool rt_fold_is(const struct rt_fold *fold, rt_term term,
		enum rt_operation operation);

#endif
