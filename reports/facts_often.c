/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often it tore: of what, on what, and what the figure is not. */
#include "reports/facts.h"

#include <math.h>

#include "reports/wording.h"

/* Below this many the interval is no longer that of a normal distribution. */
enum { least_for_interval = 10 };

/* The 95 % interval of a counted rate, as a part of it. */
static void say_interval(struct rt_text *out, uint64_t count)
{
	if (count >= least_for_interval)
		rt_text_format(out, " +- %.2g %% (95 %%, Poisson)",
			       196 / sqrt((double)count));
}

/* "CPU 0 stored and CPU 1 ran the accessor (AMD EPYC, KVM)". */
static void say_where(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	const struct rt_machine *machine = report->machine;

	if (run->guest_cpu != run->device_cpu)
		rt_text_format(out, " CPU %u %s and CPU %u ran the accessor",
			       run->guest_cpu,
			       rt_run_stores(run) ? "loaded" : "stored",
			       run->device_cpu);
	else
		rt_text_add(out, " Two cores raced");
	if (machine)
		rt_text_format(out, " (%s, %s)", machine->cpu,
			       machine->hypervisor);
}

/* No guest stores like this: whoever reads the rate must know. */
static void say_storm(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	unsigned int width = rt_run_width(run);

	rt_text_add(out, "In a synthetic storm of stores with stride ");
	rt_say_value(out, rt_run_stride(run), width);
	rt_text_add(out, ", without a ring:");
	say_where(out, report, run);
	rt_text_add(out, ". ");
	rt_say_count(out, run->torn);
	rt_text_add(out, " torn in ");
	rt_say_count(out, run->changes);
	rt_text_add(out, " changes seen (");
	rt_say_count(out, run->loads);
	rt_text_add(out, " loads, ");
	rt_say_seconds(out, run->seconds);
	rt_text_add(out, "): ");
	rt_say_rate(out, run->torn, run->seconds);
	say_interval(out, run->torn);
	if (rt_run_has_bound(run)) {
		rt_text_add(out, ", so ");
		rt_say_bound(out, run);
	}
	rt_text_add(out, ".");
}

/* In the modelled ring the index moves as a driver moves it. */
static void say_ring(struct rt_text *out, const struct rt_run *run)
{
	if (!run->pop_calls)
		return;
	rt_text_add(out, " In the modelled ring, where the index moves as "
			 "requests are made: ");
	rt_say_count(out, run->ring_torn);
	rt_text_add(out, " torn in ");
	rt_say_count(out, run->pop_calls);
	rt_text_add(out, " calls of pop (");
	rt_say_seconds(out, run->ring_seconds);
	rt_text_add(out, "): ");
	rt_say_rate(out, run->ring_torn, run->ring_seconds);
	say_interval(out, run->ring_torn);
	rt_text_add(out, ". Neither is the rate of a guest.");
}

static void say_control(struct rt_text *out, const struct rt_run *run)
{
	if (!run->control_changes)
		return;
	rt_text_add(out, " A control that is known to tear tore ");
	rt_say_rate(out, run->control_torn, run->control_seconds);
	rt_text_add(out, " in the same storm.");
	if (!run->control_torn)
		rt_text_add(out, " As it did not either, nothing was learned.");
}

void rt_say_how_often(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	if (!run->loads && rt_run_is_bare(run)) {
		rt_text_add(out, "It cannot be raced, as its machine has no "
				 "threads: how often an interrupt comes there "
				 "is the system's affair.");
		return;
	}
	if (!run->loads) {
		rt_text_add(out, "It was not raced, so there is no rate; the "
				 "step engine needs none (`hammer` races it).");
		return;
	}
	say_storm(out, report, run);
	say_control(out, run);
	say_ring(out, run);
}
