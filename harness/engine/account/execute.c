/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lifts the block at a state's counter. libVEX gives up on s390x's EX and EXRL,
 * which carry out another instruction with one byte changed (Principles of
 * Operation, chapter 7, "EXECUTE"): that instruction is lifted in their place.
 */
#include <string.h>

#include "harness/engine/account/lift.h"
#include "harness/engine/account/walk.h"

enum {
	block_most = 60,
	instruction_most = 6,
	op_ex = 0x44,
	op_exrl = 0xc6, /* with 0 in the lower half of the next byte */
};

static unsigned length_of(uint8_t first)
{
	return first < 0x40 ? 2 : first < 0xc0 ? 4 : 6;
}

static bool is_execute(const uint8_t *bytes)
{
	return bytes[0] == op_ex || (bytes[0] == op_exrl && !(bytes[1] & 15));
}

/* How many instructions there are before the next EX, at most block_most. */
static unsigned before_execute(const struct rt_walk *walk, uint64_t address)
{
	unsigned count = 0;

	for (; count < block_most; count++) {
		const uint8_t *bytes =
			rt_space_bytes(walk->space, address, instruction_most);

		if (!bytes || is_execute(bytes))
			break;
		address += length_of(bytes[0]);
	}
	return count;
}

static rt_term general(const struct rt_run *run, unsigned number)
{
	struct rt_walk *walk = run->walk;

	return rt_state_get(run->state, walk->guest, &walk->terms,
			    walk->guest->general.first + 8 * (int)number, 8);
}

/* Where the instruction lies that EX or EXRL carries out. */
static rt_term target_of(const struct rt_run *run, const uint8_t *bytes)
{
	struct rt_walk *walk = run->walk;
	unsigned index = bytes[1] & 15, base = bytes[2] >> 4;
	rt_term target;

	if (bytes[0] == op_exrl) {
		int32_t distance = (int32_t)rt_arch_number(walk->guest->arch,
							   bytes + 2, 4);

		return rt_term_number(&walk->terms,
				      run->state->counter +
					      2 * (uint64_t)(int64_t)distance,
				      8);
	}
	target = rt_term_number(&walk->terms,
				(uint64_t)(bytes[2] & 15) << 8 | bytes[3], 8);
	if (index)
		target = rt_fold_add(&walk->fold, target, general(run, index));
	if (base)
		target = rt_fold_add(&walk->fold, target, general(run, base));
	return target;
}

/*
 * The instruction, changed by the lowest byte of a register unless that is
 * register 0; false when one of the two is not known.
 */
static bool build(const struct rt_run *run, const uint8_t *bytes,
		  uint8_t instruction[instruction_most])
{
	struct rt_walk *walk = run->walk;
	unsigned reg = bytes[1] >> 4;
	uint64_t change = 0, address;
	const uint8_t *target;

	if (!rt_term_get_number(&walk->terms, target_of(run, bytes), &address))
		return false;
	if (reg && !rt_term_get_number(
			   &walk->terms,
			   rt_term_slice(&walk->terms, general(run, reg), 0, 1),
			   &change))
		return false;
	target = rt_space_bytes(walk->space, address, instruction_most);
	if (!target || is_execute(target))
		return false;
	memcpy(instruction, target, instruction_most);
	instruction[1] |= (uint8_t)change;
	return true;
}

static void give_up(struct rt_run *run, const char *why)
{
	rt_state_open(run->state, run->at, "%s", why);
	rt_way_end(run->walk, run->state);
}

static IRSB *lift_executed(struct rt_run *run, const uint8_t *bytes)
{
	uint8_t instruction[instruction_most];
	IRSB *block;

	if (!build(run, bytes, instruction)) {
		give_up(run, "an instruction that EXECUTE makes of data");
		return NULL;
	}
	run->ends = run->state->counter + length_of(instruction[0]);
	run->goes_on = run->state->counter + length_of(bytes[0]);
	block = rt_lift(run->walk->guest, instruction, run->state->counter, 1);
	if (!block)
		give_up(run, "an instruction on which libVEX gives up");
	return block;
}

IRSB *rt_walk_lift(struct rt_run *run, const uint8_t *bytes)
{
	const struct rt_walk *walk = run->walk;
	unsigned most = block_most;
	IRSB *block;

	if (walk->guest->vex == VexArchS390X) {
		most = before_execute(walk, run->state->counter);
		if (!most)
			return lift_executed(run, bytes);
	}
	block = rt_lift(walk->guest, bytes, run->state->counter, most);
	if (!block)
		give_up(run, "an instruction on which libVEX gives up");
	return block;
}
