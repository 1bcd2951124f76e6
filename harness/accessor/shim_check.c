/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/shim_check.h"

#include <stdbool.h>
#include <string.h>

enum { deepest = 256 };

/* The state of a check of one line. */
struct scan {
	const char *option;
	const char *code;
	const char *at;
	/* The brackets that are open. */
	struct {
		const char *at;
		char closes;
	} open[deepest];
	size_t depth;
	bool is_macro; /* # and ; are allowed there */
	struct rt_error *error;
};

static int refuse(struct scan *scan, const char *at, const char *reason)
{
	return rt_fail(scan->error, RT_USAGE, "%s, column %zu: %s; in: %s",
		       scan->option, (size_t)(at - scan->code) + 1, reason,
		       scan->code);
}

/* Refuses what is wrong anywhere, even in a string. */
static int check_bytes(struct scan *scan)
{
	const char *c = scan->code;

	for (; *c; c++) {
		if (*c == '\n' || *c == '\r')
			return refuse(scan, c, "a line end; write one line");
		if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
			return refuse(scan, c,
				      "a control character; leave it out");
		if (c[0] == '?' && c[1] == '?' && c[2] &&
		    strchr("=/'()!<>-", c[2]))
			return refuse(scan, c,
				      "a trigraph; write the character that "
				      "it stands for");
		if (*c == '\\' && !c[1 + strspn(c + 1, " \t")])
			return refuse(scan, c,
				      "a backslash at the end would swallow "
				      "the next line; leave it out");
	}
	return RT_OK;
}

static int skip_quote(struct scan *scan)
{
	const char *from = scan->at;
	const char *c = from + 1;

	if (from > scan->code && from[-1] == 'R' && *from == '"')
		return refuse(scan, from, "a raw string; write a plain one");
	while (*c && *c != *from)
		c += *c == '\\' && c[1] ? 2 : 1;
	if (!*c)
		return refuse(scan, from, "this quote is not closed");
	scan->at = c + 1;
	return RT_OK;
}

/* At a '/': a comment, or a division. */
static int skip_slash(struct scan *scan)
{
	const char *from = scan->at;
	const char *end;

	if (from[1] == '/')
		return refuse(scan, from,
			      "a comment to the end of the line; leave it out");
	if (from[1] != '*') {
		scan->at++;
		return RT_OK;
	}
	end = strstr(from + 2, "*/");
	if (!end)
		return refuse(scan, from, "this comment is not closed");
	scan->at = end + 2;
	return RT_OK;
}

static int open_bracket(struct scan *scan, char closes)
{
	if (scan->depth == deepest)
		return refuse(scan, scan->at, "too many open brackets");
	scan->open[scan->depth].at = scan->at++;
	scan->open[scan->depth++].closes = closes;
	return RT_OK;
}

static int close_bracket(struct scan *scan)
{
	if (!scan->depth || scan->open[scan->depth - 1].closes != *scan->at)
		return refuse(scan, scan->at,
			      "this bracket closes none that is open");
	scan->depth--;
	scan->at++;
	return RT_OK;
}

static bool in_braces(const struct scan *scan)
{
	for (size_t i = 0; i < scan->depth; i++)
		if (scan->open[i].closes == '}')
			return true;
	return false;
}

/* Other characters: refuses directives, and semicolons outside braces. */
static int check_other(struct scan *scan)
{
	const char *c = scan->at++;

	if (scan->is_macro)
		return RT_OK;
	if (*c == '#' || (c[0] == '%' && c[1] == ':'))
		return refuse(scan, c,
			      "a directive of the preprocessor; put it into "
			      "a file of your own");
	if (*c == ';' && !in_braces(scan))
		return refuse(scan, c,
			      "a semicolon ends the expression; leave it out");
	return RT_OK;
}

static int step(struct scan *scan)
{
	switch (*scan->at) {
	case '"':
	case '\'':
		return skip_quote(scan);
	case '/':
		return skip_slash(scan);
	case '(':
		return open_bracket(scan, ')');
	case '[':
		return open_bracket(scan, ']');
	case '{':
		return open_bracket(scan, '}');
	case ')':
	case ']':
	case '}':
		return close_bracket(scan);
	default:
		return check_other(scan);
	}
}

/*
 * Digraphs for brackets (6.4.6) are left to the compiler: they swallow nothing.
 */
static int run(struct scan *scan)
{
	int code = check_bytes(scan);

	for (scan->at = scan->code; !code && *scan->at;)
		code = step(scan);
	if (!code && scan->depth)
		code = refuse(scan, scan->open[scan->depth - 1].at,
			      "this bracket is not closed");
	return code;
}

int rt_shim_check_code(const char *option, const char *code,
		       struct rt_error *error)
{
	struct scan scan = {.option = option, .code = code, .error = error};

	if (!code[strspn(code, " \t")])
		return refuse(&scan, code,
			      "nothing there; write a C expression over p, "
			      "such as *(const unsigned short *)p");
	return run(&scan);
}

static size_t name_length(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				      "0123456789";

	if (*text >= '0' && *text <= '9')
		return 0;
	return strspn(text, letters);
}

int rt_shim_check_define(const char *define, struct rt_error *error)
{
	struct scan scan = {.option = "-D",
			    .code = define,
			    .is_macro = true,
			    .error = error};
	size_t length = name_length(define);
	const char *after = define + length;

	if (length && *after == '(')
		after += strcspn(after, ")") + 1;
	if (!length || after > define + strlen(define) ||
	    (*after && *after != '='))
		return refuse(&scan, define,
			      "no macro; write NAME, NAME=VALUE or "
			      "NAME(A)=VALUE");
	return run(&scan);
}

int rt_shim_check_include(const char *include, struct rt_error *error)
{
	struct scan scan = {
		.option = "--include", .code = include, .error = error};
	size_t length = strlen(include);
	bool is_bracketed =
		length > 2 && include[0] == '<' && include[length - 1] == '>';
	size_t inner = strcspn(include + is_bracketed, "<>\"");
	int code = check_bytes(&scan);

	if (code)
		return code;
	if (!length || inner + 2 * (size_t)is_bracketed != length)
		return refuse(&scan, include,
			      "no name of a header; write qemu/bswap.h or "
			      "'<linux/types.h>'");
	return RT_OK;
}
