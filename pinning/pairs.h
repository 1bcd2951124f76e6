/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pairs of CPUs for two racing threads, classified by what the CPUs share.
 *
 * Plain data; thread-safe as long as no two threads use the same struct
 * rt_pairs.
 */
#ifndef RT_PINNING_PAIRS_H
#define RT_PINNING_PAIRS_H

#include <stddef.h>

#include "harness/base/error.h"
#include "pinning/topology.h"

/* The nearest thing that two CPUs share, nearest first. */
enum rt_sharing {
	RT_SHARE_SMT,	  /* two threads of one core */
	RT_SHARE_L2,	  /* two cores under one L2 */
	RT_SHARE_L3,	  /* two cores under one L3 */
	RT_SHARE_PACKAGE, /* two cores of a package, no cache in common */
	RT_SHARE_NUMA,	  /* two packages on one NUMA node */
	RT_SHARE_NONE,	  /* two packages and two NUMA nodes */
	RT_SHARE_COUNT,
};

/* "smt", "l2", "l3", "package", "numa" or "none". */
const char *rt_sharing_name(enum rt_sharing sharing);

struct rt_pair {
	int first, second; /* CPU numbers: the guest's and the device's */
	enum rt_sharing sharing;
	char shares[64]; /* sharing, as text: "L3 of 32 MiB" */
	char kinds[40];	 /* "" when all cores are of one kind, else "same
			  * kind (big)" or "big+little" */
	char why[256];	 /* a sentence: what the pair is and why this one */
};

struct rt_pairs {
	struct rt_pair *pair; /* owned; NULL while empty */
	size_t count;
};

/*
 * The pairs that @word asks for, among the usable CPUs:
 *
 *   "smt" .. "none"  one pair with this sharing
 *   "0,1"            these two, in this order: guest, device
 *   "all"            one for each sharing that there is, nearest first
 *   "auto" or ""     the one most apt to show a tear: different cores under
 *                    the nearest cache that two cores share; SMT siblings
 *                    only where there is one core
 *
 * On hybrid machines "all" treats big+big and big+little as two, and the others
 * prefer two cores of one type, the most powerful first. The same machine
 * always gives the same pairs.
 *
 * Returns 0 and at least one pair, which the caller releases with
 * rt_pairs_free(). RT_USAGE for an unknown word, a CPU that is not usable or
 * named twice, or a sharing that no two CPUs of this machine have; RT_SETUP
 * when there are not two usable CPUs: a race then proves nothing, and the
 * verdict is inconclusive. After an error @pairs is empty.
 */
int rt_pairs_choose(const struct rt_topology *topology, const char *word,
		    struct rt_pairs *pairs, struct rt_error *error);

void rt_pairs_free(struct rt_pairs *pairs);

#endif
