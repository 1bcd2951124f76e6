/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/bound.h"

#include <math.h>

double rt_upper_bound(uint64_t seen, uint64_t tries)
{
	static const double z = 1.6448536269514722; /* 95 %, one-sided */
	double k = (double)seen + 1;
	double root = 1 - 1 / (9 * k) + z / (3 * sqrt(k));
	double most = seen ? k * root * root * root : -log(0.05);

	if (!tries)
		return 1;
	return fmin(most / (double)tries, 1);
}
