#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs each fuzz target $2... for $1 seconds from a corpus of its own, which
# begins with the accessors' sources, a module and the seeds. What stops one
# (a crash, a leak, an input that takes all memory or does not end) leaves its
# input in build/fuzz, as TARGET-crash-…; the others still run, and the last
# lines name each that failed. Ends with 1 then.
set -eu
cd "$(dirname "$0")/../.."
seconds=$1
shift
failed=''
for target; do
	corpus=build/fuzz/corpus/$(basename "$target")
	name=$(basename "$target")
	log=build/fuzz/$name.log
	mkdir -p "$corpus"
	[ ! -d "tests/fuzz/seeds/$name" ] ||
		cp "tests/fuzz/seeds/$name"/* "$corpus"
	case $target in
	*listing | *codegen) find build/cache -name module.so -size -100k \
		-exec cp --backup=numbered {} "$corpus" \; 2>/dev/null || : ;;
	*grammar) cp corpora/flags/*.flags "$corpus" ;;
	*trial | *mutate) cp corpora/trials/seeds/*.trial "$corpus" 2>/dev/null || : ;;
	*compile_commands) printf '%s' '[{"directory":"/b","file":"a.c","command":"cc -Ix -I y -DA -o a.o -c a.c"},{"directory":"/c","file":"../c/b.c","arguments":["cc","-include","x.h","-fplugin=y","@z"]}]' \
		>"$corpus/seed.json" ;;
	*baseline) printf "%s\n" "[x]" "torn  gcc-12+musl -O2 -DROW=0" >"$corpus/seed" ;;
	*qemu_user)
		printf '%s\n' 'ringtear-hammer 3' 'module 0x4002af0000' \
			'form same' 'control 9 8 7 6 0 1' 'sound 5 4 3 0 0 0' \
			'subject 5 4 3 2 0 1' 'first 0xff 0x100 0x1ff' end \
			>"$corpus/report"
		printf '%s\n' 'IN: f' '0x4002af0520:  3c4c0002  addis r2' \
			>"$corpus/log" ;;
	*git) printf '[user]\n\tname = "A" # b\n[includeIf "%s"]\npath = x\n' \
		'gitdir/i:**/t*/' >"$corpus/seed" ;;
	*matrix) cp corpora/matrices/* "$corpus" ;;
	*stages)
		(printf c && gcc -c -march=no -fno -x c /dev/null) \
			>"$corpus/complaint" 2>&1 || :
		(printf a && gcc -S -g -O2 -Icorpora/include -o - \
			corpora/accessors/memcpy.c) >"$corpus/assembly" || : ;;
	*object) gcc -c -g -Icorpora/include -o "$corpus/object" \
		corpora/accessors/memcpy.c || : ;;
	*source_lines) gcc -shared -fPIC -g -O2 -Icorpora/include \
		-o "$corpus/module" corpora/accessors/memcpy.c || : ;;
	*source) cp corpora/accessors/*.c "$corpus" ;;
	esac
	echo "$target: $seconds s"
	# No pipe: the status would be that of its last command.
	status=0
	"$target" -max_total_time="$seconds" -max_len=65536 -print_final_stats=1 \
		-artifact_prefix="build/fuzz/$name-" "$corpus" >"$log" 2>&1 ||
		status=$?
	tail -n 12 "$log"
	[ "$status" -eq 0 ] || failed="$failed$name: status $status, $(
		sed -n 's/.*Test unit written to /its input: /p' "$log" | tail -n 1
	), all it said: $log
"
done
[ -z "$failed" ] || {
	printf 'Failed:\n%s' "$failed"
	exit 1
}
