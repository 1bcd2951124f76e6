/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/lift.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/libvex_guest_x86.h>

/*
 * Exported by libvex-amd64-linux.a 3.19; declared in no installed header. The
 * front end of i386 refuses to work since this build's state has another size
 * than it checks for; what is behind the check works.
 */
extern VexControl vex_control;
extern void vexSetAllocModeTEMP_and_clear(void);
extern void disInstr_X86(void);
extern IRSB *bb_to_IR(VexGuestExtents *extents, UInt *exits, UInt *checks,
		      UShort *instructions, UShort *conditionals,
		      VexRegisterUpdates *updates, void *opaque, void *lifter,
		      const UChar *bytes, Addr address,
		      Bool (*chase)(void *, Addr), VexEndness endness,
		      Bool diagnoses, VexArch arch, const VexArchInfo *info,
		      const VexAbiInfo *abi, IRType word,
		      UInt (*self_check)(void *, VexRegisterUpdates *,
					 const VexGuestExtents *),
		      Bool (*preamble)(void *, IRSB *), Int counter,
		      Int check_start, Int check_length, Int counter_size);

enum { cache_line = 128, block_most = 60, widest = 4 };

/*
 * libVEX's callback for a failure has no argument: where to go on, of the one
 * thread that uses libVEX.
 */
static jmp_buf *failing;

__attribute__((noreturn)) static void fail(void)
{
	if (failing)
		longjmp(*failing, 1);
	abort();
}

static void drop_message(const HChar *text, SizeT length)
{
	(void)text;
	(void)length;
}

void rt_lift_start(void)
{
	static bool is_started;
	VexControl control;

	if (is_started)
		return;
	is_started = true;
	LibVEX_default_VexControl(&control);
	control.iropt_verbosity = 0;
	/* Any more, and a load whose value is not used disappears. */
	control.iropt_level = 0;
	control.iropt_unroll_thresh = 0;
	control.iropt_register_updates_default = VexRegUpdAllregsAtEachInsn;
	control.guest_max_insns = block_most;
	control.guest_chase = False;
	LibVEX_Init(fail, drop_message, 0, &control);
}

bool rt_lift_guarded(void (*body)(void *data), void *data)
{
	jmp_buf *before = failing, here;

	if (setjmp(here)) {
		failing = before;
		return false;
	}
	failing = &here;
	body(data);
	failing = before;
	return true;
}

static Bool do_not_chase(void *opaque, Addr address)
{
	(void)opaque;
	(void)address;
	return False;
}

static UInt check_nothing(void *opaque, VexRegisterUpdates *updates,
			  const VexGuestExtents *extents)
{
	(void)opaque;
	(void)extents;
	*updates = VexRegUpdAllregsAtEachInsn;
	return 0;
}

static Bool keep_red_zone(Addr address)
{
	(void)address;
	return False;
}

/* libVEX's description of the machine; the sizes of cache lines are usual. */
static void describe(const struct rt_guest *guest, VexArchInfo *info,
		     VexAbiInfo *abi)
{
	LibVEX_default_VexArchInfo(info);
	info->hwcaps = guest->features;
	info->endness =
		guest->arch->elf.is_big_endian ? VexEndnessBE : VexEndnessLE;
	info->ppc_icache_line_szB = cache_line;
	info->ppc_dcbz_szB = cache_line;
	info->ppc_dcbzl_szB = cache_line;
	info->arm64_dMinLine_lg2_szB = 6;
	info->arm64_iMinLine_lg2_szB = 6;
	LibVEX_default_VexAbiInfo(abi);
	abi->guest_amd64_assume_fs_is_const = True;
	abi->guest_amd64_assume_gs_is_const = True;
	/* Below the stack pointer, what the ABI lets a function keep there. */
	if (guest->vex == VexArchAMD64)
		abi->guest_stack_redzone_size = 128;
	if (guest->vex == VexArchPPC64)
		abi->guest_stack_redzone_size = 288;
	abi->guest_ppc_zap_RZ_at_bl = keep_red_zone;
}

struct lifting {
	const struct rt_guest *guest;
	const uint8_t *bytes;
	uint64_t address;
	unsigned most;
	IRSB *block;
};

static IRSB *lift_i386(const struct lifting *lifting, const VexArchInfo *info,
		       const VexAbiInfo *abi)
{
	VexRegisterUpdates updates = VexRegUpdAllregsAtEachInsn;
	VexGuestExtents extents;
	UInt exits, checks;
	UShort instructions, conditionals;
	int counter = lifting->guest->counter;

	vexSetAllocModeTEMP_and_clear();
	/* The self-check's own registers are not used without self-checks. */
	return bb_to_IR(&extents, &exits, &checks, &instructions, &conditionals,
			&updates, NULL, (void *)disInstr_X86, lifting->bytes,
			lifting->address, do_not_chase, info->endness, False,
			VexArchX86, info, abi, Ity_I32, check_nothing, NULL,
			counter, counter, counter, 4);
}

static void lift(void *data)
{
	struct lifting *lifting = data;
	VexTranslateArgs arguments;
	VexTranslateResult result;
	VexRegisterUpdates updates;
	VexGuestExtents extents;

	if (lifting->guest->lift) {
		lifting->block = lifting->guest->lift(
			lifting->bytes, (size_t)widest * lifting->most,
			lifting->address, lifting->most);
		return;
	}
	memset(&arguments, 0, sizeof(arguments));
	describe(lifting->guest, &arguments.archinfo_guest,
		 &arguments.abiinfo_both);
	if (lifting->guest->vex == VexArchX86) {
		lifting->block = lift_i386(lifting, &arguments.archinfo_guest,
					   &arguments.abiinfo_both);
		return;
	}
	arguments.arch_guest = lifting->guest->vex;
	arguments.arch_host = lifting->guest->vex;
	arguments.archinfo_host = arguments.archinfo_guest;
	arguments.guest_bytes = lifting->bytes;
	arguments.guest_bytes_addr = lifting->address;
	arguments.chase_into_ok = do_not_chase;
	arguments.guest_extents = &extents;
	arguments.needs_self_check = check_nothing;
	/* Any address but NULL: no code is made that would jump there. */
	arguments.disp_cp_chain_me_to_slowEP = &vex_control;
	arguments.disp_cp_chain_me_to_fastEP = &vex_control;
	arguments.disp_cp_xindir = &vex_control;
	arguments.disp_cp_xassisted = &vex_control;
	lifting->block = LibVEX_FrontEnd(&arguments, &result, &updates);
}

IRSB *rt_lift(const struct rt_guest *guest, const uint8_t *bytes,
	      uint64_t address, unsigned most)
{
	struct lifting lifting = {
		.guest = guest,
		.bytes = bytes,
		.address = address,
		.most = most < block_most ? most : block_most,
	};

	vex_control.guest_max_insns = (Int)lifting.most;
	if (!rt_lift_guarded(lift, &lifting))
		return NULL;
	return lifting.block;
}
