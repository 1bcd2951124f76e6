/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a plan as x86-64 instructions, chosen among many that do the same.
 *
 * The frame: 8 bytes for each operation, a copy of the field as far as it
 * read; then the value, the spilled pointer, and room for a vector.
 */
#include <stdio.h>
#include <string.h>

#include "tests/torture/plan.h"
#include "tests/torture/templates.h"

enum { value_at = 192, pointer_at = 200, vector_at = 208, frame = 248 };

struct writer {
	struct torture_accessor *accessor;
	struct torture_random *random;
	const char *pointer; /* the register that has it */
	int ahead;	     /* bytes of the pointer beyond the field */
	unsigned access;     /* the one that is written next */
};

/* An operation's own words for the placeholders of a template. */
struct words {
	char memory[48], copy[48], value[48];
	unsigned size;
	unsigned count;
};

static const char *const pointers[] = {"%rbx", "%rbp", "%r12",
				       "%r13", "%r14", "%r15"};

static const char *sized(unsigned size, char letter)
{
	static const char *const names[2][4] = {
		{"%al", "%ax", "%eax", "%rax"},
		{"%cl", "%cx", "%ecx", "%rcx"},
	};

	return names[letter == 'c'][__builtin_ctz(size)];
}

static void write_word(const struct writer *writer, const struct words *words,
		       char letter)
{
	struct rt_text *code = &writer->accessor->code;

	switch (letter) {
	case 'M':
		rt_text_add(code, words->memory);
		break;
	case 'D':
		rt_text_add(code, words->copy);
		break;
	case 'R':
		rt_text_add(code, words->value);
		break;
	case 'V':
		rt_text_format(code, "%d(%%rsp)", vector_at);
		break;
	case 'P':
		rt_text_add(code, writer->pointer);
		break;
	case 'S':
		rt_text_format(code, "%d(%%rsp)", pointer_at);
		break;
	case 's':
		rt_text_append(code, &"bwlq"[__builtin_ctz(words->size)], 1);
		break;
	case 'n':
		rt_text_format(code, "%u", words->count);
		break;
	case 'z':
		rt_text_format(code, "%u", words->size);
		break;
	case 'b': /* back from the first unit to the last */
		rt_text_format(code, "%u", (words->count - 1) * words->size);
		break;
	case 'N':
		rt_text_add(code, writer->accessor->symbol);
		break;
	default:
		rt_text_add(code, sized(words->size, letter));
	}
}

static void expand(const struct writer *writer, const struct words *words,
		   const char *pattern)
{
	struct rt_text *code = &writer->accessor->code;

	rt_text_add(code, "\t");
	for (; *pattern; pattern++) {
		if (*pattern == '@')
			write_word(writer, words, *++pattern);
		else if (*pattern == ';')
			rt_text_add(code, "\n\t");
		else
			rt_text_append(code, pattern, 1);
	}
	rt_text_add(code, "\n");
}

static const char *expand_one(const struct writer *writer,
			      const struct words *words,
			      const struct torture_template *list,
			      unsigned count)
{
	const struct torture_template *chosen;

	do {
		chosen = &list[torture_below(writer->random, count)];
	} while (!(chosen->sizes & words->size));
	expand(writer, words, chosen->text);
	return chosen->text;
}

static void write_noise(const struct writer *writer)
{
	const struct words words = {.size = 1};

	while (torture_chance(writer->random, 30))
		expand_one(writer, &words, torture_noise, torture_noise_count);
}

/* The same pointer, perhaps elsewhere, perhaps a few bytes on. */
static void write_pointer_move(struct writer *writer)
{
	struct rt_text *code = &writer->accessor->code;
	const struct words words = {.size = 8};
	const char *to = pointers[torture_below(writer->random, 6)];
	int step = (int)torture_below(writer->random, 200) - 100;

	switch (torture_below(writer->random, 6)) {
	case 0:
		rt_text_format(code, "\tlea %d(%s),%s\n", step, writer->pointer,
			       to);
		writer->pointer = to;
		writer->ahead += step;
		break;
	case 1:
		rt_text_format(code, "\tadd $%d,%s\n", step, writer->pointer);
		writer->ahead += step;
		break;
	case 2:
		rt_text_format(code, "\tmov %s,%s\n", writer->pointer, to);
		writer->pointer = to;
		break;
	default:
		expand_one(writer, &words, torture_moves, torture_moves_count);
	}
}

/* The operand for the byte at @offset; an index register may be needed. */
static void write_place(const struct writer *writer, unsigned offset,
			char *memory, size_t size)
{
	int distance = (int)offset - writer->ahead;
	unsigned scale = 1u << torture_below(writer->random, 4);
	int index = (int)torture_below(writer->random, 40) - 20;

	if (torture_chance(writer->random, 60)) {
		snprintf(memory, size, "%d(%s)", distance, writer->pointer);
		return;
	}
	rt_text_format(&writer->accessor->code, "\tmov $%d,%%r11\n", index);
	snprintf(memory, size, "%d(%s,%%r11,%u)", distance - index * (int)scale,
		 writer->pointer, scale);
}

/* Of bytes, and of fewer than 8 of them, musl's memcpy is such a loop. */
static void write_loop(const struct writer *writer, const struct words *words,
		       bool stores)
{
	bool hides = torture_chance(writer->random, 50);

	if (words->size == 1 && words->count < 8 &&
	    torture_chance(writer->random, 40))
		expand(writer, words, torture_copies[stores][hides]);
	else
		expand(writer, words,
		       stores ? torture_store_loop : torture_load_loop);
}

static void write_store(const struct writer *writer, const struct words *words)
{
	const char *text =
		expand_one(writer, words, torture_stores, torture_stores_count);

	writer->accessor->access[writer->access].is_weak =
		strstr(text, "movnt") != NULL;
}

static void write_access(struct writer *writer,
			 const struct torture_operation *operation,
			 const struct words *words)
{
	bool stores = writer->accessor->stores && !operation->is_read;
	bool looks = operation->is_read || !operation->is_kept;

	if (operation->form == TORTURE_LOOP)
		write_loop(writer, words, stores);
	else if (operation->form == TORTURE_REP)
		expand(writer, words,
		       torture_rep[stores][operation->downwards]);
	else if (stores)
		write_store(writer, words);
	else if (writer->accessor->stores ||
		 (looks && torture_chance(writer->random, 60)))
		expand_one(writer, words, torture_looks, torture_looks_count);
	else
		expand_one(writer, words, torture_loads, torture_loads_count);
	writer->access += operation->count;
}

static void write_operation(struct writer *writer,
			    const struct torture_operation *operation,
			    unsigned number)
{
	struct words words = {.size = operation->size,
			      .count = operation->count};
	unsigned first = operation->offset;

	write_noise(writer);
	while (torture_chance(writer->random, 35))
		write_pointer_move(writer);
	if (operation->downwards)
		first += (operation->count - 1) * operation->size;
	write_place(writer, first, words.memory, sizeof(words.memory));
	snprintf(words.copy, sizeof(words.copy), "%u(%%rsp)",
		 number * 8 + first);
	snprintf(words.value, sizeof(words.value), "%u(%%rsp)",
		 value_at + first);
	write_access(writer, operation, &words);
}

/* Where the copy of field byte @byte is that the value takes. */
static unsigned copy_of(const struct torture_plan *plan,
			const struct torture_accessor *accessor, unsigned byte)
{
	unsigned left = accessor->source[byte], number = 0;

	while (left >= plan->operation[number].count)
		left -= plan->operation[number++].count;
	return number * 8 + byte;
}

/* Byte by byte on the stack, or shifted together in a register. */
static void write_value(const struct writer *writer,
			const struct torture_plan *plan)
{
	struct torture_accessor *accessor = writer->accessor;
	struct rt_text *code = &accessor->code;
	bool shifts = torture_chance(writer->random, 50);

	if (shifts)
		rt_text_add(code, "\txor %eax,%eax\n");
	for (unsigned i = accessor->width / 8; i-- > 0;) {
		rt_text_format(code, "\tmovzbl %u(%%rsp),%%ecx\n",
			       copy_of(plan, accessor, i));
		if (shifts)
			rt_text_add(code, "\tshl $8,%rax\n\tor %rcx,%rax\n");
		else
			rt_text_format(code, "\tmovb %%cl,%u(%%rsp)\n",
				       value_at + i);
	}
	if (!shifts)
		rt_text_format(code, "\tmovq %d(%%rsp),%%rax\n", value_at);
}

/* All from one access: its copy is the value as it is. */
static void write_one_copy(const struct writer *writer,
			   const struct torture_plan *plan)
{
	rt_text_format(&writer->accessor->code, "\tmovq %u(%%rsp),%%rax\n",
		       copy_of(plan, writer->accessor, 0));
}

static bool is_one_copy(const struct torture_plan *plan,
			const struct torture_accessor *accessor)
{
	for (unsigned i = 1; i < accessor->width / 8; i++)
		if (copy_of(plan, accessor, i) !=
		    copy_of(plan, accessor, 0) + i)
			return false;
	return true;
}

static void write_result(const struct writer *writer,
			 const struct torture_plan *plan)
{
	struct torture_accessor *accessor = writer->accessor;

	if (is_one_copy(plan, accessor) && torture_chance(writer->random, 70))
		write_one_copy(writer, plan);
	else
		write_value(writer, plan);
	if (torture_chance(writer->random, 85))
		return;
	rt_text_add(&accessor->code, accessor->width == 16 ? "\trolw $8,%ax\n"
				     : accessor->width == 32
					     ? "\tbswap %eax\n"
					     : "\tbswap %rax\n");
}

static void write_head(struct writer *writer)
{
	const char *name = writer->accessor->symbol;

	rt_text_format(&writer->accessor->code,
		       "\t.text\n\t.globl %s\n\t.type %s,@function\n%s:\n"
		       "\tpush %%rbx\n\tpush %%rbp\n\tpush %%r12\n"
		       "\tpush %%r13\n\tpush %%r14\n\tpush %%r15\n"
		       "\tsub $%d,%%rsp\n\tmov %%rsi,%d(%%rsp)\n"
		       "\tmov %%rdi,%s\n",
		       name, name, name, frame, value_at, writer->pointer);
}

/* A store in the other order of bytes: all of it stores what is made here. */
static void write_swap(const struct writer *writer)
{
	static const char *const swaps[] = {"rolw $8,%ax", "bswap %eax",
					    "bswap %rax"};
	struct torture_accessor *accessor = writer->accessor;

	if (!accessor->stores || torture_chance(writer->random, 85))
		return;
	rt_text_format(&accessor->code,
		       "\tmov %d(%%rsp),%%rax\n\t%s\n\tmov %%rax,%d(%%rsp)\n",
		       value_at, swaps[accessor->width / 32], value_at);
}

static void write_tail(struct writer *writer)
{
	const char *name = writer->accessor->symbol;
	const struct words words = {.size = 1};

	rt_text_format(&writer->accessor->code,
		       "\tadd $%d,%%rsp\n\tpop %%r15\n\tpop %%r14\n"
		       "\tpop %%r13\n\tpop %%r12\n\tpop %%rbp\n\tpop %%rbx\n"
		       "\tret\n\t.size %s,.-%s\n",
		       frame, name, name);
	expand(writer, &words, torture_helpers);
}

void torture_generate(struct torture_accessor *accessor, uint64_t seed)
{
	struct torture_random random = {.state = seed};
	struct torture_plan plan = {.count = 0};
	struct writer writer = {.accessor = accessor, .random = &random};

	*accessor = (struct torture_accessor){.seed = seed};
	snprintf(accessor->symbol, sizeof(accessor->symbol), "torture_%llu",
		 (unsigned long long)seed);
	torture_choose(&plan, accessor, &random);
	writer.pointer = pointers[torture_below(&random, 6)];
	write_head(&writer);
	write_swap(&writer);
	for (unsigned i = 0; i < plan.count; i++)
		write_operation(&writer, &plan.operation[i], i);
	write_noise(&writer);
	if (!accessor->stores)
		write_result(&writer, &plan);
	write_tail(&writer);
}

void torture_free(struct torture_accessor *accessor)
{
	rt_text_free(&accessor->code);
}
