/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Terms: what the account knows of a value, and what the value derives from.
 *
 * A term is an index into a pool. Equal terms have equal indexes, so that two
 * values are known to be equal when their terms are. Every term is one of:
 *
 *   linear   number + field * (the field's address) + stack * (the stack
 *            pointer at entry); a number when both factors are 0;
 *   unknown  any value: each unknown is another one;
 *   bytes    each byte is a byte of another term, or a number;
 *   apply    the result of an operation whose operands are terms.
 *
 * A term has from 1 to 32 bytes, byte 0 the lowest, or is a bit, of size 0.
 * Not thread-safe for one pool. A pool that runs out of memory or of indexes
 * sets @failed and from then on gives unknown terms that derive from
 * everything.
 */
#ifndef RT_ENGINE_ACCOUNT_TERM_H
#define RT_ENGINE_ACCOUNT_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t rt_term;

enum {
	RT_TERM_BYTES_MOST = 32,
	RT_TERM_OPERANDS_MOST = 8,
	/* Accesses of one way, each with a bit of rt_origins. */
	RT_ACCESSES_MOST = 48,
};

/* What a value derives from: a set of bits. */
typedef uint64_t rt_origins;

#define RT_FROM_ACCESS(number) ((rt_origins)1 << (number))
static const rt_origins RT_FROM_ACCESSES = ((rt_origins)1 << 48) - 1;
/* The value that is to be stored. */
static const rt_origins RT_FROM_ARGUMENT = (rt_origins)1 << 48;
/* The address of the field, and that of the stack. */
static const rt_origins RT_FROM_FIELD = (rt_origins)1 << 49;
static const rt_origins RT_FROM_STACK = (rt_origins)1 << 50;
/* Other memory that can change. */
static const rt_origins RT_FROM_MEMORY = (rt_origins)1 << 51;
/* Registers at entry, and what the CPU answers: a counter, its features. */
static const rt_origins RT_FROM_OUTSIDE = (rt_origins)1 << 52;

/* Whether it is one access, and nothing else. */
static inline bool rt_is_from_access(rt_origins from)
{
	return from && !(from & (from - 1)) && from & RT_FROM_ACCESSES;
}

/* Byte @byte of a term, in one word: an element of registers and memory. */
typedef uint32_t rt_piece;

enum rt_term_kind {
	RT_TERM_LINEAR,
	RT_TERM_UNKNOWN,
	RT_TERM_BYTES,
	RT_TERM_APPLY,
};

struct rt_term_node {
	uint8_t kind; /* enum rt_term_kind */
	uint8_t size; /* in bytes; 0: a bit */
	uint8_t count;
	uint8_t depth;	     /* of applications within one another */
	int8_t field, stack; /* factors of a linear term */
	uint32_t operation;  /* of an application */
	uint32_t first;	     /* of @count pieces or operands in the pool */
	uint64_t number;     /* of a linear term */
	rt_origins from;     /* of all bytes together */
};

struct rt_terms {
	struct rt_term_node *node;
	size_t count, capacity;
	uint32_t *word; /* pieces of bytes, operands of applications */
	size_t words, word_capacity;
	uint32_t *slot; /* a hash table of indexes, 0: empty */
	size_t slots;	/* a power of 2 */
	bool failed;
};

/* False without memory. Release with rt_terms_free() in every case. */
bool rt_terms_init(struct rt_terms *terms);
void rt_terms_free(struct rt_terms *terms);

static inline const struct rt_term_node *rt_term_look(
	const struct rt_terms *terms, rt_term term)
{
	return &terms->node[term];
}

/* @number is cut to @size bytes; @size 0 is a bit, at most 8 bytes. */
rt_term rt_term_number(struct rt_terms *terms, uint64_t number, unsigned size);
/* A linear term with factors @field and @stack, from -1 to 1. */
rt_term rt_term_linear(struct rt_terms *terms, uint64_t number, int field,
		       int stack, unsigned size);
rt_term rt_term_unknown(struct rt_terms *terms, rt_origins from, unsigned size);
/*
 * The result of @operation, any number that the caller gives a meaning, on
 * @count operands; @from is added to what they derive from. An application
 * that is too deep becomes an unknown of the same origins.
 */
rt_term rt_term_apply(struct rt_terms *terms, uint32_t operation,
		      const rt_term *operand, unsigned count, unsigned size);
/* Operand @number of an application. */
rt_term rt_term_operand(const struct rt_terms *terms, rt_term term,
			unsigned number);

rt_piece rt_piece_of(rt_term term, unsigned byte);
rt_term rt_piece_term(rt_piece piece);
unsigned rt_piece_byte(rt_piece piece);

/* The term of @count pieces, from 1 to 32, the lowest first. */
rt_term rt_term_gather(struct rt_terms *terms, const rt_piece *pieces,
		       unsigned count);
/* Byte @byte of @term in its simplest form: of a number, another bytes' … */
rt_piece rt_term_piece(struct rt_terms *terms, rt_term term, unsigned byte);
/* @count bytes of @term from byte @first on. */
rt_term rt_term_slice(struct rt_terms *terms, rt_term term, unsigned first,
		      unsigned count);

bool rt_term_is_number(const struct rt_terms *terms, rt_term term);
/* True, with the number in @number, if @term is one; else @number stays. */
bool rt_term_get_number(const struct rt_terms *terms, rt_term term,
			uint64_t *number);
rt_origins rt_term_from(const struct rt_terms *terms, rt_term term);
/* What the byte of @piece derives from. */
rt_origins rt_piece_from(const struct rt_terms *terms, rt_piece piece);

#endif
