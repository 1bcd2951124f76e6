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
#include "harness/record/record.h"
#include "harness/run/subject.h"

/*
 * A digest of what is asked of a subject beside its accessor: of the object of
 * @trial and, where @is_once, that it is accessed once. Empty where neither is
 * said. It is all there is to tell of a subject whose name says what it is made
 * of. RT_SETUP without memory.
 */
int rt_asked_identify(struct rt_digest *identity, const struct rt_trial *trial,
		      bool is_once, struct rt_error *error);

/*
 * Sets run->subject to a digest of @subject, which is built: of the source with
 * the expressions, includes, defines and prelude; the include folders and the
 * flags of the user's build; the content of each header that was read, but for
 * those of the system and the compiler, which belong to the toolchain; the
 * content of the objects; and what is asked, as above. Of an accessor of the
 * corpora, whose name says all of it, what is asked alone. To "?" where a file
 * cannot be read any more: no other run is then taken for one of this subject.
 */
void rt_run_take_subject(struct rt_run *run, const struct rt_subject *subject,
			 const struct rt_trial *trial, bool is_once);

#endif
