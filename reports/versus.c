/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/versus.h"

#include <string.h>

#include "reports/cells.h"
#include "reports/layout.h"
#include "reports/spread.h"
#include "reports/wording.h"

enum { label_columns = 12, side_columns = 33, page_columns = 80 };

/* Text of one side, cut, and blanks up to the next column. */
static void put_side(struct rt_text *out, const char *text, bool is_last)
{
	struct rt_text cut = RT_TEXT_INIT;

	rt_layout_cut(&cut, text, side_columns - 1);
	rt_text_add(out, rt_text_string(&cut));
	if (!is_last)
		rt_layout_pad(out,
			      rt_layout_width(rt_text_string(&cut), cut.length),
			      side_columns);
	out->failed |= rt_text_failed(&cut);
	rt_text_free(&cut);
}

static void put_row(struct rt_text *out, const char *label, const char *one,
		    const char *other)
{
	rt_text_format(out, "%-*s", label_columns, label);
	put_side(out, one, false);
	put_side(out, other, true);
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	rt_text_add(out, "\n");
}

/* Where both are the same it is said once. */
static void put_both(struct rt_text *out, const char *label, const char *one,
		     const char *other)
{
	put_row(out, label, one, strcmp(one, other) ? other : "the same");
}

static void put_machines(struct rt_text *out, const struct rt_report *one,
			 const struct rt_report *other)
{
	static const struct rt_machine unknown = {.cpu = "not recorded"};
	const struct rt_machine *left = one->machine ? one->machine : &unknown;
	const struct rt_machine *right =
		other->machine ? other->machine : &unknown;

	put_both(out, "CPU", left->cpu, right->cpu);
	put_both(out, "microcode", left->microcode, right->microcode);
	put_both(out, "kernel", left->kernel, right->kernel);
	put_both(out, "hypervisor", left->hypervisor, right->hypervisor);
	put_both(out, "topology", left->topology, right->topology);
}

static const struct rt_run *same_cell(const struct rt_report *report,
				      const struct rt_run *run)
{
	for (size_t i = 0; i < report->count; i++)
		if (rt_same_cell(&report->runs[i], run))
			return &report->runs[i];
	return NULL;
}

static void say_side(struct rt_text *out, const struct rt_run *run)
{
	if (!run) {
		rt_text_add(out, "not run");
		return;
	}
	rt_text_add(out, rt_cell_word(run));
	if (run->loads) {
		rt_text_add(out, ", ");
		rt_say_rate(out, run->torn, run->seconds);
	}
	if (rt_run_has_bound(run)) {
		rt_text_add(out, ", < 1 in ");
		rt_say_count(out, (uint64_t)(1 / run->torn_upper_bound));
	}
}

static void put_sides(struct rt_text *out, const char *label,
		      void (*say)(struct rt_text *out,
				  const struct rt_run *run),
		      const struct rt_run *one, const struct rt_run *other)
{
	struct rt_text left = RT_TEXT_INIT, right = RT_TEXT_INIT;

	say(&left, one);
	say(&right, other);
	put_row(out, label, rt_text_string(&left), rt_text_string(&right));
	out->failed |= rt_text_failed(&left) || rt_text_failed(&right);
	rt_text_free(&left);
	rt_text_free(&right);
}

static void say_end(struct rt_text *out, const struct rt_run *run)
{
	if (!run || (!run->pop_calls && !*run->ended))
		rt_text_add(out, "not run");
	else if (!*run->ended)
		rt_text_add(out, "no violation");
	else
		rt_say_ended(out, run);
}

static void put_cell(struct rt_text *out, const struct rt_run *one,
		     const struct rt_run *other)
{
	const struct rt_run *run = one ? one : other;
	const struct rt_wrap how = {.width = page_columns,
				    .first = "",
				    .start = "",
				    .next = "  ",
				    .tail = ""};
	struct rt_text build = RT_TEXT_INIT;

	rt_say_build(&build, run);
	rt_text_format(&build, ", %s of %u bits",
		       rt_run_stores(run) ? "store" : "load",
		       rt_run_width(run));
	rt_text_add(out, "\n");
	rt_layout_wrap(out, &how, rt_text_string(&build));
	rt_text_free(&build);
	put_sides(out, "  verdict", say_side, one, other);
	put_sides(out, "  virtqueue", say_end, one, other);
}

static bool differ(const struct rt_run *one, const struct rt_run *other)
{
	return !one || !other || strcmp(rt_cell_word(one), rt_cell_word(other));
}

/* The cells of @one, then those that only @other has. */
static size_t put_cells(struct rt_text *out, const struct rt_report *one,
			const struct rt_report *other, bool differing)
{
	size_t count = 0;

	for (size_t i = 0; i < one->count; i++) {
		const struct rt_run *left = &one->runs[i];
		const struct rt_run *right = same_cell(other, left);

		if (differ(left, right) != differing ||
		    same_cell(one, left) != left)
			continue;
		put_cell(out, left, right);
		count++;
	}
	for (size_t i = 0; differing && i < other->count; i++) {
		const struct rt_run *right = &other->runs[i];

		if (same_cell(one, right) || same_cell(other, right) != right)
			continue;
		put_cell(out, NULL, right);
		count++;
	}
	return count;
}

int rt_report_versus(const struct rt_report *one, const struct rt_report *other,
		     struct rt_text *out, struct rt_error *error)
{
	struct rt_text differing = RT_TEXT_INIT;
	struct rt_layout layout;
	size_t count;

	rt_layout_begin(&layout);
	count = put_cells(&differing, one, other, true);
	rt_text_format(out, "%zu builds differ in their verdict.\n\n", count);
	put_row(out, "", "A", "B");
	put_machines(out, one, other);
	rt_text_add(out, rt_text_string(&differing));
	put_cells(out, one, other, false);
	rt_layout_end(&layout);
	out->failed |= rt_text_failed(&differing);
	rt_text_free(&differing);
	if (rt_text_failed(out))
		return rt_no_memory(error);
	return RT_OK;
}
