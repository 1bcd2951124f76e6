/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compilers that never end, crash, or say no; and what is left behind. */
#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/module/stages.h"
#include "tests/module/fixture.h"

static const char accessor[] = "unsigned short ringtear_load16(const void *p)\n"
			       "{ return *(const unsigned short *)p; }\n";

/* A compiler that the test writes, as a toolchain with the host's libc. */
struct fake {
	struct fixture *fixture;
	char *source;
	char *path;
	struct rt_compiler compiler;
	struct rt_toolchain toolchain;
	struct rt_stages *stages;
	struct rt_text folder;
	struct rt_cell cell;
	struct rt_staged staged;
	struct rt_error error;
};

/* As clang it is run once, to an object. */
static void fake_make(struct fake *fake, struct fixture *fixture,
		      const char *script)
{
	*fake = (struct fake){.fixture = fixture, .error = RT_ERROR_INIT};
	fake->source = fixture_write(fixture, "own.c", accessor);
	fake->path = fixture_write(fixture, "compiler", script);
	assert_int_equal(chmod(fake->path, 0755), 0);
	fake->compiler = (struct rt_compiler){
		.family = RT_CLANG, .name = "fake", .path = fake->path};
	fake->toolchain = (struct rt_toolchain){
		.compiler = &fake->compiler,
		.libc = &fixture->toolchains.libcs.list[0],
		.linker = &fake->compiler,
	};
	rt_text_add(&fake->toolchain.name, "fake+glibc");
	fake->cell = (struct rt_cell){.source = fake->source,
				      .toolchain = &fake->toolchain};
	rt_text_format(&fake->folder, "%s/stages", fixture->folder.data);
	assert_int_equal(rt_stages_open(&fake->stages, fake->folder.data, NULL),
			 RT_OK);
}

static int fake_compile(struct fake *fake)
{
	return rt_stages_compile(fake->stages, &fake->cell, &fake->staged,
				 &fake->error);
}

static void fake_free(struct fake *fake)
{
	rt_staged_free(&fake->staged);
	rt_stages_close(fake->stages);
	rt_text_free(&fake->folder);
	rt_text_free(&fake->toolchain.name);
	rt_error_clear(&fake->error);
	free(fake->source);
	free(fake->path);
}

static int count_in(const char *folder, const char *below)
{
	struct rt_text path = RT_TEXT_INIT;
	struct dirent *entry;
	DIR *open_folder;
	int count = 0;

	rt_text_format(&path, "%s/%s", folder, below);
	open_folder = opendir(path.data);
	while (open_folder && (entry = readdir(open_folder)))
		count += entry->d_name[0] != '.' &&
			 strcmp(entry->d_name, "lock") != 0;
	if (open_folder)
		closedir(open_folder);
	rt_text_free(&path);
	return count;
}

static void assert_limit(struct fixture *fixture, const char *script,
			 const struct rt_limits *limits, enum rt_limit limit)
{
	struct fake fake;

	fake_make(&fake, fixture, script);
	rt_stages_limit(fake.stages, limits);
	assert_int_equal(fake_compile(&fake), RT_BUILD);
	assert_int_equal(fake.staged.end, RT_STAGED_LIMIT);
	assert_string_equal(rt_limit_name(fake.staged.limit),
			    rt_limit_name(limit));
	assert_non_null(strstr(fake.error.message, rt_limit_name(limit)));
	assert_string_equal(fake.staged.rejected, "");
	assert_false(fake.staged.is_internal_error);
	rt_staged_free(&fake.staged);
	/* What it wrote until then is gone with it. */
	rt_stages_close(fake.stages);
	fake.stages = NULL;
	assert_int_equal(count_in(fake.folder.data, "work"), 0);
	fake_free(&fake);
}

static const struct rt_limits small = {
	.seconds = 120,
	.cpu_seconds = 1,
	.memory = (size_t)16 << 20,
	.file = 1 << 16,
	.output = 1 << 16,
	.processes = 16,
};

static void one_that_loops(void **state)
{
	assert_limit(*state, "#!/bin/sh\nwhile :; do :; done\n", &small,
		     RT_LIMIT_CPU);
}

static void one_that_waits(void **state)
{
	struct rt_limits soon = small;

	soon.seconds = 0.2;
	assert_limit(*state, "#!/bin/sh\nexec sleep 60\n", &soon,
		     RT_LIMIT_SECONDS);
}

static void one_that_allocates(void **state)
{
	/* gcc's words for it: a shell has its own. */
	assert_limit(
		*state,
		"#!/bin/sh\n"
		"(a=aaaaaaaa; while :; do a=$a$a; done) 2>/dev/null ||\n"
		"{ echo cc1: out of memory allocating 1 bytes; exit 1; }\n",
		&small, RT_LIMIT_MEMORY);
}

static void one_that_writes(void **state)
{
	assert_limit(*state, "#!/bin/sh\nexec cat /dev/zero >big\n", &small,
		     RT_LIMIT_FILE);
}

static void one_that_forks(void **state)
{
	assert_limit(*state, "#!/bin/sh\nwhile :; do sleep 60 & done\n", &small,
		     RT_LIMIT_PROCESSES);
}

static void one_that_prints(void **state)
{
	assert_limit(*state, "#!/bin/sh\nexec yes\n", &small, RT_LIMIT_OUTPUT);
}

/* Crashes when it compiles, and preprocesses like a good one. */
static const char crashing[] =
	"#!/bin/sh\n"
	"case \" $* \" in\n"
	"*' -E '*) while [ $# -gt 1 ]; do\n"
	"	[ \"$1\" != -o ] || echo preprocessed >\"$2\"; shift\n"
	"done; exit 0 ;;\n"
	"esac\n"
	"echo \"x.c:1:1: internal compiler error: in f, at g.cc:1\"\n"
	"exit 1\n";

static void assert_holds(const char *folder, const char *name, const char *what)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text content = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", folder, name);
	assert_int_equal(rt_file_read(&content, path.data, NULL), RT_OK);
	assert_non_null(strstr(content.data, what));
	rt_text_free(&path);
	rt_text_free(&content);
}

static void a_crash_is_kept_once(void **state)
{
	struct fake fake;

	fake_make(&fake, *state, crashing);
	fake.cell.flags = "-O2 '-DX=a b'";
	for (int i = 0; i < 2; i++) {
		rt_staged_free(&fake.staged);
		rt_error_clear(&fake.error);
		assert_int_equal(fake_compile(&fake), RT_BUILD);
		assert_int_equal(fake.staged.end, RT_STAGED_INTERNAL);
		assert_true(fake.staged.is_internal_error);
		assert_true(fake.staged.kept.length > 0);
		assert_non_null(
			strstr(fake.error.message, fake.staged.kept.data));
	}
	assert_int_equal(count_in(fake.folder.data, "crashes"), 1);
	assert_holds(fake.staged.kept.data, "source.i", "preprocessed");
	assert_holds(fake.staged.kept.data, "command", "-O2 '-DX=a b'");
	assert_holds(fake.staged.kept.data, "command", "source.i");
	assert_holds(fake.staged.kept.data, "said", "in f, at g.cc");
	rt_folder_remove(fake.staged.kept.data);
	fake_free(&fake);
}

static void a_signal_is_a_crash(void **state)
{
	struct fake fake;

	fake_make(&fake, *state, "#!/bin/sh\nkill -SEGV $$\n");
	assert_int_equal(fake_compile(&fake), RT_BUILD);
	assert_int_equal(fake.staged.end, RT_STAGED_INTERNAL);
	assert_int_equal(fake.staged.kept.length, 0); /* no source.i either */
	fake_free(&fake);
}

/* clang 14 does crash with this flag; clang 19 does not any more. */
static void a_real_crash_is_kept(void **state)
{
	const struct rt_toolchain *clang =
		fixture_toolchain(*state, "clang-14");
	struct fake fake;

	fake_make(&fake, *state, "#!/bin/sh\nexit 1\n");
	fake.cell = (struct rt_cell){
		.source = "corpora/accessors/memcpy.c",
		.include = "corpora/include",
		.toolchain = clang,
		.flags = "-O1 -fexperimental-new-constant-interpreter",
	};
	assert_int_equal(fake_compile(&fake), RT_BUILD);
	assert_int_equal(fake.staged.end, RT_STAGED_INTERNAL);
	assert_holds(fake.staged.kept.data, "source.i", "ringtear_load16");
	assert_holds(fake.staged.kept.data, "command", "new-constant");
	assert_holds(fake.staged.kept.data, "said", "PLEASE submit");
	fake_free(&fake);
}

static void assert_rejected(struct fixture *fixture, const char *script,
			    const char *flags, const char *word)
{
	struct fake fake;

	fake_make(&fake, fixture, script);
	fake.cell.flags = flags;
	assert_int_equal(fake_compile(&fake), RT_BUILD);
	assert_int_equal(fake.staged.end, RT_STAGED_REJECTED);
	assert_string_equal(fake.staged.rejected, word);
	fake_free(&fake);
}

static void only_a_word_refused_alone_is_rejected(void **state)
{
	/* Refuses -fone always, -ftwo beside -fthree, and blames all. */
	static const char script[] =
		"#!/bin/sh\n"
		"case \" $* \" in\n"
		"*' -fone '*) echo \"error: no '-fone'\"; exit 1 ;;\n"
		"*' -ftwo -fthree '*) echo \"error: no '-ftwo'\"; exit "
		"1;;\n"
		"*' -ffour '*) echo \"error: x.c is bad\"; exit 1 ;;\n"
		"esac\n";

	assert_rejected(*state, script, "-O2 -fone", "-fone");
	assert_rejected(*state, script, "-O2 -ftwo -fthree", "");
	assert_rejected(*state, script, "-O2 -ffour", "");
}

static void success_without_an_object_is_a_rejection(void **state)
{
	assert_rejected(*state, "#!/bin/sh\nexit 0\n", "-O2", "");
	assert_rejected(*state,
			"#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\n"
			"echo no ELF >\"$2\"\n",
			"-O2", "");
}

static void a_lie_names_nothing(void **state)
{
	/* Blames a word that it takes, and one that was never given. */
	assert_rejected(*state,
			"#!/bin/sh\n"
			"case $* in */dev/null*) exit 0 ;; esac\n"
			"echo \"error: no '-O2'\"; exit 1\n",
			"-O2", "");
	assert_rejected(*state, "#!/bin/sh\necho \"error: no '-Oo'\"; exit 1\n",
			"-O2", "");
}

static void refused_words_reach_no_compiler(void **state)
{
	struct fake fake;

	fake_make(&fake, *state, "#!/bin/sh\nexit 0\n");
	fake.cell.flags = "-fplugin=x.so";
	assert_int_equal(fake_compile(&fake), RT_USAGE);
	assert_int_equal(fake.staged.end, RT_STAGED_NOTHING);
	fake_free(&fake);
}

static void a_compiler_that_is_gone_is_a_matter_of_setup(void **state)
{
	struct fake fake;

	fake_make(&fake, *state, "#!/bin/sh\nexit 0\n");
	unlink(fake.path);
	assert_int_equal(fake_compile(&fake), RT_SETUP);
	fake_free(&fake);
}

/* What the compiler proper gives, and the assembler does not take. */
static void refused_assembly_is_a_rejection(void **state)
{
	static const char script[] =
		"#!/bin/sh\n"
		"case \" $* \" in *' -S '*) ;;\n"
		"*) echo \"Error: no such instruction\"; exit 1 ;; esac\n"
		"while [ \"$1\" != -o ]; do shift; done\n"
		"echo 'ringtear_load16: nonsense' >\"$2\"\n";
	struct rt_build build;
	struct fake fake;

	fake_make(&fake, *state, script);
	fake.compiler.family = RT_GCC;
	rt_text_add(&fake.compiler.machine, "x86_64-linux-gnu");
	assert_int_equal(fake_compile(&fake), RT_OK);
	assert_int_equal(
		rt_stages_link(fake.stages, &fake.staged, &build, &fake.error),
		RT_BUILD);
	assert_int_equal(fake.staged.end, RT_STAGED_REJECTED);
	assert_non_null(strstr(fake.error.message, "cannot compile"));
	assert_non_null(strstr(fake.error.detail, "no such instruction"));
	rt_build_free(&build);
	rt_text_free(&fake.compiler.machine);
	fake_free(&fake);
}

/* Opens a builder, compiles into it, and is killed on the way. */
static void be_killed(const char *folder, struct fake *fake)
{
	struct rt_stages *stages;

	if (rt_stages_open(&stages, folder, NULL) == RT_OK)
		rt_stages_compile(stages, &fake->cell, &fake->staged, NULL);
	_exit(1);
}

static void the_killed_leave_nothing_to_the_next(void **state)
{
	struct rt_stages *stages;
	struct fake fake;
	pid_t child;
	int status;

	/* $PPID is the builder's process: it is killed like by `kill -9`. */
	fake_make(&fake, *state,
		  "#!/bin/sh\necho x >module.o\nkill -9 $PPID\n");
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		be_killed(fake.folder.data, &fake);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	/* Ours, which is open, and what the killed one left. */
	assert_int_equal(count_in(fake.folder.data, "work"), 2);
	assert_int_equal(rt_stages_open(&stages, fake.folder.data, NULL),
			 RT_OK);
	assert_int_equal(count_in(fake.folder.data, "work"), 2);
	rt_stages_close(stages);
	assert_int_equal(count_in(fake.folder.data, "work"), 1);
	fake_free(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_loops),
		cmocka_unit_test(one_that_waits),
		cmocka_unit_test(one_that_allocates),
		cmocka_unit_test(one_that_writes),
		cmocka_unit_test(one_that_forks),
		cmocka_unit_test(one_that_prints),
		cmocka_unit_test(a_crash_is_kept_once),
		cmocka_unit_test(a_signal_is_a_crash),
		cmocka_unit_test(a_real_crash_is_kept),
		cmocka_unit_test(only_a_word_refused_alone_is_rejected),
		cmocka_unit_test(success_without_an_object_is_a_rejection),
		cmocka_unit_test(a_lie_names_nothing),
		cmocka_unit_test(refused_assembly_is_a_rejection),
		cmocka_unit_test(refused_words_reach_no_compiler),
		cmocka_unit_test(a_compiler_that_is_gone_is_a_matter_of_setup),
		cmocka_unit_test(the_killed_leave_nothing_to_the_next),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
