/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/take.h"

#include <stdio.h>

#include "harness/engine/codegen/codegen.h"
#include "harness/engine/codegen/listing.h"
#include "harness/verdict/aligned.h"
#include "harness/verdict/change.h"

void rt_run_take_verdict(struct rt_run *run, const struct rt_verdict *verdict)
{
	snprintf(run->verdict, sizeof(run->verdict), "%s",
		 rt_outcome_word(verdict->outcome));
	snprintf(run->outcome, sizeof(run->outcome), "%s",
		 rt_outcome_word(rt_outcome_of(verdict)));
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s",
		 verdict->reason);
	snprintf(run->emulator, sizeof(run->emulator), "%s",
		 verdict->emulator ? verdict->emulator : "");
	snprintf(run->emitted, sizeof(run->emitted), "%s",
		 rt_emission_name(verdict->emitted));
	snprintf(run->permitted, sizeof(run->permitted), "%s",
		 rt_race_name(verdict->permitted));
	snprintf(run->disagreement, sizeof(run->disagreement), "%s",
		 verdict->disagreement);
	snprintf(run->aligned, sizeof(run->aligned), "%s",
		 rt_aligned_word(verdict->aligned));
	run->twice = verdict->twice;
}

void rt_witness_take(struct rt_witness *witness,
		     const struct rt_judgement *judgement)
{
	const struct rt_step_result *step = rt_judgement_step(judgement);

	*witness = (struct rt_witness){.seen = false};
	if (step)
		rt_step_take_witness(step, witness);
}

void rt_run_take_judgement(struct rt_run *run,
			   const struct rt_judgement *judgement)
{
	rt_run_take_verdict(run, &judgement->verdict);
	if (judgement->verdict.outcome == RT_OUTCOME_TORN)
		rt_witness_take(&run->witness, judgement);
}

/* The listing as lines; NULL when the module lacks the function. */
static char *list_function(const char *path, const char *symbol)
{
	struct rt_listing listing = {.count = 0};
	struct rt_text text = RT_TEXT_INIT;

	if (!rt_listing(&listing, path, symbol, NULL))
		rt_listing_text(&listing, &text);
	rt_listing_free(&listing);
	return text.data;
}

void rt_run_take_code(struct rt_run *run, const char *path, const char *symbol)
{
	run->instructions = list_function(path, symbol);
	run->called = list_function(path, "memcpy");
}

struct rt_observed rt_observed_take(int64_t run,
				    const struct rt_observation *seen)
{
	struct rt_observed observed = {.run = run};

	snprintf(observed.engine, sizeof(observed.engine), "%s", seen->engine);
	snprintf(observed.outcome, sizeof(observed.outcome), "%s",
		 rt_observation_word(seen->outcome));
	snprintf(observed.emission, sizeof(observed.emission), "%s",
		 rt_emission_name(seen->emission));
	snprintf(observed.race, sizeof(observed.race), "%s",
		 rt_race_name(seen->race));
	snprintf(observed.emulator, sizeof(observed.emulator), "%s",
		 seen->emulator ? seen->emulator : "");
	snprintf(observed.reason, sizeof(observed.reason), "%s", seen->reason);
	return observed;
}
