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
#include "harness/run/subject.h"

/*
 * A digest of @subject, which is built: of the source with the expressions,
 * includes, defines and prelude; the include folders and the flags of the
 * user's build; the content of each header that was read, but for those of the
 * system and the compiler, which belong to the toolchain; the content of the
 * objects. Empty for an accessor of the corpora: its name says all of it.
 * RT_USAGE when a file cannot be read any more, RT_SETUP without memory.
 */
int rt_subject_identify(struct rt_digest *identity,
			const struct rt_subject *subject,
			struct rt_error *error);

#endif
