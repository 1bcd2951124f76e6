/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/field.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "harness/trial/trial.h"
#include "reports/wording.h"

/* Functions of QEMU's path to an index, and the copy that stands for them. */
static const char *const loads[] = {
	"lduw_he_p",	  "lduw_le_p",	       "vring_avail_idx",
	"fortify-memcpy", "virtio_lduw_phys_", "address_space_lduw_le_cached"};
static const char *const stores[] = {
	"stw_he_p",	  "stw_le_p",	      "vring_used_idx_set",
	"fortify-memcpy", "virtio_stw_phys_", "address_space_stw_le_cached"};

static bool names_any(const char *accessor, const char *const *names,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(accessor, names[i]))
			return true;
	return false;
}

/* Whether the accessor is one by which QEMU loads or stores a ring's index. */
static bool is_qemus(const struct rt_run *run)
{
	if (rt_run_width(run) != 16)
		return false;
	return !strcmp(run->kind, "repro") ||
	       (rt_run_stores(run) ? names_any(run->accessor, stores,
					       sizeof(stores) / sizeof(*stores))
				   : names_any(run->accessor, loads,
					       sizeof(loads) / sizeof(*loads)));
}

/*
 * "avail->idx": as the user named it, or that of QEMU's functions by which
 * QEMU reads and writes the rings' indices; "" where the accessor may be for
 * any field. Constant, or the report's.
 */
static const char *field_of(const struct rt_report *report,
			    const struct rt_run *run)
{
	if (report->field)
		return report->field;
	if (!is_qemus(run))
		return "";
	return rt_run_stores(run) ? "used->idx" : "avail->idx";
}

void rt_say_access(struct rt_text *out, const struct rt_report *report,
		   const struct rt_run *run)
{
	const char *field = field_of(report, run);

	rt_text_format(out, "%u-bit %s%s%s", rt_run_width(run),
		       rt_run_stores(run) ? "store" : "load",
		       *field ? " of " : "", field);
}

/* What the accessor may touch beside the field, and what lay there. */
static void say_object(struct rt_text *out, const struct rt_run *run)
{
	const char *text = run->trial ? run->trial : "";
	struct rt_trial trial;

	if (rt_trial_parse(&trial, text, strlen(text), "", NULL) ||
	    !*trial.within)
		return;
	rt_text_format(out,
		       " The accessor may access the object that the field "
		       "lies in: offset and size are %s bytes",
		       trial.within);
	if (trial.align)
		rt_text_format(out, ", it is aligned to %" PRIu64, trial.align);
	if (*trial.beside)
		rt_text_format(out, ", and it held %s beside the field",
			       trial.beside);
	rt_text_add(out, ".");
}

static const char avail[] =
	"avail->idx, a le16 at offset 2 of the available ring, which is "
	"aligned "
	"to 2 bytes (virtio 1.2, 2.7.6): the driver stores it, the device "
	"loads it.";
static const char used[] =
	"used->idx, a le16 at offset 2 of the used ring, which is aligned to 4 "
	"bytes (virtio 1.2, 2.7.8): the device stores it, the driver loads it.";

static void say_which(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	const char *field = field_of(report, run);
	bool is_index = rt_run_width(run) == 16;

	if (is_index && !strcmp(field, "avail->idx"))
		rt_text_add(out, avail);
	else if (is_index && !strcmp(field, "used->idx"))
		rt_text_add(out, used);
	else if (*field)
		rt_text_format(out, "%s, of %u bits.", field,
			       rt_run_width(run));
	else
		rt_text_format(out,
			       "A field of %u bits that two sides share; "
			       "`report --field NAME --path 'a() -> b()'` "
			       "names it, and the calls that lead to the "
			       "accessor.",
			       rt_run_width(run));
}

void rt_say_field(struct rt_text *out, const struct rt_report *report,
		  const struct rt_run *run)
{
	unsigned int offset = rt_run_number(run, "offset", 2);

	say_which(out, report, run);
	rt_text_format(out,
		       " In this run it lay at byte %u of a cache line, %s.",
		       offset % 64,
		       offset % (rt_run_width(run) / 8)
			       ? "which is not its natural alignment"
			       : "naturally aligned");
	if (is_qemus(run) && !report->field)
		rt_text_add(out,
			    " virtio does not ask for a single-copy atomic "
			    "access; both sides rely on it.");
	say_object(out, run);
}

static const char load_path[] =
	"Path in QEMU up to 3.1: virtqueue_pop() -> virtio_queue_empty() -> "
	"vring_avail_idx() -> virtio_lduw_phys_cached() -> "
	"address_space_lduw_le_cached() -> lduw_le_p() -> lduw_he_p(), the "
	"accessor. No barrier prevents a tear.";
static const char store_path[] =
	"Path in QEMU up to 3.1: virtqueue_push() -> virtqueue_flush() -> "
	"vring_used_idx_set() -> virtio_stw_phys_cached() -> stw_le_p() -> "
	"stw_he_p(), the accessor. No barrier prevents a tear.";

void rt_say_path(struct rt_text *out, const struct rt_report *report,
		 const struct rt_run *run)
{
	if (report->path)
		rt_text_format(out, "Path: %s.", report->path);
	else if (is_qemus(run) && !report->field)
		rt_text_add(out, rt_run_stores(run) ? store_path : load_path);
}
