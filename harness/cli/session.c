/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/base/clock.h"
#include "harness/engine/codegen/listing.h"

/* The controls are built by any compiler; what they do does not depend on
 * it: volatile bytes, inline assembly, an atomic, a constant. */
static const char *const control_names[RT_CONTROLS] = {
	[RT_CONTROL_BYTES] = "bytes-volatile",
	[RT_CONTROL_COPY] = "movsb",
	[RT_CONTROL_SOUND] = "atomic-relaxed",
	[RT_CONTROL_NULL] = "null",
};

static bool is_file_name(const char *accessor)
{
	size_t length = strlen(accessor);

	return length > 2 && !strcmp(accessor + length - 2, ".c");
}

/* A source is read more than once, and a pipe would be waited for for ever. */
static int check_source(const char *path, struct rt_error *error)
{
	struct stat is;

	if (stat(path, &is))
		return rt_fail_errno(error, RT_USAGE, errno,
				     "cannot read the accessor source %s; "
				     "check the name",
				     path);
	if (!S_ISREG(is.st_mode))
		return rt_fail(error, RT_USAGE,
			       "the accessor source %s is no file but a "
			       "directory, a pipe or a device; name a C file",
			       path);
	return RT_OK;
}

/* @accessor names one of the corpora, or is a path, which has a slash. */
static int find_source(const struct rt_session *session, const char *accessor,
		       const char **source, struct rt_error *error)
{
	const struct rt_accessor *found;

	*source = accessor;
	if (strchr(accessor, '/'))
		return check_source(accessor, error);
	if (is_file_name(accessor))
		return rt_fail(error, RT_USAGE,
			       "unknown accessor \"%s\"; a file of your own "
			       "is named with a slash: ./%s",
			       accessor, accessor);
	found = rt_accessors_named(&session->accessors, accessor, error);
	if (!found)
		return RT_USAGE;
	*source = rt_text_string(&found->path);
	return RT_OK;
}

static int build_named(struct rt_session *session, const char *accessor,
		       const char *toolchain, const char *flags,
		       struct rt_build *built, struct rt_error *error)
{
	const char *corpora = rt_text_string(&session->cli->corpora);
	struct rt_text include = RT_TEXT_INIT;
	struct rt_cell cell = {.flags = flags};
	int code = find_source(session, accessor, &cell.source, error);

	if (code)
		return code;
	cell.toolchain =
		rt_toolchains_named(&session->toolchains, toolchain, error);
	if (!cell.toolchain)
		return RT_USAGE;
	rt_text_format(&include, "%s/include", corpora);
	cell.include = rt_text_string(&include);
	code = rt_build(built, &cell, rt_text_string(&session->cli->cache),
			error);
	rt_text_free(&include);
	return code;
}

int rt_session_build(struct rt_session *session, const struct rt_trial *trial,
		     struct rt_build *built, struct rt_error *error)
{
	*built = (struct rt_build){.from_cache = false};
	return build_named(session, trial->accessor, trial->toolchain,
			   trial->flags, built, error);
}

/* The movsb control exists on x86 alone: elsewhere the bytes must do. */
static bool is_for_this_machine(enum rt_control control)
{
#if defined(__x86_64__) || defined(__i386__)
	(void)control;
	return true;
#else
	return control != RT_CONTROL_COPY;
#endif
}

static int build_controls(struct rt_session *session, struct rt_error *error)
{
	const char *toolchain;
	int code = RT_OK;

	if (!session->toolchains.count)
		return rt_fail(error, RT_SETUP,
			       "no compiler found in PATH; apt-get install "
			       "gcc libc6-dev");
	toolchain = rt_text_string(&session->toolchains.list[0].name);
	for (int i = 0; i < RT_CONTROLS && !code; i++)
		if (is_for_this_machine((enum rt_control)i))
			code = build_named(session, control_names[i], toolchain,
					   "-O2", &session->control[i], error);
	return code;
}

static int choose_pair(struct rt_session *session, const char *word,
		       struct rt_error *error)
{
	struct rt_pairs pairs = {.count = 0};
	int code = rt_pairs_choose(session->topology, word, &pairs, error);

	if (!code && pairs.count > 1 && strcmp(word, "all") == 0)
		code = rt_fail(error, RT_USAGE,
			       "--pair all is for `topo`; a race has one "
			       "pair: name its kind or its two CPUs");
	if (!code)
		session->pair = pairs.pair[0];
	rt_pairs_free(&pairs);
	if (code != RT_SETUP || rt_topology_usable_count(session->topology) > 1)
		return code;
	rt_fail(&session->no_pair, code, "%s", error->message);
	rt_error_clear(error);
	return RT_OK;
}

static void describe_tools(struct rt_session *session)
{
	const struct rt_toolchains *found = &session->toolchains;
	struct rt_text tools = RT_TEXT_INIT;

	for (size_t i = 0; i < found->compilers.count; i++)
		rt_text_format(
			&tools, "%s %s\n", found->compilers.list[i].name,
			rt_text_string(&found->compilers.list[i].version));
	for (size_t i = 0; i < found->libcs.count; i++)
		rt_text_format(&tools, "%s %s\n", found->libcs.list[i].name,
			       rt_text_string(&found->libcs.list[i].version));
	snprintf(session->machine.tools, sizeof(session->machine.tools), "%s",
		 rt_text_string(&tools));
	rt_text_free(&tools);
}

static int describe_machine(struct rt_session *session, struct rt_error *error)
{
	struct rt_text line = RT_TEXT_INIT;

	rt_machine_describe(&session->machine);
	rt_topology_describe(session->topology, &line);
	snprintf(session->machine.topology, sizeof(session->machine.topology),
		 "%s", rt_text_string(&line));
	rt_text_free(&line);
	describe_tools(session);
	return rt_store_machine_add(session->store, &session->machine,
				    &session->machine_id, error);
}

static int find_things(struct rt_session *session, struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	rt_text_format(&folder, "%s/accessors",
		       rt_text_string(&session->cli->corpora));
	code = rt_cli_check_corpora(session->cli, error);
	if (!code)
		code = rt_accessors_load(&session->accessors,
					 rt_text_string(&folder), error);
	rt_text_free(&folder);
	if (!code)
		code = rt_toolchains_find(&session->toolchains, error);
	return code;
}

/* The trial with the cores and the seed that were chosen for it. */
static struct rt_trial trial_told(const struct rt_session *session,
				  const struct rt_trial *trial)
{
	struct rt_trial told = *trial;

	told.seed = session->seed;
	if (!session->no_pair.code)
		snprintf(told.pair, sizeof(told.pair), "%d,%d",
			 session->pair.first, session->pair.second);
	return told;
}

static void write_command(struct rt_session *session, const char *subcommand,
			  const struct rt_trial *trial, bool with_cell)
{
	struct rt_trial told = trial_told(session, trial);

	rt_text_format(&session->command, "%s %s", session->cli->command,
		       subcommand);
	rt_trial_options(&told, with_cell, &session->command);
}

/* RINGTEAR_PATIENCE: how long a silent accessor is waited for, in seconds. */
static int read_patience(double *seconds, struct rt_error *error)
{
	const char *text = getenv("RINGTEAR_PATIENCE");
	char *end;

	*seconds = 0;
	if (!text || !*text)
		return RT_OK;
	*seconds = strtod(text, &end);
	if (*end || !(*seconds > 0 && *seconds <= 86400))
		return rt_fail(error, RT_USAGE,
			       "RINGTEAR_PATIENCE cannot be '%s'; give it "
			       "seconds above 0, at most 86400, or unset it",
			       text);
	return RT_OK;
}

int rt_session_open(struct rt_session *session, const struct rt_cli *cli,
		    const char *subcommand, const struct rt_trial *trial,
		    bool with_cell, struct rt_error *error)
{
	int code;

	*session = (struct rt_session){.cli = cli};
	session->seed = trial->seed ? trial->seed : rt_random_seed();
	rt_progress_init(&session->progress);
	code = rt_ring_check(trial, error);
	if (!code)
		code = read_patience(&session->grace, error);
	if (!code)
		code = find_things(session, error);
	if (!code)
		code = rt_topology_load(&session->topology, error);
	if (!code)
		code = choose_pair(session, trial->pair, error);
	if (code)
		return code;
	write_command(session, subcommand, trial, with_cell);
	code = build_controls(session, error);
	if (!code)
		code = rt_store_open(rt_text_string(&cli->store),
				     &session->store, error);
	if (!code)
		code = describe_machine(session, error);
	return code;
}

void rt_session_close(struct rt_session *session)
{
	rt_progress_clear(&session->progress);
	for (int i = 0; i < RT_CONTROLS; i++)
		rt_build_free(&session->control[i]);
	rt_error_clear(&session->no_pair);
	rt_text_free(&session->command);
	rt_violations_free(&session->violations);
	rt_store_close(session->store);
	rt_topology_free(session->topology);
	rt_toolchains_free(&session->toolchains);
	rt_accessors_free(&session->accessors);
}

/* While a race runs: who is told, and of which run. */
struct watching {
	struct rt_session *session;
	struct rt_run *run;
};

static void show_progress(void *data, const char *doing, double fraction)
{
	struct rt_session *session = ((struct watching *)data)->session;
	double whole = session->progress_to - session->progress_from;

	rt_progress_draw(&session->progress, doing,
			 session->progress_from + whole * fraction);
}

static void fill_violation(struct rt_violation *violation,
			   const struct rt_ring_violation *seen)
{
	const struct rt_vq_violation *from = &seen->violation;

	violation->seconds = seen->seconds;
	violation->last_avail_idx = from->last_avail_idx;
	violation->shadow_avail_idx = from->shadow_avail_idx;
	violation->inuse = from->inuse;
	violation->pops = from->pops;
	violation->value = from->value_read;
	violation->before = (uint16_t)from->before;
	violation->after = (uint16_t)from->after;
	snprintf(violation->system, sizeof(violation->system), "%s",
		 rt_vq_invariant_system(from->invariant));
	snprintf(violation->invariant, sizeof(violation->invariant), "%s",
		 rt_vq_invariant_name(from->invariant));
	snprintf(violation->message, sizeof(violation->message), "%s",
		 from->message);
}

static int remember(struct rt_violations *all,
		    const struct rt_violation *violation,
		    struct rt_error *error)
{
	struct rt_violation *grown =
		realloc(all->violation, (all->count + 1) * sizeof(*grown));

	if (!grown)
		return rt_fail(error, RT_SETUP, "out of memory");
	all->violation = grown;
	all->violation[all->count++] = *violation;
	return RT_OK;
}

static void print_violation(struct rt_session *session,
			    const struct rt_run *run,
			    const struct rt_violation *violation)
{
	struct rt_text when = RT_TEXT_INIT, what = RT_TEXT_INIT;

	rt_text_format(&when, "%8.4f s", violation->seconds);
	rt_text_format(&what, "%s: %s says \"%s\" after %" PRIu64 " pops",
		       run->title, violation->system, violation->message,
		       violation->pops);
	rt_progress_clear(&session->progress);
	rt_cli_print_beside(rt_text_string(&when), 12, rt_text_string(&what));
	rt_text_free(&when);
	rt_text_free(&what);
	fflush(stdout);
}

/* First into the store, then on the screen: what was shown is never lost. */
static int keep_violation(void *data, const struct rt_ring_violation *seen,
			  struct rt_error *error)
{
	struct watching *watching = data;
	struct rt_session *session = watching->session;
	struct rt_violation violation = {.run = watching->run->id};
	int code;

	fill_violation(&violation, seen);
	code = rt_store_violation_add(session->store, &violation, error);
	if (!code)
		code = remember(&session->violations, &violation, error);
	if (!code && !session->quiet)
		print_violation(session, watching->run, &violation);
	return code;
}

/* A function's instructions, a line each; NULL when it has none here. */
static char *list_function(const char *module, const char *name)
{
	struct rt_listing listing = {.count = 0};
	struct rt_text text = RT_TEXT_INIT;

	if (!rt_listing(&listing, module, name, NULL))
		for (size_t i = 0; i < listing.count; i++)
			rt_text_format(&text, "%s\n", listing.list[i].text);
	rt_listing_free(&listing);
	return text.data;
}

static void describe_build(struct rt_run *run, const struct rt_trial *trial,
			   const struct rt_build *built)
{
	const char *module = rt_text_string(&built->module);
	char name[32];

	snprintf(name, sizeof(name), "ringtear_%s%u", trial->direction,
		 (unsigned)trial->width);
	snprintf(run->provider, sizeof(run->provider), "%s",
		 rt_text_string(&built->provider));
	run->instructions = list_function(module, name);
	run->called = list_function(module, "memcpy");
}

static int begin(struct rt_session *session, const char *title,
		 const struct rt_trial *trial, const struct rt_build *built,
		 struct rt_run *run, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_trial told = trial_told(session, trial);
	int code;

	*run = (struct rt_run){.campaign = session->campaign,
			       .machine = session->machine_id,
			       .seed = session->seed};
	rt_trial_print(&told, &text);
	run->trial = text.data;
	snprintf(run->command, sizeof(run->command), "%s",
		 rt_text_string(&session->command));
	snprintf(run->title, sizeof(run->title), "%s", title);
	snprintf(run->accessor, sizeof(run->accessor), "%s", trial->accessor);
	snprintf(run->toolchain, sizeof(run->toolchain), "%s",
		 trial->toolchain);
	snprintf(run->flags, sizeof(run->flags), "%s", trial->flags);
	snprintf(run->pair, sizeof(run->pair), "%.*s",
		 (int)sizeof(run->pair) - 1, session->pair.why);
	run->requests_wanted = trial->width == 16 ? trial->requests : 0;
	describe_build(run, trial, built);
	code = rt_store_run_begin(session->store, run, error);
	session->campaign = run->campaign;
	return code;
}

static struct rt_torn torn_of(const struct rt_torn_value *value)
{
	return (struct rt_torn){.seen = value->seen,
				.value = value->value,
				.before = value->before,
				.after = value->after};
}

static void take_field(struct rt_run *run,
		       const struct rt_hammer_result *result)
{
	run->loads = result->subject.loads;
	run->changes = result->subject.changes;
	run->torn = result->subject.torn;
	run->unjudged = result->subject.unjudged;
	run->seconds = result->subject.seconds;
	run->torn_upper_bound =
		rt_upper_bound(result->subject.torn, result->subject.changes);
	run->control_torn = result->control.torn;
	run->control_changes = result->control.changes;
	run->control_seconds = result->control.seconds;
	run->schedule_gap = result->schedule.gap;
	run->schedule_poll = result->schedule.poll;
	run->null_nanoseconds = result->null_nanoseconds;
	run->load_nanoseconds = result->load_nanoseconds;
	run->first_torn = torn_of(&result->subject.first);
}

static void take_ring(struct rt_run *run, const struct rt_ring_result *ring)
{
	run->pops = ring->pops;
	run->pop_calls = ring->pop_calls;
	run->phantom_pops = ring->phantom_pops;
	run->requests_done = ring->requests_done;
	run->ring_torn = ring->torn;
	run->ring_seconds = ring->seconds;
	run->ring_first_torn = torn_of(&ring->first);
	if (!ring->violations)
		return;
	run->first_violation_seconds = ring->violation[0].seconds;
	snprintf(run->ended, sizeof(run->ended), "%s",
		 ring->violation[0].violation.message);
	snprintf(
		run->ended_system, sizeof(run->ended_system), "%s",
		rt_vq_invariant_system(ring->violation[0].violation.invariant));
}

static struct rt_hammer_plan plan_of(const struct rt_session *session,
				     const struct rt_trial *trial,
				     const struct rt_build *built)
{
	const struct rt_build *control = session->control;
	struct rt_hammer_plan plan = {
		.trial = trial,
		.topology = session->topology,
		.guest_cpu = session->pair.first,
		.device_cpu = session->pair.second,
		.seed = session->seed,
		.grace_seconds = session->grace,
		.schedule = session->calibrated ? &session->schedule : NULL,
	};

	plan.modules.subject = rt_text_string(&built->module);
	plan.modules.torn[0] =
		rt_text_string(&control[RT_CONTROL_BYTES].module);
	if (is_for_this_machine(RT_CONTROL_COPY))
		plan.modules.torn[1] =
			rt_text_string(&control[RT_CONTROL_COPY].module);
	plan.modules.sound = rt_text_string(&control[RT_CONTROL_SOUND].module);
	plan.modules.null = rt_text_string(&control[RT_CONTROL_NULL].module);
	return plan;
}

/* Which errors are no failure of ours, and so a verdict. */
static bool is_verdict(const struct rt_session *session, int code)
{
	return code == RT_OK || code == RT_CRASH || session->no_pair.code;
}

static int hammer(const struct rt_session *session,
		  const struct rt_hammer_plan *plan,
		  struct rt_hammer_result *result,
		  const struct rt_hammer_watch *watch, struct rt_error *error)
{
	if (!session->no_pair.code)
		return rt_hammer_run(plan, result, watch, error);
	*result = (struct rt_hammer_result){.has_ring = false};
	return rt_fail(error, session->no_pair.code, "%s",
		       session->no_pair.message);
}

int rt_session_race(struct rt_session *session, const char *title,
		    const struct rt_trial *trial, const struct rt_build *built,
		    struct rt_run *run, struct rt_verdict *verdict,
		    struct rt_error *error)
{
	struct rt_hammer_plan plan = plan_of(session, trial, built);
	struct watching watching = {.session = session, .run = run};
	const struct rt_hammer_watch watch = {.progress = show_progress,
					      .violation = keep_violation,
					      .data = &watching};
	struct rt_observation observation;
	struct rt_hammer_result result;
	int code = begin(session, title, trial, built, run, error);

	if (code)
		return code;
	code = hammer(session, &plan, &result, &watch, error);
	if (!is_verdict(session, code))
		return code;
	rt_hammer_observe(&result, code, error, &observation);
	rt_verdict_of(&observation, 1, verdict);
	if (!code && !session->calibrated) {
		session->calibrated = true;
		session->schedule = result.schedule;
	}
	take_field(run, &result);
	take_ring(run, &result.ring);
	snprintf(run->verdict, sizeof(run->verdict), "%s",
		 rt_verdict_word(verdict->kind));
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s",
		 verdict->reason);
	return rt_store_run_finish(session->store, run, error);
}
