/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/assembly.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Longer ones are left to the next stage. */
enum { longest = 4 << 20 };

/* A piece of the text. */
struct span {
	const char *at;
	size_t length;
};

/* What is known of one name; names are told apart by 64 bits of hash. */
struct name {
	uint64_t key;	 /* 0: a free place */
	uint32_t number; /* of a local label, by its first use; 0: unused */
	bool is_used;	 /* by a line that is kept */
	bool is_defined;
	bool is_global;
};

struct reader {
	struct rt_hash *hash;
	struct rt_assembly *found;
	bool verbose;
	bool is_skipping;   /* in a section that is left out */
	bool skips_nothing; /* sections are switched in ways not followed, */
	bool has_stacked;   /* as was found out by a walk of its own */
	struct name *names; /* open addressing; a power of two of places */
	size_t places;
	uint32_t numbered;
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool begins(struct span span, const char *start)
{
	size_t length = strlen(start);

	return span.length >= length && !memcmp(span.at, start, length);
}

static bool equals(struct span span, const char *word)
{
	return span.length == strlen(word) && begins(span, word);
}

static bool is_one_of(struct span span, const char *const *list)
{
	for (; *list; list++)
		if (equals(span, *list))
			return true;
	return false;
}

/* There are fewer names than bytes by two, so a place is always free. */
static struct name *name_of(struct reader *reader, struct span span)
{
	uint64_t key = XXH3_64bits(span.at, span.length) | 1;
	size_t at = (size_t)(key >> 1) & (reader->places - 1);

	while (reader->names[at].key && reader->names[at].key != key)
		at = (at + 1) & (reader->places - 1);
	reader->names[at].key = key;
	return &reader->names[at];
}

/* Takes a word off the front of @rest, blanks before it too. */
static struct span take_word(struct span *rest)
{
	struct span word;

	while (rest->length && is_blank(*rest->at)) {
		rest->at++;
		rest->length--;
	}
	word = (struct span){.at = rest->at};
	while (word.length < rest->length && is_word(rest->at[word.length]))
		word.length++;
	rest->at += word.length;
	rest->length -= word.length;
	return word;
}

/* The next line without its end, or without a comment of -fverbose-asm. */
static bool next_line(const struct reader *reader, struct span *text,
		      struct span *line)
{
	const char *end = memchr(text->at, '\n', text->length);
	size_t length = end ? (size_t)(end - text->at) : text->length;
	bool is_quoted = false;

	if (!text->length)
		return false;
	*line = (struct span){.at = text->at, .length = length};
	text->at += length + (end != NULL);
	text->length -= length + (end != NULL);
	for (size_t i = 0; reader->verbose && i + 1 < length; i++) {
		if (line->at[i] == '\\')
			i++;
		else if (line->at[i] == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && line->at[i] == '\t' &&
			 line->at[i + 1] == '#')
			line->length = i;
		if (line->length == i)
			break;
	}
	return true;
}

/* Say nothing of the code, or nothing that reaches it. */
static const char *const left_out[] = {".file", ".ident", ".loc", NULL};

/* Begin a section that goes by its name alone. */
static const char *const named_sections[] = {".text", ".data", ".bss", NULL};

/* Switch sections by what came before, which is not followed here. */
static const char *const stacked_sections[] = {
	".pushsection", ".popsection", ".previous", ".subsection", NULL,
};

/* Their words are no reference to another object's symbol. */
static const char *const refers_to_none[] = {
	".type",	 ".size",      ".section",    ".text",
	".data",	 ".bss",       ".align",      ".p2align",
	".balign",	 ".string",    ".ascii",      ".asciz",
	".intel_syntax", ".zero",      ".att_syntax", ".code32",
	".code64",	 ".code16gcc", ".local",      ".hidden",
	".internal",	 ".arch",      NULL,
};

static const char *const makes_global[] = {".globl", ".global", ".weak",
					   ".comm", NULL};

/* Stand before an instruction's own name. */
static const char *const prefixes[] = {
	"rep", "repe",	  "repz",   "repne",  "repnz", "lock",
	"bnd", "notrack", "data16", "addr32", NULL,
};

static const char *const reads_files[] = {".incbin", ".include", NULL};

/* Follows the sections; true when the line of @first belongs to none kept. */
static bool is_left_out(struct reader *reader, struct span first,
			struct span rest)
{
	if (equals(first, ".section")) {
		while (rest.length && is_blank(*rest.at)) {
			rest.at++;
			rest.length--;
		}
		reader->is_skipping = begins(rest, ".debug_") ||
				      begins(rest, ".comment,") ||
				      begins(rest, ".eh_frame,");
	} else if (is_one_of(first, named_sections)) {
		reader->is_skipping = false;
	}
	if (reader->is_skipping && !reader->skips_nothing)
		return true;
	return is_one_of(first, left_out) || begins(first, ".cfi_");
}

typedef void visit(struct reader *reader, struct span line);

/* Calls @each with the lines that may reach the code. */
static void walk(struct reader *reader, struct span text, visit *each)
{
	struct span line;

	reader->is_skipping = false;
	while (next_line(reader, &text, &line)) {
		struct span rest = line;
		struct span first = take_word(&rest);

		if ((line.length && *line.at == '#') ||
		    (!first.length && !rest.length))
			continue;
		if (!is_left_out(reader, first, rest))
			each(reader, line);
	}
}

/* A label: the word and a colon at the beginning; @rest is behind it. */
static bool take_label(struct span line, struct span *label, struct span *rest)
{
	*rest = line;
	*label = take_word(rest);
	if (!label->length || !rest->length || *rest->at != ':')
		return false;
	rest->at++;
	rest->length--;
	return true;
}

/* Behind what a quoted string says; @line is at its opening quote. */
static struct span behind_string(struct span line)
{
	size_t at = 1;

	while (at < line.length && line.at[at] != '"')
		at += line.at[at] == '\\' ? 2 : 1;
	at = at < line.length ? at + 1 : line.length;
	return (struct span){.at = line.at + at, .length = line.length - at};
}

/*
 * Takes the next symbol out of the operands in @line. A name behind a % is a
 * register's, what begins with a digit is a number or a numbered label.
 */
static bool next_symbol(struct span *line, struct span *symbol)
{
	bool is_register = false;

	while (line->length) {
		if (is_word(*line->at)) {
			*symbol = take_word(line);
			/* "$name" is the value of a name, "$4" a number. */
			while (symbol->length && *symbol->at == '$') {
				symbol->at++;
				symbol->length--;
			}
			if (!is_register && symbol->length &&
			    !is_digit(*symbol->at) && !equals(*symbol, "."))
				return true;
			is_register = false;
		} else if (*line->at == '"') {
			*line = behind_string(*line);
		} else {
			is_register = *line->at == '%';
			line->at++;
			line->length--;
		}
	}
	return false;
}

static void note_label(struct reader *reader, struct span label)
{
	name_of(reader, label)->is_defined = true;
}

static void note_uses(struct reader *reader, struct span line)
{
	struct span first;
	struct span symbol;
	struct span rest = line;
	bool is_global;

	first = take_word(&rest);
	is_global = is_one_of(first, makes_global);
	reader->found->reads_files |= is_one_of(first, reads_files);
	while (next_symbol(&rest, &symbol)) {
		struct name *name = name_of(reader, symbol);

		name->is_used = true;
		name->is_global |= is_global;
	}
}

/* First walk: which names there are. */
static void note_line(struct reader *reader, struct span line)
{
	struct span label;
	struct span rest;

	while (take_label(line, &label, &rest)) {
		note_label(reader, label);
		line = rest;
	}
	note_uses(reader, line);
}

/* Behind a label too. */
static void note_stacked(struct reader *reader, struct span line)
{
	struct span label;
	struct span rest;

	while (take_label(line, &label, &rest))
		line = rest;
	reader->has_stacked |= is_one_of(take_word(&line), stacked_sections);
}

/* The number of a local label, given at its first use. */
static void hash_local(struct reader *reader, struct name *name)
{
	if (!name->number)
		name->number = ++reader->numbered;
	rt_hash_string(reader->hash, "\1.L");
	rt_hash_bytes(reader->hash, &name->number, sizeof(name->number));
}

/* Adds @line with numbers for the names of its local labels. */
static void hash_text(struct reader *reader, struct span line)
{
	struct span plain = {.at = line.at};
	struct span symbol;
	const char *end = line.at + line.length;

	while (next_symbol(&line, &symbol)) {
		if (!begins(symbol, ".L"))
			continue;
		plain.length = (size_t)(symbol.at - plain.at);
		rt_hash_bytes(reader->hash, plain.at, plain.length);
		hash_local(reader, name_of(reader, symbol));
		plain.at = symbol.at + symbol.length;
	}
	rt_hash_bytes(reader->hash, plain.at, (size_t)(end - plain.at));
}

/* True when @symbol, with @behind following it, is settled in this text. */
static bool is_settled(struct reader *reader, struct span symbol,
		       struct span behind)
{
	const struct name *name = name_of(reader, symbol);

	return name->is_defined && !name->is_global &&
	       !(behind.length && *behind.at == '@');
}

static void look_out(struct reader *reader, struct span line)
{
	struct span first = take_word(&line);
	struct span symbol;

	if (is_one_of(first, refers_to_none) || is_one_of(first, makes_global))
		return;
	while (is_one_of(first, prefixes))
		first = take_word(&line);
	while (next_symbol(&line, &symbol))
		if (!is_settled(reader, symbol, line))
			reader->found->calls_out = true;
}

/* Second walk: what is kept is added. */
static void hash_line(struct reader *reader, struct span line)
{
	struct span label;
	struct span rest;

	while (take_label(line, &label, &rest)) {
		line = rest;
		if (!begins(label, ".L"))
			rt_hash_bytes(reader->hash, label.at, label.length);
		else if (name_of(reader, label)->is_used)
			hash_local(reader, name_of(reader, label));
		else
			continue;
		rt_hash_string(reader->hash, ":");
	}
	if (!line.length)
		return;
	hash_text(reader, line);
	rt_hash_string(reader->hash, "\n");
	look_out(reader, line);
}

bool rt_assembly_hash(struct rt_hash *hash, struct rt_assembly *found,
		      const char *text, size_t length, bool verbose)
{
	struct reader reader = {
		.hash = hash,
		.found = found,
		.verbose = verbose,
		.places = 64,
	};
	struct span all = {.at = text, .length = length};

	*found = (struct rt_assembly){.reads_files = length > longest};
	if (found->reads_files)
		return true;
	/* A name has a byte at least, and one that parts it from the next. */
	while (reader.places < length)
		reader.places *= 2;
	reader.names = calloc(reader.places, sizeof(*reader.names));
	if (!reader.names)
		return false;
	reader.skips_nothing = true;
	walk(&reader, all, note_stacked);
	reader.skips_nothing = reader.has_stacked;
	walk(&reader, all, note_line);
	walk(&reader, all, hash_line);
	free(reader.names);
	return true;
}
