/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/account.h"

#include <sys/mman.h>

const char *rt_way_name(enum rt_way_kind kind)
{
	static const char *const names[] = {
		[RT_WAY_OPEN] = "open",
		[RT_WAY_PARTS] = "parts",
		[RT_WAY_MIXED] = "mixed",
		[RT_WAY_UNDOES] = "undoes stores",
		[RT_WAY_OTHER] = "another origin",
		[RT_WAY_UNTOUCHED] = "untouched",
		[RT_WAY_PART] = "a part",
		[RT_WAY_TWICE] = "whole, twice",
		[RT_WAY_WHOLE] = "whole",
	};

	return names[kind];
}

void rt_account_free(struct rt_account *account)
{
	if (account)
		munmap(account, sizeof(*account));
}

bool rt_account_covers(const struct rt_account *account, uint64_t address)
{
	unsigned low = 0, high = account->covers;

	/* The ranges are in order, and apart. */
	while (low < high) {
		unsigned middle = (low + high) / 2;
		const struct rt_account_range *range =
			&account->covered[middle];

		if (address >= range->begin && address < range->end)
			return true;
		if (address < range->begin)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static const struct rt_account_site *find_site(const struct rt_account *account,
					       uint64_t address)
{
	for (unsigned i = 0; i < account->sites; i++)
		if (account->site[i].address == address)
			return &account->site[i];
	return NULL;
}

const struct rt_account_site *rt_account_site_at(
	const struct rt_account *account, uint64_t address)
{
	const struct rt_account_site *site = find_site(account, address);

	return site ? site : find_site(account, address | 1);
}

unsigned rt_account_good_ways(const struct rt_account *account)
{
	return account->kinds[RT_WAY_WHOLE] + account->kinds[RT_WAY_TWICE] +
	       account->kinds[RT_WAY_PART];
}

bool rt_account_is_closed(const struct rt_account *account)
{
	return account->is_whole && account->ways &&
	       account->ways == rt_account_good_ways(account) &&
	       !(account->escapes && account->follows_memory);
}
