/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the engines said of each distinct machine code, and the report. */
#ifndef RT_TESTS_AGREEMENT_JUDGED_H
#define RT_TESTS_AGREEMENT_JUDGED_H

#include "harness/verdict/judge.h"
#include "tests/agreement/cells.h"
#include "tests/agreement/reasons.h"

struct agreement_judged {
	enum agreement_kind kind;
	enum rt_outcome verdict;
	bool twice;
	char reason[256]; /* of what is not clear */
};

struct agreement_code {
	struct rt_digest digest;
	size_t cell;	 /* the first that has it */
	unsigned number; /* of the function */
	unsigned cells;	 /* that have it */
	struct agreement_judged judged;
};

struct agreement_codes {
	struct agreement_code *list;
	size_t count;
};

/* NULL when there is none. */
struct agreement_code *agreement_code_of(const struct agreement_codes *codes,
					 const struct rt_digest *digest);

/* RT_SETUP without memory; the caller frees the list. */
int agreement_codes_find(struct agreement_codes *codes,
			 const struct agreement_cell *cells, size_t count,
			 struct rt_error *error);

/* Asks codegen and step; called in a child. */
void agreement_judge(const struct agreement_cell *cell, unsigned number,
		     struct agreement_judged *judged);
/* Its process was lost. */
void agreement_lost(struct agreement_judged *judged, const char *reason);

/* Appends the cell as options of `check`, one line. */
void agreement_print_cell(struct rt_text *text,
			  const struct agreement_cell *cells,
			  const struct agreement_code *code);

/* Prints all; returns how many codes have no cause among @reasons. */
unsigned agreement_report(const struct agreement_codes *codes,
			  const struct agreement_cell *cells, size_t cell_count,
			  const struct agreement_reasons *reasons);

#endif
