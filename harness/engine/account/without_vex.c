/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In place of all that reads code: a build without libVEX. */
#include "harness/engine/account/account.h"

int rt_account_make(struct rt_account **account,
		    const struct rt_account_question *question,
		    struct rt_error *error)
{
	(void)question;
	*account = NULL;
	return rt_fail(error, RT_SETUP,
		       "this ringtear was built without libVEX, so it has no "
		       "account of all ways; install valgrind and build again");
}
