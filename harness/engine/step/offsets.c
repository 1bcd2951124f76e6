/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/offsets.h"

enum { line = 64, page = 4096, avail_idx = 2 };

unsigned rt_step_offsets(const struct rt_question *question,
			 unsigned offset[RT_STEP_OFFSETS_MOST])
{
	unsigned bytes = rt_question_alignment(question);
	unsigned within = question->within, count = 0, first, size;

	first = within ? within : avail_idx % bytes ? 0 : avail_idx;
	size = question->object ? question->object : question->width / 8;

	if (question->offset >= 0) {
		offset[0] = (unsigned)question->offset;
		return 1;
	}
	offset[count++] = first;
	for (unsigned place = within;
	     place < line && count < RT_STEP_OFFSETS_MOST - RT_STEP_LINES - 1;
	     place += bytes)
		if (place != first)
			offset[count++] = place;
	for (unsigned i = 1; i < RT_STEP_LINES; i++)
		offset[count++] = i * line + first;
	/* Code may avoid to read past the end of a page. */
	offset[count++] = (page - size) / bytes * bytes + within;
	offset[count++] = ((page - size) / bytes - 1) * bytes + within;
	return count;
}
