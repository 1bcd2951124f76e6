/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/invariant.h"

#include <stdio.h>
#include <string.h>

struct row {
	const char *name;
	const char *system;
	const char *format;
};

static const struct row table[RT_VQ_INVARIANTS] = {
	[RT_VQ_NO_INVARIANT] = {"", "", ""},
	[RT_VQ_QEMU_SIZE_EXCEEDED] = {"qemu-size-exceeded", "QEMU",
				      "Virtqueue size exceeded"},
	[RT_VQ_QEMU_MOVED_INDEX] = {"qemu-moved-index", "QEMU",
				    "Guest moved used index from %u to %u"},
	[RT_VQ_QEMU_HEAD] = {"qemu-head", "QEMU",
			     "Guest says index %u is available"},
	[RT_VQ_QEMU_DESC_NEXT] = {"qemu-desc-next", "QEMU", "Desc next is %u"},
	[RT_VQ_QEMU_LOOPED] = {"qemu-looped", "QEMU", "Looped descriptor"},
	[RT_VQ_QEMU_INDIRECT_SIZE] = {"qemu-indirect-size", "QEMU",
				      "Invalid size for indirect buffer table"},
	[RT_VQ_QEMU_INDIRECT_MAP] = {"qemu-indirect-map", "QEMU",
				     "Cannot map indirect buffer"},
	[RT_VQ_QEMU_ORDER] = {"qemu-order", "QEMU",
			      "Incorrect order for descriptors"},
	[RT_VQ_QEMU_ZERO_SIZED] = {"qemu-zero-sized", "QEMU",
				   "virtio: zero sized buffers are not "
				   "allowed"},
	[RT_VQ_QEMU_TOO_MANY] = {"qemu-too-many", "QEMU",
				 "virtio: too many write descriptors "
				 "in indirect table"},
	[RT_VQ_QEMU_BOGUS] = {"qemu-bogus", "QEMU",
			      "virtio: bogus descriptor or out of "
			      "resources"},
	[RT_VQ_QEMU_MIGRATION] = {"qemu-migration", "QEMU",
				  "VQ %d size 0x%x Guest index 0x%x "
				  "inconsistent with Host index 0x%x: delta "
				  "0x%x"},
	[RT_VQ_LINUX_ID_RANGE] = {"linux-id-range", "Linux",
				  "id %u out of range\n"},
	[RT_VQ_LINUX_NOT_HEAD] = {"linux-not-head", "Linux",
				  "id %u is not a head!\n"},
	[RT_VQ_VHOST_USED_INDEX] = {"vhost-used-index", "vhost",
				    "Guest moved used index from %u to %u"},
	[RT_VQ_VHOST_AVAIL_INDEX] = {"vhost-avail-index", "vhost",
				     "Guest moved avail index from %u to %u"},
	[RT_VQ_VHOST_INDEX] = {"vhost-index", "vhost",
			       "Invalid available index change from "
			       "%u to %u"},
	[RT_VQ_VHOST_HEAD] = {"vhost-head", "vhost",
			      "Guest says index %u > %u is available"},
	[RT_VQ_VHOST_DESC_INDEX] = {"vhost-desc-index", "vhost",
				    "Desc index is %u > %u, head = %u"},
	[RT_VQ_VHOST_LOOP] = {"vhost-loop", "vhost",
			      "Loop detected: last one at %u vq size "
			      "%u head %u\n"},
	[RT_VQ_VHOST_TRANSLATION] = {"vhost-translation", "vhost",
				     "Translation failure %d "
				     "descriptor idx %d\n"},
	[RT_VQ_VHOST_ORDER] = {"vhost-order", "vhost",
			       "Descriptor has out after in: idx %d\n"},
	[RT_VQ_VHOST_INDIRECT_LENGTH] = {"vhost-indirect-length", "vhost",
					 "Invalid length in indirect "
					 "descriptor: len 0x%llx not multiple "
					 "of 0x%zx\n"},
	[RT_VQ_VHOST_INDIRECT_TRANSLATION] =
		{"vhost-indirect-translation", "vhost",
		 "Translation failure %d in indirect.\n"},
	[RT_VQ_VHOST_INDIRECT_LOOP] = {"vhost-indirect-loop", "vhost",
				       "Loop detected: last one at %u "
				       "indirect size %u\n"},
	[RT_VQ_RUST_VMM_AVAIL_INDEX] =
		{"rust-vmm-avail-index", "rust-vmm",
		 "invalid available ring index (more descriptors "
		 "to process than queue size)"},
	[RT_VQ_RUST_VMM_USED_HEAD] = {"rust-vmm-used-head", "rust-vmm",
				      "attempted to add out of bounds "
				      "descriptor to used ring: {}"},
};

static const struct row *row(enum rt_vq_invariant invariant)
{
	return (unsigned)invariant < RT_VQ_INVARIANTS
		       ? &table[invariant]
		       : &table[RT_VQ_NO_INVARIANT];
}

const char *rt_vq_invariant_name(enum rt_vq_invariant invariant)
{
	return table[invariant].name;
}

const char *rt_vq_invariant_system(enum rt_vq_invariant invariant)
{
	return row(invariant)->system;
}

const char *rt_vq_invariant_format(enum rt_vq_invariant invariant)
{
	return row(invariant)->format;
}

/* Length of the directive that @format begins with, 0 if it is none. */
static size_t directive_length(const char *format)
{
	if (strncmp(format, "{}", 2) == 0)
		return 2;
	if (*format != '%')
		return 0;
	return 1 + strcspn(format + 1, "dux") + 1;
}

static size_t expand(char *out, size_t room, char conversion, uint32_t argument)
{
	int length;

	if (conversion == 'x')
		length = snprintf(out, room, "%x", argument);
	else if (conversion == 'd')
		length = snprintf(out, room, "%d", (int32_t)argument);
	else
		length = snprintf(out, room, "%u", argument);
	return length < 0 || (size_t)length >= room ? 0 : (size_t)length;
}

void rt_vq_invariant_message(char *message, size_t size,
			     enum rt_vq_invariant invariant,
			     const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS])
{
	const char *format = row(invariant)->format;
	size_t length = 0, used = 0;

	while (*format && *format != '\n' && length + 1 < size) {
		size_t directive = directive_length(format);

		if (directive && used < RT_VQ_MESSAGE_ARGUMENTS)
			length += expand(message + length, size - length,
					 format[directive - 1],
					 arguments[used++]);
		else
			message[length++] = *format;
		format += directive ? directive : 1;
	}
	if (size)
		message[length] = '\0';
}
