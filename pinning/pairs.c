/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "pinning/candidates.h"

static const char *const sharing_name[RT_SHARE_COUNT] = {
	[RT_SHARE_SMT] = "smt",	  [RT_SHARE_L2] = "l2",
	[RT_SHARE_L3] = "l3",	  [RT_SHARE_PACKAGE] = "package",
	[RT_SHARE_NUMA] = "numa", [RT_SHARE_NONE] = "none",
};

static const char *const sharing_meaning[RT_SHARE_COUNT] = {
	[RT_SHARE_SMT] = "two threads of one core, which share its L1: the "
			 "line never leaves the core",
	[RT_SHARE_L2] = "two cores under one L2",
	[RT_SHARE_L3] = "two cores under one L3",
	[RT_SHARE_PACKAGE] = "two cores of one package that share no cache: "
			     "the line crosses the package",
	[RT_SHARE_NUMA] = "of one NUMA node and share nothing nearer (a "
			  "virtual machine may only pretend so)",
	[RT_SHARE_NONE] = "on two NUMA nodes: the line takes the longest way "
			  "that there is",
};

const char *rt_sharing_name(enum rt_sharing sharing)
{
	return sharing_name[sharing];
}

static void copy(char *into, size_t size, struct rt_text *text)
{
	const char *string = rt_text_string(text);
	size_t length = strnlen(string, size - 1);

	memcpy(into, string, length);
	into[length] = '\0';
	rt_text_free(text);
}

static void add_shared(struct rt_text *text, const struct rt_candidate *found)
{
	static const char *const thing[RT_SHARE_COUNT] = {
		[RT_SHARE_SMT] = "core",       [RT_SHARE_L2] = "L2",
		[RT_SHARE_L3] = "L3",	       [RT_SHARE_PACKAGE] = "package",
		[RT_SHARE_NUMA] = "NUMA node", [RT_SHARE_NONE] = "nothing",
	};
	bool is_cache =
		found->sharing == RT_SHARE_L2 || found->sharing == RT_SHARE_L3;

	rt_text_add(text, thing[found->sharing]);
	if (is_cache) {
		hwloc_obj_t cache = found->first->within[found->sharing];

		rt_text_add(text, " of ");
		rt_topology_add_size(text, cache->attr->cache.size);
	}
	if (found->sharing < RT_SHARE_NUMA &&
	    !hwloc_bitmap_intersects(found->first->nodes, found->second->nodes))
		rt_text_add(text, ", not the NUMA node");
}

static void add_kinds(struct rt_text *text, const struct rt_topology *topology,
		      const struct rt_candidate *found)
{
	int first = found->first->kind;
	int second = found->second->kind;

	if (rt_topology_kind_count(topology) == 1)
		return;
	if (first == second)
		rt_text_format(text, "same kind (%s)",
			       rt_topology_kind_name(topology, first));
	else
		rt_text_format(
			text, "%s+%s",
			rt_topology_kind_name(topology,
					      first > second ? first : second),
			rt_topology_kind_name(topology,
					      first > second ? second : first));
}

static void describe(const struct rt_topology *topology,
		     const struct rt_candidate *found, const char *reason,
		     struct rt_pair *pair)
{
	struct rt_text shares = RT_TEXT_INIT;
	struct rt_text kinds = RT_TEXT_INIT;
	struct rt_text why = RT_TEXT_INIT;

	pair->first = found->first->cpu;
	pair->second = found->second->cpu;
	pair->sharing = found->sharing;
	add_shared(&shares, found);
	copy(pair->shares, sizeof(pair->shares), &shares);
	add_kinds(&kinds, topology, found);
	copy(pair->kinds, sizeof(pair->kinds), &kinds);
	rt_text_format(&why, "%s: CPUs %d and %d are %s.", reason, pair->first,
		       pair->second, sharing_meaning[found->sharing]);
	copy(pair->why, sizeof(pair->why), &why);
}

/* Fills @pairs with @count candidates, all with the same reason. */
static int give(const struct rt_topology *topology,
		const struct rt_candidate *candidate, size_t count,
		const char *reason, struct rt_pairs *pairs,
		struct rt_error *error)
{
	pairs->pair = calloc(count, sizeof(*pairs->pair));
	if (!pairs->pair)
		return rt_no_memory(error);
	pairs->count = count;
	for (size_t i = 0; i < count; i++)
		describe(topology, &candidate[i], reason, &pairs->pair[i]);
	return 0;
}

static const char *auto_reason(const struct rt_candidate *found)
{
	switch (found->sharing) {
	case RT_SHARE_SMT:
		return "There is nothing else, since one core is usable";
	case RT_SHARE_L2:
	case RT_SHARE_L3:
		return "Cores that share a cache tear most often";
	default:
		return "No two usable cores share a cache, and these are the "
		       "nearest";
	}
}

static int give_auto(const struct rt_topology *topology,
		     const struct rt_candidates *candidates,
		     struct rt_pairs *pairs, struct rt_error *error)
{
	const struct rt_candidate *chosen = &candidates->candidate[0];

	for (size_t i = 0; i < candidates->count; i++) {
		if (candidates->candidate[i].sharing == RT_SHARE_SMT)
			continue;
		chosen = &candidates->candidate[i];
		break;
	}
	return give(topology, chosen, 1, auto_reason(chosen), pairs, error);
}

static int no_such_pair(const struct rt_candidates *candidates,
			const char *word, struct rt_error *error)
{
	struct rt_text kinds = RT_TEXT_INIT;

	for (size_t i = 0; i < candidates->count; i++) {
		enum rt_sharing sharing = candidates->candidate[i].sharing;

		if (i && candidates->candidate[i - 1].sharing == sharing)
			continue;
		rt_text_format(&kinds, "%s%s", i ? ", " : "",
			       sharing_name[sharing]);
	}
	rt_fail(error, RT_USAGE,
		"no two usable CPUs here are a pair of kind '%s'; kinds that "
		"there are: %s",
		word, rt_text_string(&kinds));
	rt_text_free(&kinds);
	return RT_USAGE;
}

static int give_kind(const struct rt_topology *topology,
		     const struct rt_candidates *candidates, const char *word,
		     struct rt_pairs *pairs, struct rt_error *error)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct rt_candidate *found = &candidates->candidate[i];

		if (!strcmp(word, sharing_name[found->sharing]))
			return give(topology, found, 1,
				    "The first pair of the kind asked for",
				    pairs, error);
	}
	return no_such_pair(candidates, word, error);
}

static int give_found(const struct rt_topology *topology,
		      const struct rt_candidates *candidates, const char *word,
		      struct rt_pairs *pairs, struct rt_error *error)
{
	if (!*word || !strcmp(word, "auto"))
		return give_auto(topology, candidates, pairs, error);
	if (!strcmp(word, "all"))
		return give(topology, candidates->candidate, candidates->count,
			    "One of each kind", pairs, error);
	return give_kind(topology, candidates, word, pairs, error);
}

static int give_word(const struct rt_topology *topology,
		     const struct rt_seats *seats, const char *word,
		     struct rt_pairs *pairs, struct rt_error *error)
{
	struct rt_candidates candidates = {NULL, 0};
	int code = rt_candidates_find(seats, &candidates, error);

	if (!code)
		code = give_found(topology, &candidates, word, pairs, error);
	free(candidates.candidate);
	return code;
}

/* Checks the two CPUs that the user named: usable and different. */
static int check_numbers(const struct rt_topology *topology, const int cpu[2],
			 struct rt_error *error)
{
	int code = rt_topology_check_cpu(topology, cpu[0], error);

	if (!code)
		code = rt_topology_check_cpu(topology, cpu[1], error);
	if (!code && cpu[0] == cpu[1])
		return rt_fail(error, RT_USAGE,
			       "CPU %d is named twice; two threads race only "
			       "on two CPUs",
			       cpu[0]);
	return code;
}

static int give_numbers(const struct rt_topology *topology,
			const struct rt_seats *seats, const int cpu[2],
			struct rt_pairs *pairs, struct rt_error *error)
{
	struct rt_candidate found = {RT_SHARE_NONE, rt_seat_find(seats, cpu[0]),
				     rt_seat_find(seats, cpu[1])};

	found.sharing = rt_seat_sharing(found.first, found.second);
	return give(topology, &found, 1, "Named by number", pairs, error);
}

/* Reads a number of at most six digits; moves @text past it. */
static bool take_number(const char **text, int *number)
{
	size_t digits = strspn(*text, "0123456789");

	if (!digits || digits > 6)
		return false;
	*number = (int)strtol(*text, NULL, 10);
	*text += digits;
	return true;
}

static bool are_numbers(const char *word, int cpu[2])
{
	return take_number(&word, &cpu[0]) && *word++ == ',' &&
	       take_number(&word, &cpu[1]) && !*word;
}

static bool is_word(const char *word)
{
	if (!*word || !strcmp(word, "auto") || !strcmp(word, "all"))
		return true;
	for (int i = 0; i < RT_SHARE_COUNT; i++)
		if (!strcmp(word, sharing_name[i]))
			return true;
	return false;
}

static int too_few(const struct rt_topology *topology, struct rt_error *error)
{
	struct rt_text list = RT_TEXT_INIT;

	rt_topology_usable_list(topology, &list);
	rt_fail(error, RT_SETUP,
		"only one CPU may be used (CPU %s), and a race needs two; "
		"widen the affinity (taskset), the cgroup's cpuset or the "
		"virtual machine",
		rt_text_string(&list));
	rt_text_free(&list);
	return RT_SETUP;
}

int rt_pairs_choose(const struct rt_topology *topology, const char *word,
		    struct rt_pairs *pairs, struct rt_error *error)
{
	struct rt_seats seats = {NULL, 0};
	int cpu[2] = {-1, -1};
	bool numbers = are_numbers(word, cpu);
	int code;

	*pairs = (struct rt_pairs){NULL, 0};
	if (!numbers && !is_word(word))
		return rt_fail(
			error, RT_USAGE,
			"'%s' is not a pair of CPUs; use auto, all, smt, "
			"l2, l3, package, numa, none, or two CPU "
			"numbers such as 0,1",
			word);
	code = numbers ? check_numbers(topology, cpu, error) : RT_OK;
	if (code)
		return code;
	if (rt_topology_usable_count(topology) < 2)
		return too_few(topology, error);
	code = rt_seats_fill(topology, &seats, error);
	if (!code && numbers)
		code = give_numbers(topology, &seats, cpu, pairs, error);
	else if (!code)
		code = give_word(topology, &seats, word, pairs, error);
	free(seats.seat);
	return code;
}

void rt_pairs_free(struct rt_pairs *pairs)
{
	free(pairs->pair);
	*pairs = (struct rt_pairs){NULL, 0};
}
