/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/take.h"

#include <stdio.h>

#include "harness/engine/codegen/codegen.h"

void rt_run_take_verdict(struct rt_run *run, const struct rt_verdict *verdict)
{
	snprintf(run->verdict, sizeof(run->verdict), "%s",
		 rt_verdict_word(verdict->kind));
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s",
		 verdict->reason);
	snprintf(run->emitted, sizeof(run->emitted), "%s",
		 rt_emission_name(verdict->emitted));
	snprintf(run->permitted, sizeof(run->permitted), "%s",
		 rt_race_name(verdict->permitted));
	snprintf(run->disagreement, sizeof(run->disagreement), "%s",
		 verdict->disagreement);
	run->twice = verdict->twice;
}

struct rt_observed rt_observed_take(int64_t run,
				    const struct rt_observation *seen)
{
	struct rt_observed observed = {.run = run};

	snprintf(observed.engine, sizeof(observed.engine), "%s", seen->engine);
	snprintf(observed.sight, sizeof(observed.sight), "%s",
		 rt_sight_name(seen->sight));
	snprintf(observed.emission, sizeof(observed.emission), "%s",
		 rt_emission_name(seen->emission));
	snprintf(observed.race, sizeof(observed.race), "%s",
		 rt_race_name(seen->race));
	snprintf(observed.reason, sizeof(observed.reason), "%s", seen->reason);
	return observed;
}
