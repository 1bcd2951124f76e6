/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/codegen/judge.h"
#include "harness/engine/codegen/path.h"

/* An accessor needs tens of instructions and a few paths. */
enum {
	most_steps = 6000,
	most_steps_in_all = 60000,
	most_paths = 256,
	most_waiting = 64,
	longest_instruction = 16,
	longest_it_block = 18,
};

struct waiting {
	struct rt_path *path[most_waiting];
	size_t count;
};

/* The instruction at @address, which may lie in a thumb `it` block. */
static size_t disassemble(const struct rt_walk *walk, struct rt_path *path,
			  cs_insn **list, size_t *index)
{
	const struct rt_arch_capstone *own = walk->architecture->arch->capstone;
	bool odd = own->has_odd_mode && path->here & 1;
	uint64_t address = odd ? path->here & ~1ULL : path->here;
	uint64_t start = address;
	size_t length;
	size_t count;
	const uint8_t *code;

	if (path->it_block && address > path->it_block &&
	    address - path->it_block < longest_it_block)
		start = path->it_block;
	code = rt_image_bytes(walk->image, start, &length);
	if (!code)
		return 0;
	if (length > longest_instruction + longest_it_block)
		length = longest_instruction + longest_it_block;
	if (own->has_odd_mode)
		cs_option(walk->capstone, CS_OPT_MODE,
			  odd ? own->odd_mode : own->mode);
	count = cs_disasm(walk->capstone, code, length, start,
			  start == address ? 1 : 5, list);
	for (*index = 0; *index < count; ++*index)
		if ((*list)[*index].address == address)
			return count;
	if (count)
		cs_free(*list, count);
	return 0;
}

static struct rt_path *copy(const struct rt_path *path, uint64_t here)
{
	struct rt_path *other = malloc(sizeof(*other));

	if (!other)
		return NULL;
	*other = *path;
	other->here = here;
	other->is_forked = false;
	return other;
}

/*
 * Where nothing new is known for the third time, going on brings nothing but
 * more of the same.
 */
static bool is_going_round(struct rt_path *path)
{
	uint64_t mark = rt_machine_hash(&path->machine) ^ path->here << 1;
	int seen = 0;

	for (size_t i = 0; i < path->forks; i++)
		seen += path->fork[i] == mark;
	if (path->forks < RT_FORKS)
		path->fork[path->forks++] = mark;
	return seen >= 2;
}

static void fork_path(struct rt_walk *walk, struct rt_path *path,
		      const struct rt_path *before,
		      const struct rt_effects *effects, struct waiting *waiting)
{
	bool is_last =
		effects->list[effects->count - 1].kind == RT_EFFECT_BRANCH;
	struct rt_path *other;

	if (is_going_round(path)) {
		path->is_dropped = true;
		return;
	}
	if (path->forks == RT_FORKS || waiting->count == most_waiting) {
		rt_path_unknown(path,
				"how often the code at 0x%llx is repeated is "
				"not known",
				(unsigned long long)path->here);
		path->is_ended = true;
		return;
	}
	other = copy(is_last ? path : before, path->other);
	walk->no_memory |= !other;
	if (!other)
		return;
	other->forks = path->forks;
	memcpy(other->fork, path->fork, sizeof(path->fork));
	waiting->path[waiting->count++] = other;
}

enum { most_ranges = 4096 };

/* Keeps that the instruction was walked, as a part of a range if it can. */
static void cover(struct rt_walk *walk, const cs_insn *instruction)
{
	struct rt_codegen *codegen = walk->codegen;
	uint64_t begin = instruction->address;
	struct rt_codegen_range *grown;

	for (size_t i = codegen->covered_count; i-- > 0;) {
		struct rt_codegen_range *range = &codegen->covered[i];

		if (begin < range->begin || begin > range->end)
			continue;
		if (range->end < begin + instruction->size)
			range->end = begin + instruction->size;
		return;
	}
	if (codegen->covered_count == most_ranges) {
		codegen->covers_more = true;
		return;
	}
	grown = realloc(codegen->covered,
			(codegen->covered_count + 1) * sizeof(*grown));
	walk->no_memory |= !grown;
	if (!grown)
		return;
	codegen->covered = grown;
	grown[codegen->covered_count++] =
		(struct rt_codegen_range){begin, begin + instruction->size};
}

static void step(struct rt_walk *walk, struct rt_path *path,
		 struct waiting *waiting)
{
	struct rt_effects effects = {.count = 0};
	struct rt_path before = *path;
	cs_insn *list = NULL;
	size_t index = 0;
	size_t count = disassemble(walk, path, &list, &index);

	if (!count) {
		rt_path_unknown(path, "no instruction at 0x%llx",
				(unsigned long long)path->here);
		path->is_ended = true;
		return;
	}
	if (!strncmp(list[index].mnemonic, "it", 2) &&
	    walk->architecture->arch->capstone->has_odd_mode)
		path->it_block = list[index].address;
	cover(walk, &list[index]);
	walk->architecture->decode(&effects, walk->capstone, &list[index]);
	rt_path_do(walk, path, &effects, &list[index]);
	if (path->is_forked && !path->is_dropped)
		fork_path(walk, path, &before, &effects, waiting);
	cs_free(list, count);
	path->steps++;
}

/* To its end; it may leave others waiting. */
static void follow(struct rt_walk *walk, struct rt_path *path,
		   struct waiting *waiting, unsigned int *steps)
{
	unsigned int stack = walk->architecture->arch->call->stack;

	while (!path->is_ended && !path->is_dropped && !walk->no_memory) {
		step(walk, path, waiting);
		if (path->machine.reg[stack].kind != RT_VALUE_STACK) {
			rt_path_unknown(path,
					"where the stack is was lost "
					"before 0x%llx",
					(unsigned long long)path->here);
			path->is_ended = true;
		}
		if (path->steps > most_steps || ++*steps > most_steps_in_all) {
			rt_path_unknown(path,
					"it runs on at 0x%llx for longer "
					"than can be followed",
					(unsigned long long)path->here);
			path->is_ended = true;
		}
	}
	if (!path->is_dropped)
		rt_judge_path(walk->codegen, path->touch, path->touches,
			      path->unknown);
}

static void follow_all(struct rt_walk *walk, struct waiting *waiting)
{
	unsigned int steps = 0;

	while (waiting->count && !walk->no_memory) {
		struct rt_path *path = waiting->path[--waiting->count];

		if (walk->codegen->paths >= most_paths) {
			rt_path_unknown(path, "there are more than %d paths",
					most_paths);
			path->is_ended = true;
		}
		follow(walk, path, waiting, &steps);
		free(path);
	}
	while (waiting->count)
		free(waiting->path[--waiting->count]);
}

static struct rt_address_facts facts_of(const struct rt_arch *arch,
					unsigned int alignment)
{
	return (struct rt_address_facts){
		.pointer_bytes = arch->elf.is_64 ? 8 : 4,
		.field_alignment = alignment ? alignment : 1,
		.stack_alignment = arch->call->stack_alignment,
		.stack_residue = arch->call->stack_residue,
	};
}

int rt_walk(struct rt_codegen *codegen, const struct rt_image *image,
	    const struct rt_architecture *architecture, csh capstone,
	    uint64_t entry, unsigned int alignment, struct rt_error *error)
{
	struct rt_walk walk = {
		.codegen = codegen,
		.image = image,
		.architecture = architecture,
		.facts = facts_of(architecture->arch, alignment),
		.capstone = capstone,
	};
	struct waiting waiting = {.count = 0};
	struct rt_path *first = calloc(1, sizeof(*first));

	if (!first)
		return rt_no_memory(error);
	rt_machine_enter(&first->machine, architecture, entry);
	first->here = entry;
	waiting.path[waiting.count++] = first;
	follow_all(&walk, &waiting);
	if (walk.no_memory)
		return rt_no_memory(error);
	rt_judge_all(codegen);
	return RT_OK;
}
