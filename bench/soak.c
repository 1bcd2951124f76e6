/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Soaks the sound accessors, one after another, and prints a line for each
 * race as it ends.
 *
 * SOAK_LOADS (1e10), SOAK_REQUESTS (1e8) and SOAK_ACCESSOR (names, default
 * all that are expected to be atomic) in the environment. Exits 0 when all
 * was done and nothing tore, 1 when something did, 125 when it was
 * interrupted before, else as ringtear does for an error.
 */
#include "harness/cli/commands.h"
#include "bench/soak.h"
#include "reports/screen.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { most_subjects = 64, parts_a_subject = 4 };

struct subject {
	const char *accessor;
	struct rt_module module;
};

struct all {
	struct rt_soak soak;
	struct rt_strings names;
	struct subject subject[most_subjects];
	size_t subjects;
	size_t parts_done;
	uint64_t torn; /* parts with a finding */
};

static sigset_t interrupts(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

static void block_interrupts(void)
{
	const sigset_t set = interrupts();

	/* Fails only for a word that is not one of its own. */
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static bool was_interrupted(void)
{
	const struct timespec now = {0};
	const sigset_t set = interrupts();

	return sigtimedwait(&set, NULL, &now) > 0;
}

static void draw(struct rt_soak *soak, const struct rt_soak_part *part,
		 const char *unit, double fraction)
{
	struct rt_session *session = &soak->session;
	double whole = session->progress_to - session->progress_from;
	char doing[80];

	snprintf(doing, sizeof(doing), "%s, %.3g %s", part->accessor,
		 (double)part->done, unit);
	rt_progress_draw(&session->progress, doing,
			 session->progress_from + whole * fraction);
}

bool rt_soak_over(struct rt_soak *soak, const struct rt_soak_part *part,
		  const char *unit, uint64_t wanted)
{
	if (was_interrupted())
		soak->interrupted = true;
	draw(soak, part, unit, (double)part->done / (double)wanted);
	return soak->interrupted || part->finding[0] || part->done >= wanted;
}

static void print_headings(void)
{
	printf("%-16s %-12s %9s %9s %6s %10s %7s\n", "accessor", "race", "done",
	       "changes", "torn", "control/s", "seconds");
	fflush(stdout);
}

static void print_part(struct rt_soak *soak, const struct rt_soak_part *part,
		       const char *race)
{
	char control[24] = "-";

	if (part->control_seconds > 0)
		snprintf(control, sizeof(control), "%.0f",
			 (double)part->control_torn / part->control_seconds);
	rt_progress_clear(&soak->session.progress);
	printf("%-16s %-12s %9.3g %9.3g %6llu %10s %7.0f\n", part->accessor,
	       race, (double)part->done, (double)part->changes,
	       (unsigned long long)part->torn, control, part->seconds);
	if (part->finding[0])
		printf("%s is NOT sound: %s\n", part->accessor, part->finding);
	fflush(stdout);
}

static int soak_part(struct all *all, const struct subject *subject,
		     unsigned number, struct rt_error *error)
{
	static const char *const race[parts_a_subject] = {
		"field load", "field store", "ring load", "ring store"};
	struct rt_soak *soak = &all->soak;
	double parts = (double)(all->subjects * parts_a_subject);
	struct rt_soak_part part = {
		.accessor = subject->accessor,
		.module = &subject->module,
		.store_side = number % 2 == 1,
	};
	int code;

	soak->session.progress_from = (double)all->parts_done / parts;
	soak->session.progress_to = (double)(all->parts_done + 1) / parts;
	code = number < 2 ? rt_soak_field(soak, &part, error)
			  : rt_soak_ring(soak, &part, error);
	if (code)
		return code;
	print_part(soak, &part, race[number]);
	all->parts_done += !soak->interrupted;
	all->torn += part.finding[0] != '\0';
	return RT_OK;
}

static int soak_all(struct all *all, struct rt_error *error)
{
	int code = RT_OK;

	print_headings();
	for (size_t i = 0; i < all->subjects && !code; i++)
		for (unsigned number = 0; number < parts_a_subject && !code &&
					  !all->soak.interrupted;
		     number++)
			code = soak_part(all, &all->subject[i], number, error);
	return code;
}

static void print_summary(const struct all *all)
{
	const struct rt_soak *soak = &all->soak;
	size_t wanted = all->subjects * parts_a_subject;

	printf("\n%s: %zu of %zu races done, of %.3g accesses or %.3g requests "
	       "each;\n%llu with a torn value or a violation\n",
	       soak->interrupted ? "interrupted" : "done", all->parts_done,
	       wanted, (double)soak->loads, (double)soak->requests,
	       (unsigned long long)all->torn);
}

static bool is_whole(const struct rt_module *module)
{
	return module->load16 && module->store16;
}

static int open_subject(struct all *all, const char *accessor,
			struct rt_error *error)
{
	struct subject *subject = &all->subject[all->subjects];
	struct rt_trial trial = all->soak.trial;
	struct rt_build built;
	int code;

	if (all->subjects == most_subjects)
		return rt_fail(error, RT_USAGE,
			       "more than %d accessors; name fewer in "
			       "SOAK_ACCESSOR",
			       most_subjects);
	snprintf(trial.accessor, sizeof(trial.accessor), "%s", accessor);
	code = rt_session_build(&all->soak.session, &trial, &built, error);
	if (!code)
		code = rt_module_open(&subject->module,
				      rt_text_string(&built.module), error);
	rt_build_free(&built);
	if (code)
		return code;
	subject->accessor = accessor;
	all->subjects++;
	if (!is_whole(&subject->module))
		return rt_fail(error, RT_USAGE,
			       "%s has no 16-bit load and store; leave it out "
			       "of SOAK_ACCESSOR",
			       accessor);
	return RT_OK;
}

/* Those named by the user, else those that say that they are atomic. */
static int choose_names(struct all *all, struct rt_error *error)
{
	const struct rt_accessors *accessors =
		&all->soak.session.inventory.accessors;
	const char *named = getenv("SOAK_ACCESSOR");

	if (named && *named && !rt_strings_split(&all->names, named))
		return rt_fail(error, RT_USAGE,
			       "SOAK_ACCESSOR is \"%s\"; name accessors with "
			       "blanks between them",
			       named);
	if (!all->names.count)
		for (size_t i = 0; i < accessors->count; i++)
			if (accessors->list[i].expectation == RT_EXPECT_ATOMIC)
				rt_strings_add(
					&all->names,
					rt_text_string(
						&accessors->list[i].name));
	if (all->names.failed)
		return rt_fail(error, RT_SETUP, "out of memory");
	return RT_OK;
}

static int open_subjects(struct all *all, struct rt_error *error)
{
	int code = choose_names(all, error);

	for (size_t i = 0; i < all->names.count && !code; i++)
		code = open_subject(all, all->names.word[i], error);
	return code;
}

/* The second control exists on x86 alone. */
static int open_controls(struct rt_soak *soak, struct rt_error *error)
{
	static const enum rt_control torn[rt_torn_controls] = {RT_CONTROL_BYTES,
							       RT_CONTROL_COPY};
	int code = RT_OK;

	for (int i = 0; i < rt_torn_controls && !code; i++) {
		const struct rt_build *built = &soak->session.control[torn[i]];

		if (!built->module.length)
			continue;
		code = rt_module_open(&soak->control[soak->controls++],
				      rt_text_string(&built->module), error);
	}
	return code;
}

static void close_all(struct all *all)
{
	for (size_t i = 0; i < all->subjects; i++)
		rt_module_close(&all->subject[i].module);
	for (size_t i = 0; i < all->soak.controls; i++)
		rt_module_close(&all->soak.control[i]);
	rt_session_close(&all->soak.session);
	rt_strings_free(&all->names);
}

/* A count from the environment, such as 1e10. */
static int read_count(const char *name, double usual, uint64_t *count,
		      struct rt_error *error)
{
	const char *text = getenv(name);
	double value = usual;
	char *end;

	if (text && *text) {
		value = strtod(text, &end);
		if (*end || !(value >= 1 && value <= 1e18))
			return rt_fail(error, RT_USAGE,
				       "%s is \"%s\"; give a number such as "
				       "1e8, from 1 to 1e18",
				       name, text);
	}
	*count = (uint64_t)value;
	return RT_OK;
}

static int soak_with(struct all *all, const struct rt_places *places,
		     struct rt_error *error)
{
	struct rt_soak *soak = &all->soak;
	int code = rt_session_open(&soak->session, places, "soak", &soak->trial,
				   false, error);

	if (!code)
		code = open_controls(soak, error);
	if (!code)
		code = open_subjects(all, error);
	if (code)
		return code;
	/* Only now: what was started to build could be interrupted. */
	block_interrupts();
	rt_progress_init(&soak->session.progress);
	code = soak_all(all, error);
	rt_progress_clear(&soak->session.progress);
	if (!code)
		print_summary(all);
	return code;
}

static int run(struct all *all, struct rt_error *error)
{
	struct rt_places places;
	int code = read_count("SOAK_LOADS", 1e10, &all->soak.loads, error);

	rt_trial_init(&all->soak.trial);
	if (!code)
		code = read_count("SOAK_REQUESTS", 1e8, &all->soak.requests,
				  error);
	if (code)
		return code;
	code = rt_places_find(&places, error);
	if (!code)
		code = soak_with(all, &places, error);
	close_all(all);
	rt_places_free(&places);
	return code;
}

static int status_of(const struct all *all)
{
	if (all->torn)
		return 1;
	return all->soak.interrupted ? 125 : 0;
}

int main(void)
{
	struct all *all = calloc(1, sizeof(*all));
	struct rt_error error = RT_ERROR_INIT;
	int status;

	if (!all) {
		fprintf(stderr, "soak: out of memory\n");
		return 2;
	}
	status = run(all, &error) ? rt_cli_fail(&error) : status_of(all);
	rt_error_clear(&error);
	free(all);
	return status;
}
