/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/mail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness/base/version.h"
#include "reports/layout.h"

enum { fold_at = 76, encoded_most = 54 };

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text & 0x80)
			return false;
	return true;
}

/* The length of the UTF-8 character at @at, of which @left bytes are left. */
static size_t character_length(const char *at, size_t left)
{
	size_t length = 1;

	while (length < left && (at[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* One encoded-word of RFC 2047, by its Q encoding. */
static void add_encoded(struct rt_text *out, const char *text, size_t length)
{
	rt_text_add(out, "=?UTF-8?Q?");
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if (byte == ' ')
			rt_text_add(out, "_");
		else if ((byte >= '0' && byte <= '9') ||
			 ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'))
			rt_text_append(out, text + i, 1);
		else
			rt_text_format(out, "=%02X", byte);
	}
	rt_text_add(out, "?=");
}

/* As encoded-words, each at most 75 characters long, parted by blanks. */
static void encode(struct rt_text *out, const char *text)
{
	size_t length = strlen(text), start = 0, used = 0;

	for (size_t at = 0; at < length;) {
		size_t bytes = character_length(text + at, length - at);
		size_t cost = *(text + at) & 0x80 ? 3 * bytes : 3;

		if (used + cost > encoded_most) {
			add_encoded(out, text + start, at - start);
			rt_text_add(out, " ");
			start = at;
			used = 0;
		}
		used += cost;
		at += bytes;
	}
	if (length > start)
		add_encoded(out, text + start, length - start);
}

/* Appends "NAME: " and @value, folded as RFC 5322, 2.2.3 has it. */
static void fold(struct rt_text *out, const char *name, const char *value)
{
	size_t column = strlen(name) + 2;
	bool first = true;

	rt_text_format(out, "%s: ", name);
	while (*value) {
		size_t length = strcspn(value, " ");

		if (!first && column + 1 + length > fold_at) {
			rt_text_add(out, "\n ");
			column = 1;
		} else if (!first) {
			rt_text_add(out, " ");
			column++;
		}
		rt_text_append(out, value, length);
		column += length;
		first = false;
		value += length;
		value += strspn(value, " ");
	}
	rt_text_add(out, "\n");
}

/* The bytes of @line that come before its first word that is not ASCII. */
static size_t plain_length(const char *line)
{
	size_t length = 0, word = 0;

	for (; line[length] && !(line[length] & 0x80); length++)
		if (line[length] == ' ')
			word = length + 1;
	return line[length] ? word : length;
}

static void put_header(struct rt_text *out, const char *name, const char *value)
{
	struct rt_text line = RT_TEXT_INIT, encoded = RT_TEXT_INIT;
	size_t plain;

	rt_layout_clean_line(&line, value);
	plain = plain_length(rt_text_string(&line));
	rt_text_append(&encoded, rt_text_string(&line), plain);
	encode(&encoded, rt_text_string(&line) + plain);
	fold(out, name, rt_text_string(&encoded));
	out->failed |= rt_text_failed(&line) || rt_text_failed(&encoded);
	rt_text_free(&line);
	rt_text_free(&encoded);
}

/* The length of the address at @at: to a comma that no quotes hold. */
static size_t address_length(const char *at)
{
	bool quoted = false;
	size_t length = 0;

	for (; at[length] && (quoted || at[length] != ','); length++) {
		if (at[length] == '\\' && at[length + 1])
			length++;
		else if (at[length] == '"')
			quoted = !quoted;
	}
	return length;
}

/* A display name as a quoted-string, or encoded; quotes around it are taken. */
static void add_name(struct rt_text *out, const char *name, size_t length)
{
	struct rt_text plain = RT_TEXT_INIT;

	while (length && strchr(" \"", name[length - 1]))
		length--;
	for (; length && strchr(" \"", *name); length--)
		name++;
	rt_text_append(&plain, name, length);
	if (!is_ascii(rt_text_string(&plain))) {
		encode(out, rt_text_string(&plain));
	} else if (length) {
		bool atoms =
			!strpbrk(rt_text_string(&plain), "()<>[]:;@\\,.\"");

		for (size_t i = 0; i <= length; i++) {
			if ((!i || i == length) && !atoms)
				rt_text_add(out, "\"");
			if (i < length && strchr("\"\\", name[i]))
				rt_text_add(out, "\\");
			if (i < length)
				rt_text_append(out, name + i, 1);
		}
	}
	out->failed |= rt_text_failed(&plain);
	rt_text_free(&plain);
}

/* What is no character of an address (RFC 5322, 3.4.1) is left out. */
static void add_address(struct rt_text *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] > ' ' && text[i] < 0x7f &&
		    !strchr("<>()[],;:\\\"", text[i]))
			rt_text_append(out, text + i, 1);
}

static void add_mailbox(struct rt_text *out, const char *at, size_t length)
{
	const char *open = memrchr(at, '<', length);
	size_t name = open ? (size_t)(open - at) : 0;

	if (!open) {
		add_address(out, at, length);
		return;
	}
	add_name(out, at, name);
	rt_text_add(out, " <");
	add_address(out, open, length - name);
	rt_text_add(out, ">");
}

/* Of each address only the display name is encoded. */
static void put_addresses(struct rt_text *out, const char *name,
			  const char *value)
{
	struct rt_text line = RT_TEXT_INIT, all = RT_TEXT_INIT;

	rt_layout_clean_line(&line, value);
	for (const char *at = rt_text_string(&line); *at;) {
		size_t length = address_length(at);

		at += strspn(at, " ");
		length = address_length(at);
		if (length)
			add_mailbox(&all, at, length);
		at += length;
		if (*at == ',') {
			rt_text_add(&all, ", ");
			at++;
		}
	}
	fold(out, name, rt_text_string(&all));
	out->failed |= rt_text_failed(&line) || rt_text_failed(&all);
	rt_text_free(&line);
	rt_text_free(&all);
}

/* The names of days and months are English: LC_TIME was never set. */
static void add_separator(struct rt_text *out, const struct tm *when)
{
	char text[64] = "";

	strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y", when);
	rt_text_format(out, "From ringtear@localhost %s\n", text);
}

static void add_date(struct rt_text *out, const struct tm *when)
{
	char text[64] = "";

	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", when);
	rt_text_format(out, "Date: %s\n", text);
}

/* Made of what names the run on every machine, so it is the same again. */
static void add_id(struct rt_text *out, const struct rt_report *report,
		   const struct rt_report_letter *letter)
{
	struct rt_text host = RT_TEXT_INIT, name = RT_TEXT_INIT;

	add_address(&host, letter->host ? letter->host : "",
		    letter->host ? strlen(letter->host) : 0);
	if (report->count)
		add_address(&name, report->runs[0].uid,
			    strlen(report->runs[0].uid));
	rt_text_format(out, "Message-ID: <ringtear.%s.%" PRIx64 "@%s>\n",
		       name.length ? rt_text_string(&name) : "0",
		       (uint64_t)letter->date,
		       host.length ? rt_text_string(&host) : "localhost");
	rt_text_free(&host);
	rt_text_free(&name);
}

void rt_mail_head(struct rt_text *out, const struct rt_report *report,
		  const char *subject, const char *body)
{
	static const struct rt_report_letter nobody = {.from = NULL};
	const struct rt_report_letter *letter =
		report->letter ? report->letter : &nobody;
	time_t seconds = (time_t)letter->date;
	struct tm when = {.tm_mday = 1};

	gmtime_r(&seconds, &when);
	add_separator(out, &when);
	put_addresses(out, "From",
		      letter->from ? letter->from
				   : "ringtear <ringtear@localhost>");
	if (letter->to)
		put_addresses(out, "To", letter->to);
	if (letter->cc)
		put_addresses(out, "Cc", letter->cc);
	put_header(out, "Subject", subject);
	add_date(out, &when);
	add_id(out, report, letter);
	rt_text_format(out,
		       "User-Agent: ringtear/%s\n"
		       "MIME-Version: 1.0\n"
		       "Content-Type: text/plain; charset=%s; format=fixed\n"
		       "Content-Transfer-Encoding: %s\n\n",
		       rt_version(), is_ascii(body) ? "US-ASCII" : "UTF-8",
		       is_ascii(body) ? "7bit" : "8bit");
}

void rt_mail_quote_from(struct rt_text *out, const char *body)
{
	while (*body) {
		size_t length = strcspn(body, "\n");

		if (!strncmp(body + strspn(body, ">"), "From ", 5))
			rt_text_add(out, ">");
		rt_text_append(out, body, length + (body[length] == '\n'));
		body += length + (body[length] == '\n');
	}
}
