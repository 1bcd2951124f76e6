/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/qemu_user/report.h"

#include <string.h>

#include "harness/base/value.h"

/* The text that is not yet parsed. */
struct reader {
	const char *at, *end;
};

/* Consumes @word if the text continues with it. */
static bool take_word(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(reader->end - reader->at) < length ||
	    memcmp(reader->at, word, length))
		return false;
	reader->at += length;
	return true;
}

static int digit_of(char character, unsigned base)
{
	int digit = -1;

	if (character >= '0' && character <= '9')
		digit = character - '0';
	else if (character >= 'a' && character <= 'f')
		digit = character - 'a' + 10;
	return digit < (int)base ? digit : -1;
}

/* A number as printf prints it: no sign, blank or leading zero. */
static bool take_number(struct reader *reader, unsigned base, rt_value *number)
{
	const char *first = reader->at;

	*number = 0;
	for (; reader->at < reader->end; reader->at++) {
		int digit = digit_of(*reader->at, base);

		if (digit < 0)
			break;
		if (*number > (~(rt_value)0 - (unsigned)digit) / base)
			return false;
		*number = *number * base + (unsigned)digit;
	}
	return reader->at > first && (*first != '0' || reader->at == first + 1);
}

static bool take_hex(struct reader *reader, rt_value *number)
{
	return take_word(reader, "0x") && take_number(reader, 16, number);
}

/* One of 64 bits: an address or a count, not a value of the field. */
static bool take_narrow(struct reader *reader, unsigned base, uint64_t *narrow)
{
	rt_value number;

	if (!take_number(reader, base, &number) || rt_value_high(number))
		return false;
	*narrow = rt_value_low(number);
	return true;
}

/* A torn load is a change, and a change is a load. */
static bool goes_together(const struct rt_field_count *count)
{
	return count->changes <= count->loads &&
	       count->torn <= count->changes &&
	       count->stale <= count->changes - count->torn &&
	       count->unjudged <= count->changes - count->torn - count->stale;
}

static bool take_count(struct reader *reader, const char *who,
		       struct rt_field_count *count)
{
	uint64_t *const numbers[] = {&count->stores,  &count->loads,
				     &count->changes, &count->torn,
				     &count->stale,   &count->unjudged};

	if (!take_word(reader, who))
		return false;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!take_word(reader, " ") ||
		    !take_narrow(reader, 10, numbers[i]))
			return false;
	return take_word(reader, "\n") && goes_together(count);
}

/* The torn value must differ from the values published around it. */
static bool take_first(struct reader *reader, unsigned width,
		       struct rt_torn *first)
{
	rt_value mask = rt_mask(width);

	if (!take_word(reader, "first ") || !take_hex(reader, &first->before) ||
	    !take_word(reader, " ") || !take_hex(reader, &first->after) ||
	    !take_word(reader, " ") || !take_hex(reader, &first->value) ||
	    !take_word(reader, "\n"))
		return false;
	first->seen = true;
	return first->before <= mask && first->after <= mask &&
	       first->value <= mask && first->value != first->before &&
	       first->value != first->after;
}

static bool take_form(struct reader *reader, enum rt_form *form)
{
	static const char *const forms[RT_FORMS] = {
		[RT_FORM_SAME] = "same\n",
		[RT_FORM_DERIVED] = "derived\n",
		[RT_FORM_STATEFUL] = "stateful\n",
		[RT_FORM_WRITES] = "writes\n",
		[RT_FORM_NEITHER] = "neither\n",
	};

	if (!take_word(reader, "form "))
		return false;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (take_word(reader, forms[i])) {
			*form = (enum rt_form)i;
			return true;
		}
	return false;
}

static bool take_race(struct reader *reader, struct rt_qemu_user_report *report,
		      unsigned width)
{
	if (!take_count(reader, "control", &report->control) ||
	    !take_count(reader, "sound", &report->sound) ||
	    !take_count(reader, "subject", &report->subject))
		return false;
	return !report->subject.torn ||
	       take_first(reader, width, &report->subject.first);
}

/* Finds and consumes the first two lines of the report. */
static bool take_beginning(struct reader *reader,
			   struct rt_qemu_user_report *report)
{
	static const char head[] = "ringtear-hammer 3\nmodule ";
	const char *at = memmem(reader->at, (size_t)(reader->end - reader->at),
				head, sizeof(head) - 1);

	if (!at || (at > reader->at && at[-1] != '\n'))
		return false;
	reader->at = at + sizeof(head) - 1;
	return take_word(reader, "0x") &&
	       take_narrow(reader, 16, &report->module) &&
	       take_word(reader, "\n");
}

bool rt_qemu_user_report_parse(struct rt_qemu_user_report *report,
			       const char *text, size_t length, unsigned width)
{
	struct reader reader = {text, text + length};

	*report = (struct rt_qemu_user_report){.has_begun = false};
	report->has_begun = take_beginning(&reader, report);
	if (!report->has_begun || !take_form(&reader, &report->form))
		return false;
	if (!rt_form_refusal(report->form) &&
	    !take_race(&reader, report, width))
		return false;
	return take_word(&reader, "end\n") && reader.at == reader.end;
}
