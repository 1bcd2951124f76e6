/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A torn value taken apart: which of its bytes is of which published value.
 *
 * A pair is a struct rt_torn whose before and after are two published values
 * that its value mixes; a window is one whose before and after are the first
 * and the last value published while it was read. The hammer keeps a pair
 * where it found one (corpora/drivers/judge.h), the virtqueue a window
 * (oracle.h). Any thread.
 */
#ifndef RT_REPORTS_MIXTURE_H
#define RT_REPORTS_MIXTURE_H

#include <stdbool.h>

#include "harness/base/text.h"
#include "harness/record/record.h"

/* Whether each byte of the value is that byte of before or of after. */
bool rt_mixes(const struct rt_torn *torn);

/*
 * Finds in the @window of a 16-bit index the closest two values that its
 * value mixes. @step is what each store added, the last one perhaps less; 0
 * when that is not known, and then only the ends were surely published.
 * False when there are no such two; @pair is then the window.
 */
bool rt_mixture_in_window(struct rt_torn *pair, const struct rt_torn *window,
			  unsigned int step);

/*
 * "0x01ff: high byte of 0x0100, low byte of 0x00ff"; for wider fields halves
 * where these are what is mixed, else "byte 3 of" and "bytes 2 to 0 of",
 * byte 0 the lowest. Of the two values of @pair only.
 */
void rt_say_mixture(struct rt_text *out, const struct rt_torn *pair,
		    unsigned int width);

#endif
