/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/compare/pool.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/ending.h"

enum {
	most_workers = 256,
	reason_size = 160,
	nothing = -1, /* value of worker.job: the worker has no job */
};

static const double patience = 10; /* seconds after an interrupt */

/* In memory shared with the children. */
struct slot {
	_Atomic int state;
	/* Written by the parent only. */
	char reason[reason_size];
	bool is_again; /* it was interrupted once */
};

struct worker {
	pid_t process; /* written by the parent only; 0: none */
	/*
	 * The current job, and its start in nanoseconds. Where there is no
	 * process, the one to begin with.
	 */
	_Atomic long job;
	_Atomic uint64_t began;
};

struct shared {
	atomic_size_t next; /* next job to be taken */
	atomic_bool stop;
	struct worker worker[most_workers];
};

struct rt_pool {
	struct rt_pool_plan plan;
	unsigned workers;
	struct shared *shared;
	struct slot *slot;
	char *result;
};

static void *map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static unsigned usable_cpus(void)
{
	cpu_set_t set;
	int count = 1;

	if (!sched_getaffinity(0, sizeof(set), &set))
		count = CPU_COUNT(&set);
	return (unsigned)(count < 1 ? 1 : count);
}

static unsigned count_workers(const struct rt_pool_plan *plan)
{
	size_t count = plan->workers ? plan->workers : usable_cpus();

	if (count > plan->jobs)
		count = plan->jobs ? plan->jobs : 1;
	return (unsigned)(count > most_workers ? most_workers : count);
}

int rt_pool_new(struct rt_pool **pool, const struct rt_pool_plan *plan,
		struct rt_error *error)
{
	struct rt_pool *new = calloc(1, sizeof(*new));

	*pool = new;
	if (new) {
		new->plan = *plan;
		new->workers = count_workers(plan);
		new->shared = map(sizeof(*new->shared));
		new->slot = map((plan->jobs + 1) * sizeof(*new->slot));
		new->result = map(plan->jobs * plan->size + 1);
	}
	if (!new || !new->shared || !new->slot || !new->result)
		return rt_no_memory(error);
	for (unsigned i = 0; i < most_workers; i++)
		atomic_store(&new->shared->worker[i].job, nothing);
	return RT_OK;
}

static void do_job(struct rt_pool *pool, struct worker *self, size_t job)
{
	atomic_store(&self->began, rt_clock_nanoseconds());
	atomic_store(&self->job, (long)job);
	atomic_store(&pool->slot[job].state, RT_POOL_RUNNING);
	pool->plan.run(pool->plan.data, job, rt_pool_result(pool, job));
	atomic_store(&pool->slot[job].state, RT_POOL_DONE);
	atomic_store(&self->job, nothing);
}

/* Begins with the job that was left to @self, if any. */
static void work(struct rt_pool *pool, struct worker *self)
{
	struct shared *shared = pool->shared;
	size_t job;

	if (atomic_load(&self->job) != nothing)
		do_job(pool, self, (size_t)atomic_load(&self->job));
	while (!atomic_load(&shared->stop) &&
	       (job = atomic_fetch_add(&shared->next, 1)) < pool->plan.jobs)
		do_job(pool, self, job);
}

/* A process group of its own: a terminal's ^C must only reach the parent. */
__attribute__((noreturn)) static void be_worker(struct rt_pool *pool,
						struct worker *self,
						pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	setpgid(0, 0);
	work(pool, self);
	_exit(0);
}

static int start_worker(struct rt_pool *pool, struct worker *worker,
			struct rt_error *error)
{
	pid_t parent = getpid(), child;

	child = fork();
	if (child < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start a process");
	if (!child)
		be_worker(pool, worker, parent);
	worker->process = child;
	return RT_OK;
}

/*
 * Says how the job in @slot ended with its process. Returns whether it was
 * ended by what says nothing of the job.
 */
static bool describe_end(struct slot *slot, int status)
{
	int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (number && !rt_ending_is_fault(number)) {
		snprintf(slot->reason, reason_size,
			 "was ended by signal %d (%s): %s", number,
			 strsignal(number), rt_ending_advice(number));
		return true;
	}
	if (number)
		snprintf(slot->reason, reason_size, "crashed: signal %d (%s)",
			 number, strsignal(number));
	else
		snprintf(slot->reason, reason_size,
			 "ended its process with status %d",
			 WEXITSTATUS(status));
	return false;
}

/*
 * Judges the job that @worker was running. One that was interrupted for the
 * first time stays the worker's, and is done again.
 */
static void note_end(struct rt_pool *pool, struct worker *worker, int status)
{
	long job = atomic_exchange(&worker->job, nothing);
	struct slot *slot;

	if (job == nothing)
		return;
	slot = &pool->slot[job];
	if (atomic_load(&slot->state) != RT_POOL_RUNNING)
		return;
	if (!describe_end(slot, status)) {
		atomic_store(&slot->state, RT_POOL_CRASHED);
	} else if (slot->is_again) {
		atomic_store(&slot->state, RT_POOL_INTERRUPTED);
	} else {
		slot->is_again = true;
		memset(rt_pool_result(pool, (size_t)job), 0, pool->plan.size);
		atomic_store(&worker->job, job);
	}
}

static void stop_if_late(struct rt_pool *pool, struct worker *worker)
{
	long job = atomic_load(&worker->job);
	uint64_t began = atomic_load(&worker->began);
	/* Signed: the worker may have begun its next job just now. */
	int64_t since = (int64_t)(rt_clock_nanoseconds() - began);
	int running = RT_POOL_RUNNING;

	if (job == nothing || (double)since < pool->plan.seconds * 1e9)
		return;
	if (!atomic_compare_exchange_strong(&pool->slot[job].state, &running,
					    RT_POOL_HUNG))
		return;
	snprintf(pool->slot[job].reason, reason_size,
		 "hung: stopped after %.0f s", pool->plan.seconds);
	kill(worker->process, SIGKILL);
}

static bool has_work(const struct rt_pool *pool, struct worker *worker)
{
	return !atomic_load(&pool->shared->stop) &&
	       (atomic_load(&worker->job) != nothing ||
		atomic_load(&pool->shared->next) < pool->plan.jobs);
}

/* Reaps ended workers and starts new ones while jobs are left. */
static int tend(struct rt_pool *pool, unsigned *alive, struct rt_error *error)
{
	int code = RT_OK, status;

	*alive = 0;
	for (unsigned i = 0; i < pool->workers; i++) {
		struct worker *worker = &pool->shared->worker[i];

		if (worker->process) {
			stop_if_late(pool, worker);
			if (waitpid(worker->process, &status, WNOHANG) ==
			    worker->process) {
				note_end(pool, worker, status);
				worker->process = 0;
			}
		}
		if (!worker->process && !code && has_work(pool, worker))
			code = start_worker(pool, worker, error);
		*alive += worker->process != 0;
	}
	return code;
}

static void kill_all(struct rt_pool *pool)
{
	for (unsigned i = 0; i < pool->workers; i++) {
		struct worker *worker = &pool->shared->worker[i];

		if (!worker->process)
			continue;
		kill(worker->process, SIGKILL);
		while (waitpid(worker->process, NULL, 0) < 0 && errno == EINTR)
			;
		worker->process = 0;
	}
}

static void tell(const struct rt_pool *pool)
{
	size_t over = 0;

	for (size_t i = 0; i < pool->plan.jobs; i++)
		over += rt_pool_state(pool, i) > RT_POOL_RUNNING;
	if (pool->plan.told)
		pool->plan.told(pool->plan.data, over);
}

/* Waits for the end of a child or an interrupt; returns the interrupt, or 0. */
static int await(int signals, int milliseconds)
{
	struct pollfd ready = {.fd = signals, .events = POLLIN};
	struct signalfd_siginfo info;
	int interrupt = 0;

	if (poll(&ready, 1, milliseconds) <= 0)
		return 0;
	while (read(signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			interrupt = (int)info.ssi_signo;
	return interrupt;
}

static int attend(struct rt_pool *pool, int signals, int *interrupt,
		  struct rt_error *error)
{
	double limit = 0, shown = 0;
	unsigned alive;
	int code;

	while (!(code = tend(pool, &alive, error)) && alive) {
		int came = await(signals, 100);

		if (came && !*interrupt) {
			*interrupt = came;
			limit = rt_clock_seconds() + patience;
			atomic_store(&pool->shared->stop, true);
		}
		if (*interrupt && rt_clock_seconds() > limit)
			break;
		if (rt_clock_seconds() - shown > 0.1) {
			shown = rt_clock_seconds();
			tell(pool);
		}
	}
	kill_all(pool);
	tell(pool);
	return code;
}

int rt_pool_run(struct rt_pool *pool, int *interrupt, struct rt_error *error)
{
	sigset_t watched, before;
	int signals, code;

	*interrupt = 0;
	sigemptyset(&watched);
	sigaddset(&watched, SIGCHLD);
	sigaddset(&watched, SIGINT);
	sigaddset(&watched, SIGTERM);
	sigaddset(&watched, SIGHUP);
	signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot watch for signals; close some "
				     "files");
	fflush(NULL);
	/* The children inherit the mask: each finishes the job it has begun. */
	sigprocmask(SIG_BLOCK, &watched, &before);
	code = attend(pool, signals, interrupt, error);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(signals);
	return code;
}

enum rt_pool_state rt_pool_state(const struct rt_pool *pool, size_t job)
{
	return (enum rt_pool_state)atomic_load(&pool->slot[job].state);
}

void *rt_pool_result(const struct rt_pool *pool, size_t job)
{
	return pool->result + job * pool->plan.size;
}

const char *rt_pool_reason(const struct rt_pool *pool, size_t job)
{
	return pool->slot[job].reason;
}

static void unmap(void *memory, size_t size)
{
	if (memory)
		munmap(memory, size);
}

void rt_pool_free(struct rt_pool *pool)
{
	if (!pool)
		return;
	unmap(pool->shared, sizeof(*pool->shared));
	unmap(pool->slot, (pool->plan.jobs + 1) * sizeof(*pool->slot));
	unmap(pool->result, pool->plan.jobs * pool->plan.size + 1);
	free(pool);
}
