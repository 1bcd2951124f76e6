/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/record.h"

#include "harness/record/fields.h"

void rt_run_free(struct rt_run *run)
{
	if (!run)
		return;
	rt_fields_free(&rt_run_shape, run);
	*run = (struct rt_run){.id = 0};
}

void rt_evidence_free(struct rt_evidence *evidence)
{
	rt_fields_free(&rt_evidence_shape, evidence);
	*evidence = (struct rt_evidence){.run = 0};
}

void rt_finding_free(struct rt_finding *finding)
{
	if (!finding)
		return;
	rt_fields_free(&rt_finding_shape, finding);
	*finding = (struct rt_finding){.id = 0};
}
