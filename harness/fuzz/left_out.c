/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/left_out.h"

#include <stddef.h>
#include <string.h>

#include "harness/toolchain/flags.h"

static const char another[] = "it is for another machine, or another ABI of it";
static const char runtime[] =
	"it needs a run-time library that is in the program from its start";
static const char kernel[] = "it needs what a kernel sets up";
static const char renames[] = "it gives functions other names";
static const char registers[] =
	"it takes registers that the ABI has other uses for";
static const char unfinished[] =
	"its makers call it experimental: its crashes are known to them";

/* All words that begin so, with the reason. */
static const struct row {
	const char *prefix;
	const char *reason;
} rows[] = {
	{"-m16", another},
	{"-m32", another},
	{"-mx32", another},
	{"-mabi=", another},
	{"-maddress-mode=", another},
	{"-mfloat-abi=", another},
	{"-miamcu", another},
	{"-mrtd", another},
	{"-freg-struct-return", another},
	{"-fpcc-struct-return", another},
	{"-fsanitize", runtime},
	{"-fno-sanitize", runtime},
	{"-fsplit-stack", runtime},
	{"-finstrument-functions", runtime},
	{"-fxray-", runtime},
	{"-mfentry", runtime},
	{"-mnop-mcount", runtime},
	{"-mrecord-mcount", runtime},
	{"-mindirect-branch=thunk-extern", runtime},
	{"-mfunction-return=thunk-extern", runtime},
	{"-mretpoline-external-thunk", runtime},
	{"-mcmodel=kernel", kernel},
	{"-mstack-protector-guard", kernel},
	{"-fstack-limit-", kernel},
	{"-fleading-underscore", renames},
	{"-ffixed-", registers},
	{"-fexperimental-", unfinished},
};

const char *rt_left_out(const char *word)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!strncmp(word, rows[i].prefix, strlen(rows[i].prefix)))
			return rows[i].reason;
	return NULL;
}

bool rt_flag_may_be_tried(const char *word)
{
	return rt_flags_allow(word) && !rt_left_out(word);
}
