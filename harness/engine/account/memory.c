/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What loads and stores do: to the field, the stack, and other memory. */
#include "harness/engine/account/survey.h"

/* Farther from the field than this is not the object that it lies in. */
static const int64_t object_bytes = 4096;

static bool is_pointer(const struct rt_walk *walk, rt_term address, int field,
		       int stack, int64_t *offset)
{
	const struct rt_term_node *node = rt_term_look(&walk->terms, address);
	unsigned shift = 64 - 8 * walk->fold.pointer_bytes;

	if (node->kind != RT_TERM_LINEAR || node->field != field ||
	    node->stack != stack || node->size != walk->fold.pointer_bytes)
		return false;
	*offset = (int64_t)(node->number << shift) >> shift;
	return true;
}

/* The offset is from the field. */
static bool is_field_pointer(const struct rt_walk *walk, rt_term address,
			     int64_t *offset)
{
	if (!is_pointer(walk, address, 1, 0, offset))
		return false;
	*offset -= walk->question->within;
	return true;
}

/* A new access of the way, or NULL when the way is open because of it. */
static struct rt_way_access *add_access(struct rt_run *run, int64_t offset,
					unsigned size, enum rt_access_how how)
{
	struct rt_state *state = run->state;
	struct rt_way_access *access;

	if (offset > object_bytes || offset < -object_bytes) {
		rt_state_open(state, run->at,
			      "an access %lld bytes from the field",
			      (long long)offset);
		return NULL;
	}
	if (state->accesses == RT_ACCESSES_MOST) {
		rt_state_open(state, run->at,
			      "more than %d accesses to the field",
			      RT_ACCESSES_MOST);
		return NULL;
	}
	access = &state->access[state->accesses++];
	*access = (struct rt_way_access){
		.address = run->at,
		.execution = state->executions,
		.offset = offset,
		.bytes = size,
		.how = how,
	};
	return access;
}

/* Whether byte @number of a value of @size bytes at @offset is the field's. */
static bool is_field_byte(const struct rt_walk *walk, int64_t offset,
			  unsigned size, unsigned number)
{
	int64_t at = offset + (walk->guest->arch->elf.is_big_endian
				       ? size - 1 - number
				       : number);

	return at >= 0 && at < (int64_t)walk->bytes;
}

static rt_term load_field(struct rt_run *run, int64_t offset, unsigned size,
			  enum rt_access_how how)
{
	struct rt_terms *terms = &run->walk->terms;
	struct rt_way_access *access = add_access(run, offset, size, how);
	rt_piece piece[RT_TERM_BYTES_MOST];
	rt_term inside, beside;

	if (!access)
		return rt_term_unknown(terms, UINT64_MAX, size);
	inside = rt_term_unknown(
		terms, RT_FROM_ACCESS(access - run->state->access), size);
	beside = rt_term_unknown(terms, RT_FROM_MEMORY, size);
	for (unsigned i = 0; i < size; i++)
		piece[i] = rt_piece_of(is_field_byte(run->walk, offset, size, i)
					       ? inside
					       : beside,
				       i);
	return rt_term_gather(terms, piece, size);
}

/* A value of memory that can change; @from is added to what it derives from. */
static rt_term load_unknown(struct rt_run *run, rt_term address,
			    rt_origins from, unsigned size)
{
	rt_term value = rt_term_unknown(
		&run->walk->terms, RT_FROM_MEMORY | run->state->memory | from,
		size);

	rt_walk_note_read(run->walk, value, address);
	return value;
}

static rt_term load_constant(struct rt_run *run, uint64_t address,
			     unsigned size)
{
	struct rt_walk *walk = run->walk;
	const uint8_t *bytes = rt_space_bytes(walk->space, address, size);
	rt_piece piece[RT_TERM_BYTES_MOST];
	uint64_t resolver;

	if (rt_space_resolver(walk->space, address, &resolver)) {
		rt_term of = rt_term_number(&walk->terms, resolver,
					    walk->fold.pointer_bytes);

		return rt_term_apply(&walk->terms, RT_OP_CHOSEN, &of, 1, size);
	}
	if (!rt_space_is_constant(walk->space, address, size))
		rt_survey_want(walk, address);
	if (!rt_space_is_constant(walk->space, address, size) &&
	    !rt_survey_has(&walk->survey, address, size))
		return load_unknown(run,
				    rt_term_number(&walk->terms, address,
						   walk->fold.pointer_bytes),
				    0, size);
	for (unsigned i = 0; i < size; i++)
		piece[i] = rt_piece_of(
			rt_term_number(
				&walk->terms,
				bytes[walk->guest->arch->elf.is_big_endian
					      ? size - 1 - i
					      : i],
				1),
			0);
	return rt_term_gather(&walk->terms, piece, size);
}

/* Whether @address is constant memory plus an index that is not known. */
static bool is_table(const struct rt_walk *walk, rt_term address)
{
	uint64_t number;

	return rt_fold_is(&walk->fold, address, RT_OP_ADD) &&
	       rt_term_get_number(&walk->terms,
				  rt_term_operand(&walk->terms, address, 1),
				  &number) &&
	       (rt_space_is_constant(walk->space, number, 1) ||
		rt_survey_has(&walk->survey, number, 1));
}

/*
 * Whether the index of such an address is below 64 KiB: then it stays within
 * the module, whatever the index derives from.
 */
static bool is_bounded(struct rt_walk *walk, rt_term address)
{
	rt_term index = rt_term_operand(&walk->terms, address, 0);
	unsigned size = rt_term_look(&walk->terms, index)->size;
	uint64_t byte;

	for (unsigned i = 2; i < size; i++)
		if (!rt_term_get_number(&walk->terms,
					rt_piece_term(rt_term_piece(
						&walk->terms, index, i)),
					&byte) ||
		    byte)
			return false;
	return true;
}

/* Whether an address may be the field's or the stack's: the way is open. */
static bool is_lost(struct rt_run *run, rt_origins from, const char *what)
{
	if (from & RT_FROM_FIELD)
		rt_state_open(run->state, run->at,
			      "a %s at an address that is computed from the "
			      "field's",
			      what);
	else if (from & RT_FROM_STACK)
		rt_state_open(run->state, run->at,
			      "a %s at an address that is computed from the "
			      "stack's",
			      what);
	else
		return false;
	return true;
}

static void note_memory_address(struct rt_run *run, rt_origins from)
{
	struct rt_account *account = run->walk->account;

	if (from & RT_FROM_MEMORY && !account->follows_memory)
		account->follows_memory = run->at;
}

rt_term rt_walk_load(struct rt_run *run, rt_term address, unsigned size,
		     enum rt_access_how how)
{
	struct rt_walk *walk = run->walk;
	rt_origins from = rt_term_from(&walk->terms, address);
	unsigned bytes = size ? size : 1;
	uint64_t number;
	int64_t offset;
	rt_term value;

	if (is_field_pointer(walk, address, &offset))
		return load_field(run, offset, bytes, how);
	if (is_pointer(walk, address, 0, 1, &offset)) {
		if (rt_state_pull(run->state, walk->guest, &walk->terms, offset,
				  bytes, &value))
			return value;
		rt_state_open(run->state, run->at,
			      "the stack is used %lld bytes from its pointer",
			      (long long)offset);
		return rt_term_unknown(&walk->terms, UINT64_MAX, bytes);
	}
	rt_survey_load(walk, address);
	if (rt_term_get_number(&walk->terms, address, &number)) {
		value = rt_kept_load(run, number, bytes, how);
		return value ? value : load_constant(run, number, bytes);
	}
	if (is_table(walk, address) &&
	    (!(from & (RT_FROM_FIELD | RT_FROM_STACK)) ||
	     is_bounded(walk, address)))
		return rt_term_apply(&walk->terms, RT_OP_TABLE, &address, 1,
				     bytes);
	if (is_lost(run, from, "load"))
		return rt_term_unknown(&walk->terms, UINT64_MAX, bytes);
	note_memory_address(run, from);
	return load_unknown(run, address, from & ~RT_FROM_OUTSIDE, bytes);
}

/* What the bytes of the field derive from, of a value stored at @offset. */
static rt_origins from_of_field(const struct rt_walk *walk, int64_t offset,
				rt_term value)
{
	unsigned size = rt_term_look(&walk->terms, value)->size;
	rt_origins from = 0;

	for (unsigned i = 0; i < size; i++)
		if (is_field_byte(walk, offset, size, i))
			from |= rt_piece_from(&walk->terms,
					      rt_piece_of(value, i));
	return from;
}

/* Whether the field has these bytes already; else notes that it has. */
static bool store_bytes(struct rt_run *run, int64_t offset, rt_term value)
{
	struct rt_walk *walk = run->walk;
	unsigned size = rt_term_look(&walk->terms, value)->size;
	bool is_big = walk->guest->arch->elf.is_big_endian, is_same = true;

	for (unsigned i = 0; i < size; i++) {
		int64_t at = offset + (is_big ? size - 1 - i : i);
		rt_piece piece = rt_term_piece(&walk->terms, value, i);

		if (at < 0 || at >= (int64_t)walk->bytes)
			continue;
		is_same &= run->state->stored[at] == piece;
		run->state->stored[at] = piece;
	}
	return is_same;
}

/* The value as bytes of the argument, if all of it is known to be those. */
static rt_term as_argument(struct rt_run *run, rt_term value)
{
	struct rt_terms *terms = &run->walk->terms;
	rt_piece piece[RT_TERM_BYTES_MOST];
	unsigned size = rt_term_look(terms, value)->size;

	if (!size || !run->walk->question->stores)
		return value;
	rt_walk_as_source(run->walk, run->state, value, piece);
	for (unsigned i = 0; i < size; i++)
		if (rt_piece_from(terms, piece[i]) != RT_FROM_ARGUMENT)
			return value;
	return rt_term_gather(terms, piece, size);
}

/* Whether the field's bytes of @value are those that accesses read there. */
static bool is_read_back(struct rt_run *run, int64_t offset, rt_term value)
{
	struct rt_walk *walk = run->walk;
	unsigned size = rt_term_look(&walk->terms, value)->size;
	bool is_big = walk->guest->arch->elf.is_big_endian;

	for (unsigned i = 0; i < size; i++) {
		rt_piece piece = rt_term_piece(&walk->terms, value, i);
		rt_origins from = rt_piece_from(&walk->terms, piece);
		rt_term term = rt_piece_term(piece);
		const struct rt_way_access *read;
		unsigned byte = rt_piece_byte(piece);

		if (!is_field_byte(walk, offset, size, i))
			continue;
		if (!rt_is_from_access(from) ||
		    rt_term_look(&walk->terms, term)->kind != RT_TERM_UNKNOWN)
			return false;
		read = &run->state->access[__builtin_ctzll(from)];
		if (is_big)
			byte = read->bytes - 1 - byte;
		if (read->offset + byte != offset + (is_big ? size - 1 - i : i))
			return false;
	}
	return true;
}

static void store_field(struct rt_run *run, int64_t offset, rt_term value,
			enum rt_access_how how)
{
	unsigned size = rt_term_look(&run->walk->terms, value)->size;
	struct rt_way_access *access =
		add_access(run, offset, size ? size : 1, how);

	if (!access)
		return;
	access->writes = true;
	value = as_argument(run, value);
	access->from = from_of_field(run->walk, offset, value);
	access->is_back = is_read_back(run, offset, value);
	access->is_same = store_bytes(run, offset, value);
}

void rt_walk_store(struct rt_run *run, rt_term address, rt_term value,
		   enum rt_access_how how)
{
	struct rt_walk *walk = run->walk;
	rt_origins from = rt_term_from(&walk->terms, address);
	rt_origins data = rt_term_from(&walk->terms, value);
	uint64_t number;
	int64_t offset;

	if (is_field_pointer(walk, address, &offset)) {
		store_field(run, offset, value, how);
		return;
	}
	if (is_pointer(walk, address, 0, 1, &offset)) {
		if (!rt_state_push(run->state, walk->guest, &walk->terms,
				   offset, value))
			rt_state_open(run->state, run->at,
				      "the stack is used %lld bytes from its "
				      "pointer",
				      (long long)offset);
		return;
	}
	if (is_lost(run, from, "store"))
		return;
	if (rt_term_get_number(&walk->terms, address, &number) &&
	    (rt_space_is_constant(walk->space, number, 1) ||
	     rt_space_is_code(walk->space, number))) {
		rt_state_open(run->state, run->at,
			      "a store to code or constant data at 0x%llx",
			      (unsigned long long)number);
		return;
	}
	note_memory_address(run, from);
	rt_kept_store(run, address, value, how);
	rt_survey_store(walk, address, value);
	if (data & RT_FROM_FIELD && !walk->account->escapes)
		walk->account->escapes = run->at;
	run->state->memory |= data & ~RT_FROM_OUTSIDE;
}

bool rt_walk_has_loaded(const struct rt_run *run, rt_term address,
			unsigned size)
{
	const struct rt_state *state = run->state;
	int64_t offset;

	if (!is_field_pointer(run->walk, address, &offset))
		return false;
	for (size_t i = 0; i < state->accesses; i++) {
		const struct rt_way_access *access = &state->access[i];

		if (access->execution == state->executions && !access->writes &&
		    access->offset == offset && access->bytes == size)
			return true;
	}
	return false;
}
