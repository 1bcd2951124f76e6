/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the account of an accessor, in a child process. */
#include "harness/engine/account/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/base/child.h"
#include "harness/base/clock.h"
#include "harness/engine/account/lift.h"
#include "harness/engine/account/survey.h"
#include "harness/engine/account/walk.h"

struct task {
	const struct rt_account_question *question;
	struct rt_account *account; /* shared with the parent */
};

/* Data may show more data. */
enum { rounds_most = 3 };

/* More than any walk: what is told of a child that does not end. */
static const double grace_seconds = 5;

/* What the code's CPUs have that it was built for; NULL: no more than any. */
static const char *built_for(const struct rt_loaded *module)
{
	const uint8_t *attributes;
	size_t count;

	if (!module->arch->built_for)
		return NULL;
	attributes = rt_module_attributes(module->elf, &count);
	return attributes ? module->arch->built_for(attributes, count) : NULL;
}

static void take_facilities(struct rt_walk *walk)
{
	const char *promised = walk->question->facilities;
	const char *own = built_for(&walk->space->object[0].loaded);

	snprintf(walk->facilities, sizeof(walk->facilities), "%s%s%s",
		 promised ? promised : "", promised && own ? "," : "",
		 own ? own : "");
}

static int set_up(struct rt_walk *walk, uint64_t *entry, struct rt_error *error)
{
	const struct rt_account_question *question = walk->question;
	int code = rt_space_open(walk->space, question->module,
				 question->has_libc, error);
	bool is_resolver;

	if (code)
		return code;
	walk->guest = rt_guest_of(walk->space->arch);
	if (!walk->guest)
		return rt_fail(error, RT_SETUP,
			       "libVEX does not read %s: no account of its "
			       "ways",
			       walk->space->arch->name);
	if (!rt_loaded_find(&walk->space->object[0].loaded, question->symbol,
			    entry, &is_resolver))
		return rt_fail(error, RT_SUBJECT,
			       "%s has no %s; choose another width or "
			       "direction",
			       question->module, question->symbol);
	if (is_resolver)
		return rt_fail(error, RT_SETUP,
			       "%s of %s is chosen by a resolver (ifunc); "
			       "name the function that it chooses",
			       question->symbol, question->module);
	if (!rt_terms_init(&walk->terms))
		return rt_no_memory(error);
	take_facilities(walk);
	walk->fold = (struct rt_fold){
		.terms = &walk->terms,
		.pointer_bytes = walk->space->arch->elf.is_64 ? 8 : 4,
		.field_alignment = question->alignment,
		.stack_alignment = walk->space->arch->call->stack_alignment,
	};
	return RT_OK;
}

/* Whether it may help to know which data nothing writes. */
static bool may_close(const struct rt_walk *walk)
{
	return walk->survey.is_new && !walk->failed && !walk->terms.failed &&
	       walk->account->ways != rt_account_good_ways(walk->account) &&
	       rt_clock_cpu_seconds() < walk->until;
}

/* Forgets the ways, and the states, which other data would lead elsewhere. */
static void start_again(struct rt_walk *walk)
{
	memset(walk->account, 0, sizeof(*walk->account));
	rt_walk_forget(walk);
}

/* The variables that the account takes for constant. */
static void name_data(struct rt_walk *walk)
{
	struct rt_account *account = walk->account;

	for (unsigned i = 0; i < walk->survey.count; i++)
		if (walk->survey.datum[i].is_proved)
			snprintf(account->taken[account->takes++],
				 sizeof(account->taken[0]), "%s",
				 walk->survey.datum[i].name);
}

/* Whether the walk, whose ranges are in no order yet, came to @address. */
static bool has_walked(const struct rt_account *account, uint64_t address)
{
	for (unsigned i = 0; i < account->covers; i++)
		if (address >= account->covered[i].begin &&
		    address < account->covered[i].end)
			return true;
	return false;
}

static bool is_named(const struct rt_account *account, uint64_t address)
{
	for (unsigned i = 0; i < account->bounds; i++)
		if (account->bound[i].address == address)
			return true;
	return false;
}

/* The functions of the libc that the walk came to. */
static void name_bindings(struct rt_walk *walk)
{
	struct rt_account *account = walk->account;

	for (size_t i = 0; i < walk->space->bindings; i++) {
		const struct rt_space_binding *from = &walk->space->binding[i];
		struct rt_account_binding *to =
			&account->bound[account->bounds];

		if (account->bounds == RT_ACCOUNT_BOUND)
			return;
		if (!has_walked(account, from->address) ||
		    is_named(account, from->address))
			continue;
		account->bounds++;
		to->is_old = from->is_old;
		to->is_chosen = from->is_chosen;
		to->address = from->address;
		snprintf(to->name, sizeof(to->name), "%s", from->name);
		snprintf(to->version, sizeof(to->version), "%s", from->version);
	}
}

static int walk_all(struct rt_walk *walk, struct rt_error *error)
{
	uint64_t entry;
	int code = set_up(walk, &entry, error);

	if (code)
		return code;
	rt_lift_start();
	rt_last_find(walk);
	walk->until = rt_clock_cpu_seconds() + walk->question->seconds;
	rt_walk_all(walk, entry);
	for (int round = 0; round < rounds_most && may_close(walk); round++) {
		rt_survey_take(walk);
		if (!walk->survey.count)
			break;
		start_again(walk);
		rt_walk_all(walk, entry);
	}
	if (walk->failed || walk->terms.failed)
		return rt_no_memory(error);
	name_data(walk);
	name_bindings(walk);
	walk->account->has_odd_code = walk->guest->vex == VexArchARM;
	walk->account->is_whole = true;
	return RT_OK;
}

static void make(void *data)
{
	struct task *task = data;
	struct rt_space space;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_walk walk = {
		.question = task->question,
		.account = task->account,
		.space = &space,
		.bytes = task->question->width / 8,
	};

	task->account->code = walk_all(&walk, &error);
	snprintf(task->account->message, sizeof(task->account->message),
		 "%.500s", error.message);
	rt_error_clear(&error);
	rt_seen_free(&walk.seen);
	rt_terms_free(&walk.terms);
	rt_space_close(&space);
}

/* The way on which libVEX crashed is open. */
static void note_crash(struct rt_account *account, const char *message)
{
	struct rt_account_way *way = &account->way[0];

	if (account->kept < RT_ACCOUNT_WAYS)
		way = &account->way[account->kept++];
	*way = (struct rt_account_way){.kind = RT_WAY_OPEN,
				       .reason_at = account->now};
	snprintf(way->reason, sizeof(way->reason), "%.150s", message);
	account->ways++;
	account->kinds[RT_WAY_OPEN]++;
	account->is_whole = true;
}

static int compare_ways(const void *one, const void *other)
{
	const struct rt_account_way *a = one, *b = other;

	return (a->kind > b->kind) - (a->kind < b->kind);
}

static int compare_ranges(const void *one, const void *other)
{
	const struct rt_account_range *a = one, *b = other;

	return (a->begin > b->begin) - (a->begin < b->begin);
}

/* Sorts what was kept, and joins the ranges of code. */
static void put_in_order(struct rt_account *account)
{
	unsigned last = 0;

	qsort(account->way, account->kept, sizeof(*account->way), compare_ways);
	qsort(account->covered, account->covers, sizeof(*account->covered),
	      compare_ranges);
	for (unsigned i = 1; i < account->covers; i++) {
		struct rt_account_range *before = &account->covered[last];
		const struct rt_account_range *one = &account->covered[i];

		if (one->begin > before->end)
			account->covered[++last] = *one;
		else if (one->end > before->end)
			before->end = one->end;
	}
	account->covers = account->covers ? last + 1 : 0;
}

/* Fills @made, which is empty. */
static int run(const struct rt_child *child, struct rt_account *made,
	       struct rt_error *error)
{
	int code = rt_child_run(child, error);

	for (int i = 1; i < RT_CHILD_TRIES && code == RT_INTERRUPTED; i++) {
		memset(made, 0, sizeof(*made));
		code = rt_child_run(child, error);
	}
	return code;
}

int rt_account_make(struct rt_account **account,
		    const struct rt_account_question *question,
		    struct rt_error *error)
{
	struct rt_account *made =
		mmap(NULL, sizeof(*made), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct task task = {.question = question, .account = made};
	const struct rt_child child = {
		.body = make,
		.data = &task,
		.what = "libVEX",
		.seconds = question->seconds + grace_seconds,
	};
	struct rt_error crash = RT_ERROR_INIT;
	int code;

	*account = NULL;
	if (made == MAP_FAILED)
		return rt_no_memory(error);
	code = run(&child, made, &crash);
	if (code == RT_CRASH || code == RT_INTERRUPTED)
		note_crash(made, crash.message);
	else if (code)
		code = rt_fail(error, code, "%s", crash.message);
	else if (made->code)
		code = rt_fail(error, made->code, "%s", made->message);
	rt_error_clear(&crash);
	if (code && code != RT_CRASH && code != RT_INTERRUPTED) {
		rt_account_free(made);
		return code;
	}
	put_in_order(made);
	*account = made;
	return RT_OK;
}

void rt_account_cover(struct rt_account *account, uint64_t address,
		      unsigned length)
{
	struct rt_account_range *last =
		account->covers ? &account->covered[account->covers - 1] : NULL;

	if (last && last->end == address) {
		last->end = address + length;
		return;
	}
	/* A loop comes back to where it was; a whole list is no disaster. */
	for (unsigned i = 0; i < account->covers; i++)
		if (address >= account->covered[i].begin &&
		    address + length <= account->covered[i].end)
			return;
	if (account->covers == RT_ACCOUNT_COVERED) {
		account->covers_more = true;
		return;
	}
	account->covered[account->covers++] =
		(struct rt_account_range){address, address + length};
}
