# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# What the commands of the documentation take for granted: a QEMU tree below
# the home folder, an object, a header, stores, a witness. All small, made by
# the test, in the folder where the commands are run.

qemu_tree() {
	mkdir -p "$1/include/qemu"
	cd "$1" || return 1
	git init -q .
	printf '%s\n' '#include <stdint.h>' '#include <string.h>' \
		'static inline int lduw_he_p(const void *p)' '{' \
		'	uint16_t r;' '	memcpy(&r, p, sizeof(r));' '	return r;' '}' \
		'static inline void stw_he_p(void *p, uint16_t v)' '{' \
		'	memcpy(p, &v, sizeof(v));' '}' >include/qemu/bswap.h
	git add . && git commit -qm old && git tag v3.1.0
	sed -i 's/	memcpy/	__builtin_memcpy/' include/qemu/bswap.h
	git diff >"$2/fix.patch"
	git commit -qam new && git tag v4.0.0
	git checkout -q v3.1.0
}

objects() {
	printf '%s\n' '#include <stdint.h>' \
		'uint16_t read_idx(const void *p)' \
		'{ const volatile uint8_t *b = p; uint16_t l = b[0];' \
		'return l | b[1] << 8; }' >vmm.c
	gcc -O2 -shared -fPIC -o libvmm.so vmm.c
	gcc -O2 -fPIC -c -o old.o vmm.c
	cp old.o libvmm.a.o && ar rcs libvmm.a libvmm.a.o
	printf '%s\n' '#include <stdint.h>' 'uint16_t read_idx(const void *p)' \
		'{ return *(const volatile uint16_t *)p; }' >new.c
	gcc -O2 -fPIC -c -o new.o new.c
	mkdir -p include
	printf '%s\n' '#include <stdint.h>' \
		'static inline uint16_t ring_load_idx(const void *p)' \
		'{ return *(const volatile uint16_t *)p; }' >include/ring.h
}

# Short and few, where a reader's would take long: the words that are added to
# a command that begins so. This table is all that is not run as written.
bounded() {
	case $1 in
	"./run.sh")
		echo "./run.sh repro $quick"
		;;
	*run.sh\ repro* | *run.sh\ hammer*)
		echo "$1 $quick"
		;;
	*run.sh\ fuzz*--resume* | *run.sh\ fuzz*--toolchain*)
		echo "$1 --time 1s --jobs 1"
		;;
	*run.sh\ fuzz*)
		# All compilers here would be asked for their options first.
		echo "$1 --time 1s --jobs 1 --toolchain gcc+musl"
		;;
	*" compare "*--from* | *--matrix\ */*)
		echo "$1"
		;;
	*" compare "* | *" check "*--matrix*)
		# The last word wins: two cells instead of hundreds.
		echo "${1/--matrix default/} --matrix ./two.matrix"
		;;
	*"check all"*)
		# Some lines of the table are enough to see that it is made.
		echo "timeout 8 $1 | head -n 8"
		;;
	*) echo "$1" ;;
	esac
}

quick="--milliseconds 20 --ring-milliseconds 2000 --requests 100000"
