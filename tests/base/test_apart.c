/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that only one's own children have. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/apart.h"

struct shared {
	_Atomic int came; /* how many processes have written here */
};

static struct shared *share(void)
{
	struct shared *shared = rt_apart_map(sizeof(*shared));

	assert_non_null(shared);
	return shared;
}

static void come(struct shared *shared)
{
	atomic_fetch_add(&shared->came, 1);
}

/* What lies where @gone was is memory like any other. */
static bool have_own_memory(struct shared *gone)
{
	int *here =
		mmap(gone, sizeof(*gone), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	struct shared *own = share();
	int status;
	pid_t pid = rt_apart_fork();

	if (!pid) {
		*here = 1;
		come(own);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	munmap(here, sizeof(*gone));
	return WIFEXITED(status) && atomic_load(&own->came) == 1;
}

/* Its own, and given on by rt_apart_fork() alone. */
static void apart_memory_goes_to_the_own_child(void **state)
{
	struct shared *shared = share();
	int status;
	pid_t pid;

	(void)state;
	pid = rt_apart_fork();
	if (!pid) {
		come(shared);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(atomic_load(&shared->came), 1);
	pid = fork();
	if (!pid) {
		signal(SIGSEGV, SIG_DFL);
		/* It may have some of its own, where that was or elsewhere. */
		if (have_own_memory(shared))
			come(shared);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	assert_int_equal(atomic_load(&shared->came), 1);
	rt_apart_unmap(shared, sizeof(*shared));
	rt_apart_unmap(NULL, 1);
}

static void not_all_memory_can_be_apart(void **state)
{
	void *all[128];
	size_t count = 0;

	(void)state;
	while (count < 128 && (all[count] = rt_apart_map(1)))
		count++;
	assert_true(count > 32 && count < 128);
	rt_apart_unmap(all[--count], 1);
	all[count] = rt_apart_map(1);
	assert_non_null(all[count]);
	for (size_t i = 0; i <= count; i++)
		rt_apart_unmap(all[i], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apart_memory_goes_to_the_own_child),
		cmocka_unit_test(not_all_memory_can_be_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
