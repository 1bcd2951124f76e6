/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/ways.h"

const struct rt_account_site *rt_step_site(
	const struct rt_step_recorder *recorder, uint64_t pc)
{
	const struct rt_account *account = recorder->run->account;
	uint64_t address =
		account ? rt_ground_accounted(recorder->ground, pc) : 0;

	return address ? rt_account_site_at(account, address) : NULL;
}

/* Whether @touch is of the instruction of @access, and lies within it. */
static bool is_part(const struct rt_step_recorder *recorder,
		    const struct rt_step_access *access,
		    const struct rt_account_touch *touch)
{
	const struct rt_account *account = recorder->run->account;

	return touch->site < account->sites &&
	       rt_step_site(recorder, access->pc) ==
		       &account->site[touch->site] &&
	       touch->offset >= access->offset &&
	       touch->offset + touch->bytes <= access->offset + access->size;
}

/*
 * Takes the touches from @at on that make up the reads, or the writes, of
 * @access: libVEX may make several of one. False when they do not.
 */
static bool take_touches(const struct rt_step_recorder *recorder,
			 const struct rt_account_way *way,
			 const struct rt_step_access *access, bool writes,
			 unsigned *at)
{
	unsigned bytes = 0, next = *at;

	while (bytes < access->size && next < RT_ACCOUNT_TOUCHES) {
		const struct rt_account_touch *touch = &way->touch[next];

		if (next == way->touches || touch->writes != writes ||
		    !is_part(recorder, access, touch))
			return false;
		bytes += touch->bytes;
		next++;
	}
	/* No more than so many are kept. */
	if (bytes != access->size && next < RT_ACCOUNT_TOUCHES)
		return false;
	*at = next;
	return true;
}

/*
 * Whether the first @count accesses of the run are those of @way, in order;
 * all of them, if the run @has_ended. A compare-and-swap reads and writes in a
 * run, and only reads on a way on which it does not store.
 */
static bool has_accesses(const struct rt_step_recorder *recorder,
			 const struct rt_account_way *way, unsigned count,
			 bool has_ended)
{
	unsigned at = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct rt_step_access *access =
			&recorder->trace->access[i];
		bool reads = access->reads;

		if (reads && !take_touches(recorder, way, access, false, &at))
			return false;
		if (access->writes &&
		    !take_touches(recorder, way, access, true, &at) && !reads)
			return false;
	}
	return !has_ended || at == way->touches || at == RT_ACCOUNT_TOUCHES;
}

static uint32_t bit_of(unsigned way)
{
	return (uint32_t)1 << way;
}

/* How many accesses the run had before the instruction that it is at. */
static unsigned accesses_before(const struct rt_step_trace *trace)
{
	unsigned count = trace->access_count;

	while (count && trace->access[count - 1].step == trace->steps)
		count--;
	return count;
}

static void note_open_ways(struct rt_step_recorder *recorder, uint64_t address)
{
	const struct rt_account *account = recorder->run->account;
	struct rt_step_trace *trace = recorder->trace;

	/* Open ones come first. */
	for (unsigned i = 0;
	     i < account->kept && account->way[i].kind == RT_WAY_OPEN; i++) {
		uint64_t at = account->way[i].reason_at;

		if (account->has_odd_code)
			at &= ~1ull;
		if (at == address &&
		    has_accesses(recorder, &account->way[i],
				 accesses_before(trace), false))
			trace->ways |= bit_of(i);
	}
}

void rt_step_meet(struct rt_step_recorder *recorder, uint64_t pc)
{
	const struct rt_account *account = recorder->run->account;
	uint64_t address;

	if (!account)
		return;
	address = rt_ground_accounted(recorder->ground, pc);
	if (address)
		note_open_ways(recorder, account->has_odd_code ? address & ~1ull
							       : address);
	if (!recorder->trace->unaccounted &&
	    (!address || !rt_account_covers(account, address)))
		recorder->trace->unaccounted = pc;
}

void rt_step_note_ways(struct rt_step_recorder *recorder)
{
	const struct rt_account *account = recorder->run->account;
	struct rt_step_trace *trace = recorder->trace;

	/* Each access is known, even if another CPU would split it. */
	if (!account || (trace->blind && trace->blind != RT_STEP_PIECES))
		return;
	for (unsigned i = 0; i < account->kept; i++)
		if (account->way[i].kind != RT_WAY_OPEN &&
		    has_accesses(recorder, &account->way[i],
				 trace->access_count, true))
			trace->ways |= bit_of(i);
}
