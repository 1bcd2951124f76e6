/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/violation.h"

__attribute__((cold)) void rt_vq_violations_add(
	struct rt_vq_violations *violations,
	const struct rt_vq_violation *violation,
	const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS])
{
	struct rt_vq_violation *kept;

	if (violations->count++ >= RT_VQ_MOST_VIOLATIONS)
		return;
	kept = &violations->entry[violations->count - 1];
	*kept = *violation;
	rt_vq_invariant_message(kept->message, sizeof(kept->message),
				kept->invariant, arguments);
}
