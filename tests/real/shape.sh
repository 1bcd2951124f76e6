#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Read by real.sh: QEMU's cure of 2019, in a repository with the shape of its
# v3.1 and v4.0, in all cells: 16 of x86-64 torn and mended, and each of riscv64
# and mips torn before and after. tests/compare/tree.bats has three of them.
# shellcheck disable=SC2154 # real.sh has set scratch and ringtear

make_shape() {
	mkdir -p "$1/include/qemu" && cd "$1" && git init -q . || return 1
	printf '%s\n' '#include <stdint.h>' '#include <string.h>' \
		'static inline int lduw_he_p(const void *ptr)' \
		'{ uint16_t r; memcpy(&r, ptr, sizeof(r)); return r; }' \
		>include/qemu/bswap.h
	git add . && git commit -qm 'bswap: accessors' && git tag v3.1 &&
		sed -i 's/ memcpy(/ __builtin_memcpy(/' include/qemu/bswap.h &&
		git commit -qam 'bswap: use __builtin_memcpy' && git tag v4.0
}

# shape NAME SUMMARY LINE...: compares with the matrix of these lines.
shape() {
	name=$1 summary=$2
	shift 2
	printf '%s\n' "$@" >"$scratch/matrix"
	asked=$((asked + 1))
	"$ringtear" compare --no-cost --tree "$scratch/qemu" \
		--range v3.1..v4.0 --include qemu/bswap.h \
		--load 'lduw_he_p(p)' --matrix "$scratch/matrix" \
		>"$scratch/said" 2>&1
	if grep -qF "$summary" "$scratch/said"; then
		right=$((right + 1))
		printf '%-12s %s\n' "${summary%% *}" "$name: $summary"
	else
		printf '%-12s %s: not %s\n' wrong "$name" "$summary"
		sed 's/^/    /' "$scratch/said"
	fi
}

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
(make_shape "$scratch/qemu") || exit 2
shape 'QEMU v3.1..v4.0, x86-64' 'fixes 16 of 16 torn cells' \
	'[fortified]' 'toolchains = gcc+musl' 'include = fortify-1.0' \
	'flags = -O1 -D_FORTIFY_SOURCE=2 | -O2 -D_FORTIFY_SOURCE=2 | -O3 -D_FORTIFY_SOURCE=2 | -Os -D_FORTIFY_SOURCE=2' \
	'[without builtins]' 'toolchains = gcc+musl clang+musl' \
	'flags = -O0 -fno-builtin | -O1 -fno-builtin | -O2 -fno-builtin | -O3 -fno-builtin | -Os -fno-builtin | -Oz -fno-builtin'
shape 'QEMU v3.1..v4.0, riscv64 and mips' 'fixes 0 of 12 torn cells' \
	'toolchains = riscv64-linux-gnu-gcc-*+glibc mips-linux-gnu-gcc-*+glibc mipsel-linux-gnu-gcc-*+glibc' \
	'flags = -O0 | -O1 | -O2 | -Os'
