/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as machine code: an account, open as it may be, never a crash of
 * this process, whatever libVEX does in its child. The first byte chooses the
 * machine and the direction. And any bytes as ARM's build attributes.
 */
#include <stdlib.h>

#include "harness/arch/arm_attributes.h"
#include "harness/engine/account/account.h"
#include "tests/engine/code_object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rt_arch *const machines[] = {
		&rt_arch_x86_64, &rt_arch_i386,	  &rt_arch_aarch64,
		&rt_arch_arm,	 &rt_arch_arm,	  &rt_arch_ppc64le,
		&rt_arch_s390x,	 &rt_arch_riscv64};
	struct rt_account_question question = {
		.symbol = "accessor",
		.width = 32,
		.alignment = 4,
		.seconds = 0.2,
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_account *account;
	char path[64];
	unsigned number;
	int file, code;

	rt_arm_built_for(data, size);
	if (!size)
		return 0;
	number = data[0] & 7;
	question.stores = data[0] & 8;
	file = code_object_open(machines[number], data + 1, size - 1,
				number == 4, path, sizeof(path));
	if (file < 0)
		return 0;
	question.module = path;
	code = rt_account_make(&account, &question, &error);
	/* The object is sound, so whatever the code is, there is an account. */
	if (code || !account->is_whole)
		abort();
	rt_account_free(account);
	rt_error_clear(&error);
	close(file);
	return 0;
}
