/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/reproducer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/module/command.h"
#include "reports/reproducer_pair.h"

static const char head[] =
	"/* A %s of %u bits, torn: half old, half new. Exit 1: seen. */\n"
	"#define _GNU_SOURCE\n"
	"#include <pthread.h>\n"
	"#include <sched.h>\n"
	"#include <stdint.h>\n"
	"#include <stdio.h>\n"
	"#include <time.h>\n";

/* One side is the accessor, through a pointer, so that it stays a call. */
static const char load_side[] =
	"static %2$s (*volatile accessor)(const void *) = %1$s;\n"
	"#define LOAD(p) accessor(p)\n";
static const char store_side[] =
	"static void (*volatile accessor)(void *, %2$s) = %1$s;\n"
	"#define STORE(p, v) accessor(p, v)\n";
/* The other one. */
static const char other_store[] =
	"#define STORE(p, v) __atomic_store_n((%s *)(p), v, "
	"__ATOMIC_RELAXED)\n";
static const char other_load[] =
	"#define LOAD(p) __atomic_load_n((%s *)(p), __ATOMIC_RELAXED)\n";

static const char field[] =
	"static char page[8192] __attribute__((aligned(4096)));\n"
	"static void *const field = page + %u;\n"
	"static uint64_t started __attribute__((aligned(64)));\n"
	"static uint64_t finished __attribute__((aligned(64)));\n"
	"#define VALUE(n) ((%s)(0x%" PRIx64 " + (n) * %s))\n"
	"\n";

static const char threads[] =
	"static void pin(int nth)\n"
	"{\n"
	"\tcpu_set_t all;\n"
	"\tsched_getaffinity(0, sizeof(all), &all);\n"
	"\tfor (int cpu = 0; cpu < CPU_SETSIZE; cpu++)\n"
	"\t\tif (CPU_ISSET(cpu, &all) && nth--)\n"
	"\t\t\tCPU_CLR(cpu, &all);\n"
	"\tsched_setaffinity(0, sizeof(all), &all);\n"
	"}\n"
	"\n"
	"static void *storer(void *unused)\n"
	"{\n"
	"\tpin(0);\n"
	"\tfor (uint64_t n = 1; n; n++) {\n"
	"\t\t__atomic_store_n(&started, n, __ATOMIC_RELAXED);\n"
	"\t\t__atomic_thread_fence(__ATOMIC_RELEASE);\n"
	"\t\tSTORE(field, VALUE(n));\n"
	"\t\t__atomic_store_n(&finished, n, __ATOMIC_RELEASE);\n"
	"\t\tfor (volatile int i = n >> 10 & 63; i > 0;)\n"
	"\t\t\ti--;\n"
	"\t}\n"
	"\treturn unused;\n"
	"}\n"
	"\n";

static const char body[] =
	"int main(void)\n"
	"{\n"
	"\ttime_t end = time(NULL) + 10;\n"
	"\tpthread_t thread;\n"
	"\n"
	"\tSTORE(field, VALUE(0));\n"
	"\tif (pthread_create(&thread, NULL, storer, NULL))\n"
	"\t\treturn 2;\n"
	"\tpin(1);\n"
	"\twhile (time(NULL) < end) {\n"
	"\t\tuint64_t n = __atomic_load_n(&finished, __ATOMIC_ACQUIRE);\n"
	"\t\t%1$s got = LOAD(field), old = VALUE(n), new = VALUE(n + 1);\n"
	"\t\t__atomic_thread_fence(__ATOMIC_ACQUIRE);\n"
	"\t\tif (__atomic_load_n(&started, __ATOMIC_RELAXED) == n + 1 &&\n"
	"\t\t    got != old && got != new) {\n"
	"\t\t\tprintf(\"torn: old %2$s, new %2$s, read %2$s\\n\",\n"
	"\t\t\t       %3$s);\n"
	"\t\t\treturn 1;\n"
	"\t\t}\n"
	"\t}\n"
	"\tputs(\"no torn value in ten seconds\");\n"
	"\treturn 0;\n"
	"}\n";

static const struct {
	unsigned int width;
	const char *type, *format, *shown;
} widths[] = {
	{16, "uint16_t", "0x%04x", "old, new, got"},
	{32, "uint32_t", "0x%08x", "old, new, got"},
	{64, "uint64_t", "0x%016llx",
	 "(unsigned long long)old, (unsigned long long)new, (unsigned long "
	 "long)got"},
	{128, "uint128_t", "0x%016llx%016llx",
	 "SHOW(old), SHOW(new), SHOW(got)"},
};

static const size_t kinds = sizeof(widths) / sizeof(*widths);

/* Every byte another with every store, so that no mixture looks published. */
static void write_stride(struct rt_text *stride, unsigned int width)
{
	const uint64_t every_byte = 0x0101010101010101;

	if (width > 64)
		rt_text_format(stride,
			       "((uint128_t)0x%" PRIx64 " << 64 | 0x%" PRIx64
			       ")",
			       every_byte, every_byte);
	else
		rt_text_format(stride, "0x%" PRIx64,
			       every_byte >> (64 - width));
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* The accessor, and what both sides do. */
static int write_sides(const struct rt_reproducer *reproducer, const char *type,
		       struct rt_text *out, struct rt_error *error)
{
	const char *direction = reproducer->stores ? "store" : "load";
	bool is_pair = reproducer->width > 64;
	char name[32];
	int code = RT_OK;

	rt_text_format(out, head, direction, reproducer->width);
	if (is_pair)
		code = rt_reproducer_pair(reproducer, out, error);
	if (!code)
		code = rt_reproducer_accessor(reproducer, out, error);
	if (code)
		return code;
	snprintf(name, sizeof(name), "ringtear_%s%u", direction,
		 reproducer->width);
	rt_text_format(out, reproducer->stores ? store_side : load_side, name,
		       type);
	if (!is_pair)
		rt_text_format(out,
			       reproducer->stores ? other_load : other_store,
			       type);
	return RT_OK;
}

static int write_file(const struct rt_reproducer *reproducer, size_t kind,
		      struct rt_text *out, struct rt_error *error)
{
	const char *type = widths[kind].type;
	struct rt_text stride = RT_TEXT_INIT;
	size_t most = reproducer->width > 64 ? RT_REPRODUCER_LINES_OF_PAIR
					     : RT_REPRODUCER_LINES;
	int code = write_sides(reproducer, type, out, error);

	if (code)
		return code;
	write_stride(&stride, reproducer->width);
	rt_text_format(out, field, reproducer->offset, type, reproducer->start,
		       rt_text_string(&stride));
	out->failed |= rt_text_failed(&stride);
	rt_text_free(&stride);
	rt_text_add(out, threads);
	rt_text_format(out, body, type, widths[kind].format,
		       widths[kind].shown);
	if (count_lines(rt_text_string(out)) > most)
		return rt_fail(error, RT_USAGE,
			       "with the accessor's source it would be longer "
			       "than %zu lines",
			       most);
	return RT_OK;
}

int rt_reproducer_file(const struct rt_reproducer *reproducer,
		       struct rt_text *out, struct rt_error *error)
{
	struct rt_text file = RT_TEXT_INIT;
	size_t kind = 0;
	int code;

	while (kind + 1 < kinds && widths[kind].width != reproducer->width)
		kind++;
	code = write_file(reproducer, kind, &file, error);
	if (!code)
		rt_text_append(out, rt_text_string(&file), file.length);
	out->failed |= rt_text_failed(&file);
	rt_text_free(&file);
	return code;
}

/* musl's archive has position-independent members in .lo files. */
static const char *member_of(const char *archive)
{
	return strstr(archive, "musl") ? "memcpy.lo memmove.lo"
				       : "memcpy.o memmove.o";
}

/*
 * The flags of the run, but for the names of folders that the source says the
 * place of: nobody else has a folder of that name here.
 */
static void add_flags(struct rt_text *out,
		      const struct rt_reproducer *reproducer, const char *needs)
{
	struct rt_strings flags = RT_STRINGS_INIT, kept = RT_STRINGS_INIT;

	rt_strings_split(&flags, reproducer->flags);
	for (size_t i = 0; i < flags.count; i++) {
		const char *word = flags.word[i];
		bool is_name = !strncmp(word, "-I", 2) && !strchr(word, '/');

		if (!is_name || !strstr(needs, word + 2))
			rt_strings_add(&kept, word);
	}
	if (kept.count)
		rt_text_add(out, " ");
	rt_command_text(out, &kept);
	rt_strings_free(&flags);
	rt_strings_free(&kept);
}

void rt_reproducer_command(const struct rt_reproducer *reproducer,
			   struct rt_text *out)
{
	const char *archive = reproducer->archive;
	const char *members = archive ? member_of(archive) : "";
	struct rt_text needs = RT_TEXT_INIT;

	if (archive)
		rt_text_format(out, "ar x %s %s && ", archive, members);
	rt_reproducer_needs(reproducer, &needs);
	rt_text_format(out, "%s%s", reproducer->compiler,
		       rt_text_string(&needs));
	add_flags(out, reproducer, rt_text_string(&needs));
	rt_text_format(out, " -o tear tear.c%s%s -pthread", archive ? " " : "",
		       members);
	rt_text_free(&needs);
}
