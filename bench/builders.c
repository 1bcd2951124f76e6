/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/builders.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/clock.h"

/* Words that gcc takes beside each other, of the kinds that are mutated. */
static const char *const words[] = {
	"-O1",
	"-O2",
	"-O3",
	"-Os",
	"-Og",
	"-fno-builtin",
	"-ffreestanding",
	"-D_FORTIFY_SOURCE=2",
	"-DNDEBUG",
	"-march=native",
	"-march=haswell",
	"-mtune=znver3",
	"-mavx2",
	"-mno-sse4.1",
	"-mstringop-strategy=rep_byte",
	"-mstringop-strategy=libcall",
	"-minline-all-stringops",
	"-mno-red-zone",
	"-fcf-protection=none",
	"-fstack-protector-all",
	"-fno-plt",
	"-fno-strict-aliasing",
	"-fwrapv",
	"-funroll-loops",
	"-fno-tree-vectorize",
	"-fno-store-merging",
	"-fno-tree-ter",
	"-fno-inline",
	"-fomit-frame-pointer",
	"-fno-omit-frame-pointer",
	"-fno-asynchronous-unwind-tables",
	"-falign-functions=64",
	"-ffunction-sections",
	"-fno-ipa-cp",
	"-fno-gcse",
	"-std=gnu11",
	"-std=c99",
	"-g",
	"-Wall",
	"--param=max-unroll-times=4",
	"-fno-toplevel-reorder",
	"-fno-schedule-insns2",
	"-fno-dce",
	"-fno-tree-dse",
	"-fno-ivopts",
	"-fno-peephole2",
	"-ftrapv",
};

/* One flag set is a number: the seed of its words. */
void rt_builders_draw(struct rt_text *flags, uint64_t set)
{
	struct rt_random random = {.state = set};
	uint64_t count = 1 + rt_random_below(&random, 6);
	uint64_t limit = sizeof(words) / sizeof(*words);

	for (uint64_t i = 0; i < count; i++)
		rt_text_format(flags, "%s%s", i ? " " : "",
			       words[rt_random_below(&random, limit)]);
}

static unsigned cpus_allowed(void)
{
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return 1;
	return (unsigned)CPU_COUNT(&allowed) < rt_builders_most
		       ? (unsigned)CPU_COUNT(&allowed)
		       : rt_builders_most;
}

/* What does not compile costs its time as well. */
int rt_builders_build(struct rt_stages *stages, const struct rt_cell *cell,
		      unsigned *is_new, struct rt_error *error)
{
	struct rt_staged staged;
	struct rt_build build = {.from_cache = false};
	int code = rt_stages_compile(stages, cell, &staged, error);

	if (!code)
		code = rt_stages_link(stages, &staged, &build, error);
	*is_new += !code && !build.from_cache;
	rt_build_free(&build);
	rt_staged_free(&staged);
	return code == RT_BUILD ? RT_OK : code;
}

__attribute__((noreturn)) static void work(const struct rt_builders *builders,
					   struct rt_cell cell,
					   const char *folder)
{
	struct rt_stages *stages;
	uint64_t set;
	unsigned is_new = 0;
	char fine = rt_stages_open(&stages, folder, NULL) == RT_OK;

	close(builders->sets[1]);
	while (read(builders->sets[0], &set, sizeof(set)) == sizeof(set)) {
		struct rt_text flags = RT_TEXT_INIT;

		rt_builders_draw(&flags, set);
		cell.flags = rt_text_string(&flags);
		fine = fine &&
		       rt_builders_build(stages, &cell, &is_new, NULL) == RT_OK;
		rt_text_free(&flags);
		if (write(builders->done[1], &fine, 1) != 1)
			break;
	}
	rt_stages_close(stages);
	_exit(0);
}

int rt_builders_start(struct rt_builders *builders, const struct rt_cell *cell,
		      const char *parent, struct rt_error *error)
{
	unsigned count = cpus_allowed();
	struct rt_text folder = RT_TEXT_INIT;
	int code = RT_OK;

	*builders = (struct rt_builders){.sets = {-1, -1}, .done = {-1, -1}};
	if (pipe2(builders->sets, O_CLOEXEC) ||
	    pipe2(builders->done, O_CLOEXEC))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot make a pipe");
	/* One cache for each number of workers: both begin without. */
	rt_text_format(&folder, "%s/%u", parent, count);
	while (!code && builders->count < count) {
		pid_t child = fork();

		if (child == 0)
			work(builders, *cell, rt_text_string(&folder));
		if (child < 0)
			code = rt_fail_errno(error, RT_SETUP, errno,
					     "cannot start a process");
		else
			builders->child[builders->count++] = child;
	}
	rt_text_free(&folder);
	return code;
}

void rt_builders_stop(struct rt_builders *builders)
{
	for (int i = 0; i < 2; i++) {
		if (builders->sets[i] >= 0)
			close(builders->sets[i]);
		if (builders->done[i] >= 0)
			close(builders->done[i]);
	}
	for (unsigned i = 0; i < builders->count; i++)
		waitpid(builders->child[i], NULL, 0);
}

int rt_builders_run(const struct rt_builders *builders, const uint64_t *sets,
		    unsigned count, struct rt_error *error)
{
	ssize_t length = (ssize_t)(count * sizeof(*sets));
	char fine;

	if (write(builders->sets[1], sets, (size_t)length) != length)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot hand out flag sets");
	for (unsigned i = 0; i < count; i++)
		if (read(builders->done[0], &fine, 1) != 1 || !fine)
			return rt_fail(error, RT_SETUP,
				       "a builder of flag sets failed; is "
				       "there space left?");
	return RT_OK;
}
