#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `compare` on a git repository with the shape of QEMU's fix of 2019: what it
# finds, and that the repository is not touched.

load ../cli/common

setup_file() {
	use_own_folders
	export tree=$BATS_FILE_TMPDIR/qemu small=$BATS_FILE_TMPDIR/small
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
	printf '%s\n' '[wrapped]' 'toolchains = gcc+musl gcc+host' \
		'include = fortify-1.0' \
		'flags = -O2 -U_FORTIFY_SOURCE | -O2 -D_FORTIFY_SOURCE=2' \
		'[plain]' 'toolchains = gcc+musl gcc+host' \
		'flags = -O2 -D_FORTIFY_SOURCE=2' >"$small"
	mkdir -p "$tree/include/qemu"
	cd "$tree" || return 1
	git init -q -b master .
	git config user.name 'A. Reviewer'
	git config user.email reviewer@example.org
	printf '%s\n' '#include <stdint.h>' '#include <string.h>' \
		'static inline int lduw_he_p(const void *ptr)' '{' \
		'    uint16_t r;' '' '    memcpy(&r, ptr, sizeof(r));' \
		'    return r;' '}' '' \
		'static inline void stw_he_p(void *ptr, uint16_t v)' '{' \
		'    memcpy(ptr, &v, sizeof(v));' '}' >include/qemu/bswap.h
	git add .
	git commit -qm 'bswap: accessors'
	git tag v3.1.0
	other 1 2 3
	sed -i 's/ memcpy(/ __builtin_memcpy(/' include/qemu/bswap.h
	git diff >"$BATS_FILE_TMPDIR/fix.patch"
	git commit -qam 'bswap: use __builtin_memcpy'
	other 4 5
	git tag v4.0.0
	git checkout -q v3.1.0
	# What a user has: a change that is staged, one that is not, a file.
	echo staged >file1
	git add file1
	echo changed >>include/qemu/bswap.h
	echo new >untracked
}

other() {
	for i; do
		echo "$i" >"other$i"
		git add .
		git commit -qm "other $i"
	done
}

setup() {
	cd "$clone" || return 1
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
}

# Everything in the repository, .git included, with times; access apart.
fingerprint() {
	(cd "$tree" && find . -printf '%p %y %m %s %T@\n' | sort | sha256sum
	find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
}

compare() {
	run "$ringtear" compare --no-cost --matrix "$small" --tree "$tree" \
		--include qemu/bswap.h --load 'lduw_he_p(p)' "$@"
}

nothing_left() {
	[ -z "$(ls -A "$RINGTEAR_CACHE/trees")" ]
	[ "$(git -C "$tree" worktree list | wc -l)" -eq 1 ]
}

# Fixed where the wrapper is in force, whichever libc is then called.
fixed_where_wrapped() {
	says "fixes "
	grep -q 'gcc.*musl -Ifortify-1.0 -O2 -D_FORTIFY_SOURCE=2 .* fixed$' \
		<<<"$output"
	not grep -q ' fixed$' <(grep -v 'Ifortify-1.0 -O2 -D' <<<"$output")
	not grep -qE ' (regressed|still torn|now .*)$' <<<"$output"
	grep -qE ' unchanged$' <<<"$output"
}

@test "the patch: fixed in the fortified cells, unchanged elsewhere" {
	before=$(fingerprint)
	compare --patch "$BATS_FILE_TMPDIR/fix.patch"
	ended 0
	fixed_where_wrapped
	grep -qE '^after .*, fix.patch on [0-9a-f]{12}$' <<<"$output"
	says "Tested-by: A. Reviewer <reviewer@example.org>"
	[ "$(fingerprint)" = "$before" ]
	nothing_left
}

@test "the range: the same, and the commit that did it" {
	before=$(fingerprint)
	compare --range v3.1.0..v4.0.0
	ended 0
	fixed_where_wrapped
	grep -qE '^commit +[0-9a-f]{12} bswap: use __builtin_memcpy: fixes' \
		<<<"$output"
	[ "$(fingerprint)" = "$before" ]
	nothing_left
}

# What the cure of 2019 did not cure: to this day gcc makes two byte accesses of
# __builtin_memcpy where unaligned ones are not known to be cheap. All of the
# table is in tests/real/shape.sh.
@test "the range: fixed on x86-64, still torn on riscv64 and mips" {
	machines=()
	for machine in riscv64 mips; do
		command -v "$machine-linux-gnu-gcc" >/dev/null ||
			skip "lacks $machine-linux-gnu-gcc"
		machines+=("$machine-linux-gnu-gcc-*+glibc")
	done
	printf '%s\n' '[x86-64]' 'toolchains = gcc+musl' \
		'flags = -O2 -fno-builtin' '[others]' \
		"toolchains = ${machines[*]}" 'flags = -O2' \
		>"$BATS_TEST_TMPDIR/machines"
	compare --range v3.1.0..v4.0.0 --matrix "$BATS_TEST_TMPDIR/machines"
	ended 1
	grep -qE '^gcc-[0-9]+[+]musl .* fixed$' <<<"$output"
	grep -qE '^riscv64-.* torn +torn +still torn$' <<<"$output"
	grep -qE '^mips-.* torn +torn +still torn$' <<<"$output"
	says "fixes 1 of 3 torn cells"
	nothing_left
}

@test "backwards it regresses, ends with 1 and earns no trailer" {
	compare --range v4.0.0..v3.1.0
	ended 1
	says " regressed"
	never_says "Tested-by"
}

@test "a patch that does not apply: git's words, 125, nothing left" {
	before=$(fingerprint)
	compare --patch "$BATS_FILE_TMPDIR/small"
	ended 125
	sed 's/uint16_t r/uint32_t r/' "$BATS_FILE_TMPDIR/fix.patch" \
		>"$BATS_TEST_TMPDIR/other.patch"
	compare --patch "$BATS_TEST_TMPDIR/other.patch"
	ended 125
	says "error: patch failed: include/qemu/bswap.h"
	# Before a compiler is looked for: there is none in this PATH.
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(command -v git)" "$(command -v env)" "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin run "$ringtear" compare --tree "$tree" \
		--load 'lduw_he_p(p)' --patch "$BATS_TEST_TMPDIR/other.patch"
	ended 125
	says "error: patch failed: include/qemu/bswap.h"
	[ "$(fingerprint)" = "$before" ]
	nothing_left
}

@test "what is no repository, commit or range: 129" {
	run "$ringtear" compare --tree "$BATS_TEST_TMPDIR" --patch x --load 'p'
	ended 129
	says "not a git repository"
	compare --range v3.1.0..nothing
	ended 129
	says "nothing"
	compare --range v3.1.0
	ended 129
	says "v3.1.0..v4.0.0"
	compare --range --upload-pack=x..v4.0.0
	ended 129
}

none_left() {
	[ -z "$(ls -A "$RINGTEAR_CACHE/trees")" ] &&
		not pgrep -s "$1" >/dev/null
}

@test "killed at any moment: the repository is as it was, nothing is left" {
	before=$(fingerprint)
	for kill in 'KILL 0.1' 'INT 0.3' 'KILL 0.6'; do
		setsid "$ringtear" compare --no-cost --matrix "$small" \
			--tree "$tree" --include qemu/bswap.h \
			--range v3.1.0..v4.0.0 --load 'lduw_he_p(p)' \
			>/dev/null 2>&1 </dev/null 3>&- &
		pid=$!
		sleep "${kill#* }"
		kill -"${kill% *}" "$pid" 2>/dev/null || true
		wait "$pid" || true
		until_it none_left "$pid"
		not pgrep -s "$pid"
		nothing_left
		[ "$(fingerprint)" = "$before" ]
	done
	compare --patch "$BATS_FILE_TMPDIR/fix.patch"
	ended 0
	nothing_left
}

@test "called from a hook, with git's variables set, it is not led astray" {
	before=$(fingerprint)
	GIT_DIR=$tree/.git GIT_INDEX_FILE=$tree/.git/index \
		GIT_WORK_TREE=$BATS_TEST_TMPDIR compare \
		--patch "$BATS_FILE_TMPDIR/fix.patch" --store 'stw_he_p(p, v)'
	ended 0
	says "fixes 3 of 3 torn cells"
	[ "$(fingerprint)" = "$before" ]
}

@test "the flags of a real build lead into the state, not into the tree" {
	mkdir -p "$BATS_TEST_TMPDIR/build"
	echo '#define CONFIGURED 1' >"$BATS_TEST_TMPDIR/build/config.h"
	printf '[{"directory": "%s", "file": "x.c", "arguments": ["cc",
		"-I", "%s", "-I%s/include/qemu", "-include", "config.h", "-O3",
		"-c", "x.c"]}]\n' "$BATS_TEST_TMPDIR/build" \
		"$BATS_TEST_TMPDIR/build" "$tree" >"$BATS_TEST_TMPDIR/cc.json"
	run "$ringtear" compare --no-cost --matrix "$small" --tree "$tree" \
		--range v3.1.0..v4.0.0 --include bswap.h --file x.c \
		--compile-commands "$BATS_TEST_TMPDIR/cc.json" \
		--load '(lduw_he_p)(p) + 0 * CONFIGURED'
	ended 0
	fixed_where_wrapped
}

# The commit lies on a side that a merge took in, behind another merge.
@test "the range across merges: the commit, not the merge, as git bisect finds" {
	cp -r "$tree" "$BATS_TEST_TMPDIR/merged"
	cd "$BATS_TEST_TMPDIR/merged"
	git reset -q --hard v3.1.0
	git checkout -qb inner
	other 6
	git apply --index "$BATS_FILE_TMPDIR/fix.patch"
	git commit -qm 'the fix itself'
	other 7
	git checkout -qb outer v3.1.0
	other 8
	git merge -q --no-ff -m 'pull inner' inner
	git checkout -qb main v3.1.0
	other 9
	git merge -q --no-ff -m 'pull outer' outer
	other 10
	cd "$clone"
	tree=$BATS_TEST_TMPDIR/merged compare --range v3.1.0..main
	ended 0
	grep -qE '^commit +[0-9a-f]{12} the fix itself: fixes' <<<"$output"
	[ "$(grep -c '^commit' <<<"$output")" -eq 1 ]
}

# Neither side has the change: the merge brought it in itself.
@test "what only the merge changed is the merge's" {
	cp -r "$tree" "$BATS_TEST_TMPDIR/evil"
	cd "$BATS_TEST_TMPDIR/evil"
	git reset -q --hard v3.1.0
	git checkout -qb side
	other 6
	git checkout -qb main v3.1.0
	other 7
	git merge -q --no-ff --no-commit side
	git apply --index "$BATS_FILE_TMPDIR/fix.patch"
	git commit -qm 'pull side'
	cd "$clone"
	tree=$BATS_TEST_TMPDIR/evil compare --range v3.1.0..main
	ended 0
	grep -qE '^commit +[0-9a-f]{12} pull side: fixes' <<<"$output"
}
