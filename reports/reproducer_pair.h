/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a reproducer of 128 bits has more: the type, and the other side's access
 * by the machine's own instruction. No built-in function is used, since
 * libatomic may take a lock, which the accessor does not take. Constants; any
 * thread.
 */
#ifndef RT_REPORTS_REPRODUCER_PAIR_H
#define RT_REPORTS_REPRODUCER_PAIR_H

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "reports/reproducer.h"

/*
 * Appends uint128_t, SHOW(), and LOAD(p) or STORE(p, v), whichever is the other
 * side's. RT_USAGE on machines of which it knows no such access.
 */
int rt_reproducer_pair(const struct rt_reproducer *reproducer,
		       struct rt_text *out, struct rt_error *error);

#endif
