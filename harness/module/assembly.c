/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/assembly.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Longer texts are left to the next stage. */
enum { longest = 4 << 20 };

/* A piece of the text. */
struct span {
	const char *at;
	size_t length;
};

/* The properties of one name; a name is identified by a 64-bit hash. */
struct name {
	uint64_t key;	 /* 0: a free slot */
	uint32_t number; /* of a local label, by its first use; 0: unused */
	bool is_used;	 /* by a line that is hashed */
	bool is_defined;
	bool is_global;
};

struct reader {
	struct rt_hash *hash;
	struct rt_assembly *found;
	bool verbose;
	bool is_skipping;   /* in a section that is left out */
	bool skips_nothing; /* has_stacked: sections are unknown */
	bool has_stacked;   /* a directive of stacked_sections */
	struct name *names; /* open addressing; places: a power of two */
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

/* A name takes two bytes of the text at least, so a slot is always free. */
static struct name *name_of(struct reader *reader, struct span span)
{
	uint64_t key = XXH3_64bits(span.at, span.length) | 1;
	size_t at = (size_t)(key >> 1) & (reader->places - 1);

	while (reader->names[at].key && reader->names[at].key != key)
		at = (at + 1) & (reader->places - 1);
	reader->names[at].key = key;
	return &reader->names[at];
}

/* Removes blanks and a word from the front of @rest; returns the word. */
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

/* The next line, without its end and its comment of -fverbose-asm. */
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

/* Directives that do not affect the code. */
static const char *const left_out[] = {".file", ".ident", ".loc", NULL};

/* Directives that begin the section of their own name. */
static const char *const named_sections[] = {".text", ".data", ".bss", NULL};

/* Directives that switch sections by earlier ones: not followed here. */
static const char *const stacked_sections[] = {
	".pushsection", ".popsection", ".previous", ".subsection", NULL,
};

/* Directives whose words refer to no symbol of another object. */
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

/* Prefixes before the name of an instruction. */
static const char *const prefixes[] = {
	"rep", "repe",	  "repz",   "repne",  "repnz", "lock",
	"bnd", "notrack", "data16", "addr32", NULL,
};

static const char *const reads_files[] = {".incbin", ".include", NULL};

/* Tracks the section; true when the line of @first is left out. */
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

/* Calls @each with the lines that may affect the code. */
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

/* Splits a label, a word and a colon, off @line; the remainder is @rest. */
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

/* The rest of @line after the quoted string that it begins with. */
static struct span behind_string(struct span line)
{
	size_t at = 1;

	while (at < line.length && line.at[at] != '"')
		at += line.at[at] == '\\' ? 2 : 1;
	at = at < line.length ? at + 1 : line.length;
	return (struct span){.at = line.at + at, .length = line.length - at};
}

/*
 * Takes the next symbol from the operands in @line. A name after a % is a
 * register; a word that begins with a digit is a number or a numbered label.
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

/* First walk: records the names. */
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

/* Records a directive of stacked_sections, after labels too. */
static void note_stacked(struct reader *reader, struct span line)
{
	struct span label;
	struct span rest;

	while (take_label(line, &label, &rest))
		line = rest;
	reader->has_stacked |= is_one_of(take_word(&line), stacked_sections);
}

/* Hashes the number of a local label, which its first use assigns. */
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

/* True when @symbol, followed by @behind, is bound within this text. */
static bool is_settled(struct reader *reader, struct span symbol,
		       struct span behind)
{
	const struct name *name = name_of(reader, symbol);

	return name->is_defined && !name->is_global &&
	       !(behind.length && *behind.at == '@');
}

static void find_calls_out(struct reader *reader, struct span line)
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

/* Second walk: hashes the lines. */
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
	find_calls_out(reader, line);
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
	/* A name has one byte at least, and a separator. */
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
