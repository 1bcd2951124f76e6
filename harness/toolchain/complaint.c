/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/complaint.h"

#include <signal.h>
#include <string.h>

/* The marks of messages that make a compiler fail. */
static const char *const marks[] = {
	"error:",
	"sorry, unimplemented:",
	"fatal error:",
};

/* Opening and closing quotes: C locale, UTF-8, and clang's own. */
static const struct {
	const char *open, *close;
} quotes[] = {
	{"'", "'"},
	{"\u2018", "\u2019"},
	{"\"", "\""},
	{"`", "'"},
};

/* Copies the next line of @said and moves past it. */
static bool next_line(struct rt_text *line, const char **said)
{
	size_t length = strcspn(*said, "\n");

	if (!**said)
		return false;
	rt_text_append(line, *said, length);
	*said += length + ((*said)[length] == '\n');
	return true;
}

/* The text after the mark of a failure in @line, or NULL. */
static const char *failure_in(const char *line)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		const char *at = strstr(line, marks[i]);

		if (at)
			return at + strlen(marks[i]);
	}
	return NULL;
}

/* Copies the next quoted piece at or after *@at; false when none is left. */
static bool next_quoted(struct rt_text *piece, const char **at)
{
	for (; **at; (*at)++)
		for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
			size_t opening = strlen(quotes[i].open);
			const char *end;

			if (strncmp(*at, quotes[i].open, opening))
				continue;
			end = strstr(*at + opening, quotes[i].close);
			if (!end)
				continue;
			rt_text_append(piece, *at + opening,
				       (size_t)(end - *at) - opening);
			*at = end + strlen(quotes[i].close);
			return true;
		}
	return false;
}

/* "-march=" and "-march" mean the flag "-march=foo", "foo" is its value. */
static bool means(const char *piece, const char *flag)
{
	size_t length = strlen(piece);
	const char *value = strchr(flag, '=');

	if (!length)
		return false;
	if (!strcmp(piece, flag))
		return true;
	if (*piece != '-')
		return value && !strcmp(piece, value + 1);
	if (strncmp(flag, piece, length))
		return false;
	return piece[length - 1] == '=' || flag[length] == '=' ||
	       length == 2; /* -O of -Ofoo, -D of -DX */
}

/* The flag that @piece means, the last of several: it overrides the others. */
static const char *flag_meant(const char *piece, const struct rt_strings *flags)
{
	for (size_t i = flags->count; i-- > 0;)
		if (!strcmp(piece, flags->word[i]))
			return flags->word[i];
	for (size_t i = flags->count; i-- > 0;)
		if (means(piece, flags->word[i]))
			return flags->word[i];
	return NULL;
}

/* The only flag that is quoted in @at; sets *@several when there are more. */
static const char *flag_in(const char *at, const struct rt_strings *flags,
			   bool *several)
{
	const char *found = NULL;

	for (;;) {
		struct rt_text piece = RT_TEXT_INIT;
		bool more = next_quoted(&piece, &at);
		const char *flag = NULL;

		/*
		 * Quoted text that is no flag, as in "did you mean", is
		 * skipped.
		 */
		if (more && !piece.failed)
			flag = flag_meant(rt_text_string(&piece), flags);
		*several |= flag && found && strcmp(flag, found) != 0;
		if (!found)
			found = flag;
		rt_text_free(&piece);
		if (!more)
			return *several ? NULL : found;
	}
}

const char *rt_complaint_word(const char *said, const struct rt_strings *flags)
{
	const char *found = NULL;
	bool several = false;
	bool more = true;

	while (more && !found && !several) {
		struct rt_text line = RT_TEXT_INIT;
		const char *failure;

		more = next_line(&line, &said);
		failure = failure_in(rt_text_string(&line));
		if (failure)
			found = flag_in(failure, flags, &several);
		rt_text_free(&line);
	}
	return found;
}

static bool says_any(const struct rt_process *process, const char *const *words)
{
	for (; *words; words++)
		if (strstr(rt_text_string(&process->output), *words))
			return true;
	return false;
}

/* gcc/gcc.c (execute), diagnostic.c; libiberty/xmalloc.c; llvm/ErrorHandling */
static const char *const no_memory[] = {
	"out of memory allocating",  "virtual memory exhausted",
	"LLVM ERROR: out of memory", "cannot allocate memory",
	"Cannot allocate memory",    NULL,
};

static const char *const no_cpu[] = {"CPU time limit exceeded", NULL};
static const char *const no_file[] = {
	"File size limit exceeded",
	"File too large",
	NULL,
};

enum rt_limit rt_complaint_limit(const struct rt_process *process)
{
	if (process->limit != RT_LIMIT_NONE || process->exit_status == 0)
		return process->limit;
	if (says_any(process, no_cpu))
		return RT_LIMIT_CPU;
	if (says_any(process, no_file))
		return RT_LIMIT_FILE;
	if (says_any(process, no_memory))
		return RT_LIMIT_MEMORY;
	return RT_LIMIT_NONE;
}

/* Each driver's words for a program of its own that SIGKILL or SIGTERM ended:
 * gcc/gcc.c (execute), of gcc 8 too, gcc/collect-utils.cc,
 * llvm/lib/Support/Unix/Program.inc
 */
static const char *const interrupted[] = {
	"Killed signal terminated program",
	"Terminated signal terminated program",
	"terminated with signal 9 [",
	"terminated with signal 15 [",
	"internal compiler error: Killed (program ",
	"unable to execute command: Killed",
	"unable to execute command: Terminated",
	NULL,
};

bool rt_complaint_is_interrupted(const struct rt_process *process)
{
	static const int signals[] = {SIGKILL, SIGTERM, SIGHUP, SIGINT,
				      SIGQUIT};

	if (process->limit != RT_LIMIT_NONE || process->exit_status == 0)
		return false;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (process->signal == signals[i])
			return true;
	return says_any(process, interrupted);
}

const char *rt_complaint_lack(const struct rt_process *process)
{
	static const char space[] = "no space left; free some, or name another "
				    "cache folder or TMPDIR";
	static const char processes[] =
		"no process or file more may be opened; "
		"end some, or raise ulimit -u and -n";
	/* strerror(3) of ENOSPC, EDQUOT, EROFS, EAGAIN of fork(2), EMFILE. */
	static const struct {
		const char *said, *lack;
	} table[] = {
		{"No space left on device", space},
		{"Disk quota exceeded", space},
		{"Read-only file system", space},
		{"Resource temporarily unavailable", processes},
		{"Too many open files", processes},
		{"out of file descriptors", processes},
	};
	const char *said = rt_text_string(&process->output);

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (process->exit_status != 0 && strstr(said, table[i].said))
			return table[i].lack;
	return NULL;
}

static bool is_crash(int signal)
{
	static const int crashes[] = {SIGSEGV, SIGABRT, SIGILL, SIGBUS,
				      SIGFPE,  SIGTRAP, SIGSYS};

	for (size_t i = 0; i < sizeof(crashes) / sizeof(*crashes); i++)
		if (signal == crashes[i])
			return true;
	return false;
}

/* An #error with the same text comes after a plain "error:". */
static bool says_internal(const char *line)
{
	static const char gcc[] = "internal compiler error: ";
	static const char clang[] = "PLEASE submit a bug report";
	const char *at = strstr(line, gcc);
	const char *plain = strstr(line, "error: ");

	if (!strncmp(line, clang, sizeof(clang) - 1))
		return true;
	return at && plain >= at;
}

bool rt_complaint_is_internal(const struct rt_process *process)
{
	const char *said = rt_text_string(&process->output);
	bool found = false;
	bool more = true;

	if (process->exit_status == 0 ||
	    rt_complaint_limit(process) != RT_LIMIT_NONE)
		return false;
	if (rt_complaint_is_interrupted(process))
		return false;
	if (is_crash(process->signal))
		return true;
	while (more && !found) {
		struct rt_text line = RT_TEXT_INIT;

		more = next_line(&line, &said);
		found = says_internal(rt_text_string(&line));
		rt_text_free(&line);
	}
	return found;
}
