/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `check --matrix`: all builds of a matrix, and their worst. One thread. */
#ifndef RT_CLI_CHECK_MATRIX_H
#define RT_CLI_CHECK_MATRIX_H

#include <stdbool.h>

#include "harness/base/places.h"
#include "harness/run/subject.h"

struct rt_cli_matrix {
	const struct rt_places *places;
	const struct rt_subject_words *words;
	const struct rt_trial *trial; /* its cell is not looked at */
	const char *name;	      /* of the matrix, or a path */
	const char *jobs;	      /* as typed, or NULL */
	bool once, all, json;
	char *const *argv; /* the command as typed */
};

/*
 * RT_USAGE for a trial that names a cell, or a place for the field, of its own,
 * and for objects, which no cell builds.
 */
int rt_cli_matrix_check(const struct rt_cli_matrix *asked,
			struct rt_error *error);

/*
 * Judges and prints; @status becomes that of rt_change_alone_exit_code().
 * RT_USAGE for a matrix that is not there or has no toolchain of this machine.
 * Does not return after an interrupt.
 */
int rt_cli_check_matrix(const struct rt_cli_matrix *asked, int *status,
			struct rt_error *error);

#endif
