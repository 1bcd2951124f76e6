/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a subject is beside its toolchain and flags, so that a run of another
 * header, define or object under the same name is not taken for the same.
 * Thread-safe.
 */
#ifndef RT_RUN_IDENTITY_H
#define RT_RUN_IDENTITY_H

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/record/record.h"
#include "harness/run/subject.h"

/*
 * Appends what is asked of a subject beside its accessor: the object of @trial
 * and, where @is_once, that it is accessed once. Nothing where neither is said.
 */
void rt_subject_asked(struct rt_text *asked, const struct rt_trial *trial,
		      bool is_once);

/*
 * A digest of @asked, as rt_subject_asked() makes it: of a subject whose name
 * says what it is made of. Empty where nothing is asked.
 */
int rt_asked_identify(struct rt_digest *identity, const char *asked,
		      struct rt_error *error);

/*
 * A digest of @subject, which is built: of the source with the expressions,
 * includes, defines and prelude; the include folders and the flags of the
 * user's build; the content of each header that was read, but for those of the
 * system and the compiler, which belong to the toolchain; the content of the
 * objects; and @asked. Of an accessor of the corpora, whose name says all of
 * it, that of @asked alone. RT_USAGE when a file cannot be read any more,
 * RT_SETUP without memory.
 */
int rt_subject_identify(struct rt_digest *identity,
			const struct rt_subject *subject, const char *asked,
			struct rt_error *error);

/*
 * Sets run->subject to the digest of @subject, of which @trial and @is_once say
 * what is asked; to "?" where it cannot be made: no other run is then taken for
 * one of this subject.
 */
void rt_run_take_subject(struct rt_run *run, const struct rt_subject *subject,
			 const struct rt_trial *trial, bool is_once);

#endif
