#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fields of 128 bits, as a user meets them.

load common

setup_file() {
	use_own_folders
	share_cache
}

@test "128 bits: two words are torn, and each report shows all of them" {
	value='0x[0-9a-f]{32}'
	run ./run.sh check tagged-pointer-words --width 128
	ended 1
	[[ $output =~ stores\ $value\ over\ $value ]]
	trial=$(witness)
	grep -Eq "^old_value  *= $value\$" "$trial"
	run ./run.sh replay "$trial"
	ended 1
	[[ $output =~ torn:\ $value ]]
	run ./run.sh check "$trial" --json
	ended 1
	[[ $output =~ \"old_value\":\ \"$value\" ]]
	run ./run.sh report --format mail
	says "lock cmpxchg16b"
	says "A field of 128 bits that two sides share"
	run ./run.sh report --format litmus
	ended 129
	says "herdtools have no access of 128 bits"
}

@test "128 bits: what a machine or a place does not have is said" {
	run ./run.sh check memcpy --width 256
	ended 129
	says "between 16 and 128"
	run ./run.sh hammer tagged-pointer-words --width 128 --offset 8
	ended 129
	says "choose a multiple of 16"
	command -v arm-linux-gnueabihf-gcc >/dev/null || skip "lacks arm-linux-gnueabihf-gcc"
	run ./run.sh check memcpy --width 128 --toolchain arm-linux-gnueabihf-gcc
	ended 125
	says "C has no type of 128 bits for arm"
}
