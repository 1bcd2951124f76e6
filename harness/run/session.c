/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/session.h"
#include "harness/run/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/clock.h"
#include "harness/base/places.h"
#include "harness/base/progress.h"

/*
 * The compiler is irrelevant for the controls: volatile bytes, inline assembly,
 * an atomic, a constant.
 */
static const char *const control_names[RT_CONTROLS] = {
	[RT_CONTROL_BYTES] = "bytes-volatile",
	[RT_CONTROL_COPY] = "movsb",
	[RT_CONTROL_SOUND] = "atomic-relaxed",
	[RT_CONTROL_WIDE] = "tagged-pointer-whole",
	[RT_CONTROL_NULL] = "null",
};

static int build_named(struct rt_session *session, const char *accessor,
		       const char *toolchain, const char *flags,
		       struct rt_build *built, struct rt_error *error)
{
	const char *corpora = rt_text_string(&session->places->corpora);
	struct rt_text include = RT_TEXT_INIT;
	struct rt_cell cell = {.flags = flags};
	int code = rt_subject_source(&session->inventory.accessors, accessor,
				     &cell.source, error);

	if (code)
		return code;
	cell.toolchain = rt_toolchains_named(&session->inventory.toolchains,
					     toolchain, error);
	if (!cell.toolchain)
		return RT_USAGE;
	rt_text_format(&include, "%s/include", corpora);
	cell.include = rt_text_string(&include);
	code = rt_build(built, &cell, rt_text_string(&session->places->cache),
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

/* The movsb control is for x86; elsewhere the bytes control has to do. */
static bool is_for_this_machine(enum rt_control control)
{
#if defined(__x86_64__) || defined(__i386__)
	(void)control;
	return true;
#else
	return control != RT_CONTROL_COPY;
#endif
}

static int build_control(struct rt_session *session, enum rt_control control,
			 struct rt_error *error)
{
	const struct rt_toolchains *toolchains = &session->inventory.toolchains;

	if (!toolchains->count)
		return rt_fail(error, RT_SETUP,
			       "no compiler found in PATH; apt-get install "
			       "gcc libc6-dev");
	return build_named(session, control_names[control],
			   rt_text_string(&toolchains->list[0].name), "-O2",
			   &session->control[control], error);
}

static int build_controls(struct rt_session *session, struct rt_error *error)
{
	int code = RT_OK;

	for (enum rt_control i = 0; i < RT_CONTROLS && !code; i++)
		if (is_for_this_machine(i) && i != RT_CONTROL_WIDE)
			code = build_control(session, i, error);
	return code;
}

int rt_session_sound(struct rt_session *session, unsigned width,
		     const struct rt_build **sound, struct rt_error *error)
{
	enum rt_control control =
		width > 64 ? RT_CONTROL_WIDE : RT_CONTROL_SOUND;

	*sound = &session->control[control];
	return (*sound)->module.length ? RT_OK
				       : build_control(session, control, error);
}

static int choose_pair(struct rt_session *session, const char *word,
		       struct rt_error *error)
{
	struct rt_pairs pairs = {.count = 0};
	int code;

	if (!strcmp(word, "all"))
		return rt_fail(error, RT_USAGE,
			       "--pair all is for `topo`; a race has one "
			       "pair: name its kind or its two CPUs");
	code = rt_pairs_choose(session->topology, word, &pairs, error);
	if (!code)
		session->pair = pairs.pair[0];
	rt_pairs_free(&pairs);
	if (code != RT_SETUP || rt_topology_usable_count(session->topology) > 1)
		return code;
	rt_fail(&session->no_pair, code, "%s", error->message);
	rt_error_clear(error);
	return RT_OK;
}

static int open_log(struct rt_session *session, struct rt_error *error)
{
	const struct rt_places *places = session->places;
	const struct rt_evidence_source source = {
		.corpora = rt_text_string(&places->corpora),
		.cache = rt_text_string(&places->cache),
		.accessors = &session->inventory.accessors,
		.toolchains = &session->inventory.toolchains,
		.topology = session->topology,
	};

	return rt_run_log_open(&session->log, rt_text_string(&places->store),
			       &source, error);
}

struct rt_trial rt_session_trial(const struct rt_session *session,
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
	struct rt_trial told = rt_session_trial(session, trial);

	rt_text_format(&session->command, "%s %s", session->places->command,
		       subcommand);
	rt_trial_options(&told, with_cell, &session->command);
}

int rt_session_patience(double *seconds, struct rt_error *error)
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

int rt_session_open(struct rt_session *session, const struct rt_places *places,
		    const char *subcommand, const struct rt_trial *trial,
		    bool with_cell, struct rt_error *error)
{
	int code;

	*session =
		(struct rt_session){.places = places, .subcommand = subcommand};
	session->seed = trial->seed ? trial->seed : rt_random_seed();
	rt_progress_init(&session->progress);
	code = rt_ring_check(trial, error);
	if (!code)
		code = rt_places_check(&places->cache, error);
	if (!code)
		code = rt_places_check(&places->store, error);
	if (!code)
		code = rt_session_patience(&session->grace, error);
	if (!code)
		code = rt_places_check_corpora(places, error);
	if (!code)
		code = rt_inventory_find(&session->inventory, places, error);
	if (!code)
		code = rt_topology_load(&session->topology, error);
	if (!code)
		code = choose_pair(session, trial->pair, error);
	if (code)
		return code;
	write_command(session, subcommand, trial, with_cell);
	code = build_controls(session, error);
	if (!code)
		code = open_log(session, error);
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
	rt_run_log_close(&session->log);
	rt_topology_free(session->topology);
	rt_inventory_free(&session->inventory);
}
