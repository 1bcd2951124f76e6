/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/site.h"

#include <capstone/capstone.h>
#include <stdio.h>
#include <string.h>

#include "harness/arch/atomic.h"
#include "harness/arch/capstone.h"

enum { instruction_most = 16 };

/* The longest part of the instruction's memory that is loaded. */
static size_t bytes_at(const struct rt_walk *walk, uint64_t address,
		       const uint8_t **bytes)
{
	for (size_t size = instruction_most; size; size--) {
		*bytes = rt_space_bytes(walk->space, address, size);
		if (*bytes)
			return size;
	}
	return 0;
}

static bool open_capstone(const struct rt_walk *walk, bool is_odd, csh *handle)
{
	const struct rt_arch_capstone *own = walk->guest->arch->capstone;
	cs_mode mode;

	if (!own)
		return false;
	mode = is_odd && own->has_odd_mode ? own->odd_mode : own->mode;
	if (cs_open(own->arch, mode, handle) != CS_ERR_OK)
		return false;
	if (walk->guest->arch->is_x86)
		cs_option(*handle, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	return true;
}

/* By its name, or, when it has none here, by its first @bytes. */
static void promise(const struct rt_walk *walk, const char *name,
		    const uint8_t *bytes, struct rt_account_site *site)
{
	const struct rt_arch_atomic *row = rt_arch_atomic_of(
		walk->guest->arch, name, bytes, walk->facilities);

	const struct rt_arch_atomic *best =
		rt_arch_atomic_best(walk->guest->arch, name, bytes);

	if (best && best->facility && (!row || best->bytes > row->bytes))
		snprintf(site->wanted, sizeof(site->wanted), "%s",
			 best->facility);
	if (!row)
		return;
	if (!name)
		snprintf(site->text, sizeof(site->text), "%s", row->names);
	site->promised = row->bytes;
	site->is_made_of = row->is_made_of;
	site->is_joined = row->is_joined;
	site->is_linked = row->is_linked;
	site->may_restart = row->may_restart;
	snprintf(site->facility, sizeof(site->facility), "%s",
		 row->facility ? row->facility : "");
	snprintf(site->promise, sizeof(site->promise), "%s", row->section);
}

/* Of an instruction that libcapstone does not know. */
static void write_bytes(const uint8_t *bytes, size_t count, char *text,
			size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < count && i < 4; i++)
		length += (size_t)snprintf(text + length, size - length,
					   "%s%02x", i ? " " : "", bytes[i]);
}

static void read_instruction(const struct rt_walk *walk, uint64_t address,
			     struct rt_account_site *site)
{
	bool is_odd = address & 1 && walk->guest->arch->capstone &&
		      walk->guest->arch->capstone->has_odd_mode;
	uint8_t code[RT_ATOMIC_CODE] = {0};
	const uint8_t *bytes;
	size_t size = bytes_at(walk, address - is_odd, &bytes);
	cs_insn *instruction;
	csh handle;

	write_bytes(bytes, size, site->text, sizeof(site->text));
	memcpy(code, bytes, size < sizeof(code) ? size : sizeof(code));
	if (walk->guest->text && size >= 4) {
		promise(walk,
			walk->guest->text(bytes, site->text,
					  sizeof(site->text)),
			code, site);
		return;
	}
	if (!size || !open_capstone(walk, is_odd, &handle))
		return;
	if (cs_disasm(handle, bytes, size, address - is_odd, 1, &instruction)) {
		/* The name without prefixes, sizes and conditions. */
		promise(walk, cs_insn_name(handle, instruction->id), code,
			site);
		snprintf(site->text, sizeof(site->text), "%.31s %.63s",
			 instruction->mnemonic, instruction->op_str);
		cs_free(instruction, 1);
	} else if (size >= 4) {
		promise(walk, NULL, code, site);
	}
	cs_close(&handle);
}

/* Whether @text has one of @words, which may be NULL. */
static bool has_any(const char *text, const char *const *words)
{
	for (; words && *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

void rt_site_note_thread(struct rt_walk *walk, struct rt_state *state,
			 uint64_t address)
{
	const struct rt_arch *arch = walk->guest->arch;
	struct rt_account_site site = {.address = address};

	if (!walk->question->lacks_thread_data ||
	    rt_space_object(walk->space, address))
		return;
	read_instruction(walk, address, &site);
	if (arch->thread_pointer && (!strstr(site.text, arch->thread_pointer) ||
				     has_any(site.text, arch->thread_own)))
		return;
	if (!walk->account->thread_data)
		walk->account->thread_data = address;
	rt_state_open(state, address,
		      "thread-local data, which only the program's start sets "
		      "up");
}

void rt_site_function(const struct rt_walk *walk, uint64_t address,
		      char name[RT_ACCOUNT_NAME])
{
	struct rt_space_range function;
	const char *found = rt_space_function(walk->space, address, &function);

	snprintf(name, RT_ACCOUNT_NAME, "%s", found ? found : "");
}

unsigned rt_site_of(struct rt_walk *walk, uint64_t address)
{
	struct rt_account *account = walk->account;
	struct rt_account_site *site;

	for (unsigned i = 0; i < account->sites; i++)
		if (account->site[i].address == address)
			return i;
	if (account->sites == RT_ACCOUNT_SITES)
		return RT_ACCOUNT_SITES;
	site = &account->site[account->sites];
	*site = (struct rt_account_site){.address = address};
	site->is_libcs = rt_space_object(walk->space, address);
	rt_site_function(walk, address, site->function);
	read_instruction(walk, address, site);
	return account->sites++;
}

bool rt_site_is_whole(struct rt_walk *walk, uint64_t address, int64_t offset,
		      unsigned bytes, unsigned least)
{
	unsigned alignment = walk->question->alignment;
	unsigned number = rt_site_of(walk, address);
	const struct rt_account_site *site = &walk->account->site[number];
	unsigned one = bytes;

	if (number == RT_ACCOUNT_SITES || !site->promised)
		return false;
	if (bytes > site->promised) {
		if (!site->is_made_of)
			return false;
		one = site->promised;
	}
	/* The part that has the field's first byte has all of the field. */
	offset += walk->question->within;
	if (one > alignment || offset % (int64_t)one || one < least)
		return false;
	if (one > walk->account->needs_alignment)
		walk->account->needs_alignment = one;
	return true;
}

bool rt_site_is_joined(struct rt_walk *walk, uint64_t address, unsigned bytes)
{
	unsigned number = rt_site_of(walk, address);
	const struct rt_account_site *site = &walk->account->site[number];

	return number < RT_ACCOUNT_SITES && site->is_joined &&
	       bytes <= site->promised;
}

bool rt_site_is_linked(struct rt_walk *walk, uint64_t address, unsigned bytes)
{
	unsigned number = rt_site_of(walk, address);
	const struct rt_account_site *site = &walk->account->site[number];

	return number < RT_ACCOUNT_SITES && site->is_linked &&
	       bytes > site->promised / 2;
}

bool rt_site_may_restart(struct rt_walk *walk, uint64_t address)
{
	unsigned number = rt_site_of(walk, address);

	return number < RT_ACCOUNT_SITES &&
	       walk->account->site[number].may_restart;
}
