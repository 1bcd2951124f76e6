#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The recipes of docs/recipes.md, followed in a copy of the tree.

load ../cli/common

setup_file() {
	use_own_folders
}

@test "an engine, an accessor, a toolchain, a device, a format: as written" {
	two_cpus
	run python3 tests/docs/recipes.py "$BATS_TEST_TMPDIR/tree" "An engine" \
		"An accessor" "A toolchain" "A device kind" "A report format"
	echo "$output"
	[ "$status" -eq 0 ]
}

# The program is not built: that would compile all of it.
@test "the difference of a trial key applies" {
	sed -n '/^## A trial key/,/^## /p' docs/recipes.md |
		sed -n -e '/^--- a/,/^[^-+ @]/p' | grep '^[-+ @]' |
		patch --dry-run -p1 -s
}

@test "the files that the recipe of a machine names are there" {
	while read -r file; do
		[ -e "$file" ]
	done < <(sed -n '/^## A machine/,/^## [^A]/p' docs/recipes.md |
		grep -oE '(harness|reports|tests|docs)/[a-z0-9_/.]*[ch]\b')
}
