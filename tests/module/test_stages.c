/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The staged builder gives the code that the driver gives. */
#include <elf.h>
#include <gelf.h>
#include <libelf.h>
#include <fcntl.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/module/stages.h"
#include "tests/module/fixture.h"

/*
 * Words that change what the driver asks of the compiler, what the compiler
 * makes, or nothing; each may be rejected, alone or beside another.
 */
static const char *const words[] = {
	"-O0",
	"-O1",
	"-O2",
	"-O3",
	"-Os",
	"-Og",
	"-Ofast",
	"-Oz",
	"-O",
	"-fno-builtin",
	"-fno-builtin-memcpy",
	"-ffreestanding",
	"-D_FORTIFY_SOURCE=2",
	"-D_FORTIFY_SOURCE=1",
	"-U_FORTIFY_SOURCE",
	"-DX=1",
	"'-DX=a b'",
	"-DX=\"y\"",
	"-UX",
	"-march=native",
	"-march=x86-64-v3",
	"-march=haswell",
	"-mtune=native",
	"-mtune=znver3",
	"-mavx",
	"-mno-avx",
	"-mavx2",
	"-msse4.2",
	"-mno-sse4.1",
	"-msse2avx",
	"-mno-red-zone",
	"-mred-zone",
	"-mstringop-strategy=rep_byte",
	"-mstringop-strategy=libcall",
	"-mstringop-strategy=byte_loop",
	"-minline-all-stringops",
	"-mmemcpy-strategy=rep_byte:-1:noalign",
	"-mcmodel=large",
	"-mcmodel=medium",
	"-mgeneral-regs-only",
	"-mno-sse",
	"-masm=intel",
	"-m64",
	"-m32",
	"-mx32",
	"-fcf-protection=full",
	"-fcf-protection=none",
	"-fstack-protector-all",
	"-fstack-protector",
	"-fno-stack-protector",
	"-fstack-clash-protection",
	"-fsanitize=undefined",
	"-fsanitize=address",
	"-fsanitize=thread",
	"-fno-sanitize=alignment",
	"-fPIE",
	"-fpic",
	"-fno-pic",
	"-fPIC",
	"-fno-plt",
	"-fvisibility=hidden",
	"-fno-semantic-interposition",
	"-fomit-frame-pointer",
	"-fno-omit-frame-pointer",
	"-fno-asynchronous-unwind-tables",
	"-funwind-tables",
	"-fexceptions",
	"-fno-exceptions",
	"-fverbose-asm",
	"-frandom-seed=1",
	"-ftree-vectorize",
	"-fno-tree-vectorize",
	"-funroll-loops",
	"-fwrapv",
	"-ftrapv",
	"-fno-strict-aliasing",
	"-falign-functions=64",
	"-fno-align-functions",
	"-ffunction-sections",
	"-fdata-sections",
	"-fno-common",
	"-finstrument-functions",
	"-ftrivial-auto-var-init=zero",
	"-fsplit-stack",
	"-fopenmp",
	"-fno-toplevel-reorder",
	"-fno-ident",
	"-fpack-struct",
	"-fshort-enums",
	"-fno-inline",
	"-fno-lto",
	"-flto",
	"-std=c99",
	"-std=gnu17",
	"-std=c11",
	"-ansi",
	"-std=gnu89",
	"-g",
	"-g0",
	"-g3",
	"-ggdb",
	"-gdwarf-4",
	"-pthread",
	"-w",
	"-Wall",
	"-Wextra",
	"-Werror",
	"-Wconversion",
	"-pedantic",
	"--param=max-unroll-times=8",
	"--param=max-unroll-times=2",
	"--param=l1-cache-size=64",
	"-fno-store-merging",
	"-fno-tree-ter",
	"-ftree-parallelize-loops=4",
	"-fgnu89-inline",
	"-fzero-call-used-regs=all",
	"-fharden-compares",
	"-ffixed-rax",
	"-fno-such-flag",
	"-mno-such-flag",
	"-march=no-such-cpu",
	"-O9",
	"-fdiagnostics-color=always",
};

enum { word_count = sizeof(words) / sizeof(*words) };

/* The loaded sections but for notes and what only unwinds. */
static void take_code(struct rt_text *code, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;
	Elf_Scn *section = NULL;
	size_t names;

	assert_true(file >= 0);
	elf_version(EV_CURRENT);
	elf = elf_begin(file, ELF_C_READ, NULL);
	assert_int_equal(elf_getshdrstrndx(elf, &names), 0);
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;
		const char *name;

		assert_non_null(gelf_getshdr(section, &header));
		name = elf_strptr(elf, names, header.sh_name);
		if (!(header.sh_flags & SHF_EXECINSTR) &&
		    strncmp(name, ".rodata", 7) && strncmp(name, ".data", 5) &&
		    strncmp(name, ".rela", 5) && strncmp(name, ".dyn", 4))
			continue;
		data = elf_rawdata(section, NULL);
		rt_text_format(code, "\n%s %zu ", name, data->d_size);
		if (strcmp(name, ".dynamic") != 0)
			rt_text_append(code, data->d_buf, data->d_size);
	}
	elf_end(elf);
	close(file);
}

static bool is_same_code(const char *one, const char *other)
{
	struct rt_text left = RT_TEXT_INIT;
	struct rt_text right = RT_TEXT_INIT;
	bool same;

	take_code(&left, one);
	take_code(&right, other);
	same = left.length == right.length &&
	       !memcmp(left.data, right.data, left.length);
	rt_text_free(&left);
	rt_text_free(&right);
	return same;
}

struct both {
	struct fixture *fixture;
	struct rt_stages *stages;
	unsigned same, rejected;
	unsigned unsteady; /* the driver itself gives others each time */
};

/*
 * With -flto and -fsanitize=address the names of the driver's temporary files
 * are in the module: then it does not give the same code twice itself.
 */
static void compare_modules(struct both *both, const struct rt_cell *cell,
			    const char *expected, const char *found)
{
	struct rt_text again = RT_TEXT_INIT;
	struct rt_build build;

	if (is_same_code(expected, found)) {
		both->same++;
		return;
	}
	rt_text_format(&again, "%s/again", both->fixture->folder.data);
	assert_int_equal(rt_build(&build, cell, again.data, NULL), RT_OK);
	if (is_same_code(expected, build.module.data))
		fail_msg("other code with %s: %s and %s", cell->flags, expected,
			 found);
	both->unsteady++;
	rt_folder_remove(again.data);
	rt_build_free(&build);
	rt_text_free(&again);
}

/*
 * The next cell with this code is to link what it made itself: unwind tables
 * are no part of the digest, but move what lies behind them.
 */
static void link_anew(struct both *both, const struct rt_staged *staged)
{
	struct rt_text entry = RT_TEXT_INIT;

	rt_text_format(&entry, "%s/stages/%s", both->fixture->folder.data,
		       staged->code.text);
	rt_folder_remove(entry.data);
	rt_text_free(&entry);
}

static void check_one(struct both *both, const struct rt_cell *cell)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_build expected, found = {.from_cache = false};
	struct rt_staged staged;
	int wanted = rt_build(&expected, cell, both->fixture->cache.data, NULL);
	int code = rt_stages_compile(both->stages, cell, &staged, &error);

	if (!code)
		code = rt_stages_link(both->stages, &staged, &found, &error);
	if (code != wanted)
		fail_msg("%s: rt_build() says %d, the stages %d: %s\n%s",
			 cell->flags, wanted, code, error.message,
			 error.detail ? error.detail : "");
	if (!code) {
		compare_modules(both, cell, expected.module.data,
				found.module.data);
		link_anew(both, &staged);
		assert_string_equal(expected.provider.data,
				    found.provider.data);
		assert_string_equal(expected.commands.data,
				    found.commands.data);
	} else {
		assert_int_not_equal(staged.end, RT_STAGED_CODE);
		both->rejected++;
	}
	rt_build_free(&found);
	rt_build_free(&expected);
	rt_staged_free(&staged);
	rt_error_clear(&error);
}

static void both_open(struct both *both, struct fixture *fixture)
{
	struct rt_text folder = RT_TEXT_INIT;

	*both = (struct both){.fixture = fixture};
	rt_text_format(&folder, "%s/stages", fixture->folder.data);
	assert_int_equal(rt_stages_open(&both->stages, folder.data, NULL),
			 RT_OK);
	rt_text_free(&folder);
}

static void both_close(struct both *both)
{
	rt_stages_close(both->stages);
}

static void draw_flags(struct rt_text *flags, struct rt_random *random)
{
	uint64_t count = 1 + rt_random_below(random, 6);

	rt_text_add(flags, "");
	for (uint64_t i = 0; i < count; i++)
		rt_text_format(flags, "%s%s", i ? " " : "",
			       words[rt_random_below(random, word_count)]);
}

static const char *draw_source(struct rt_random *random)
{
	static const char *const sources[] = {
		"corpora/accessors/memcpy.c",
		"corpora/accessors/fortify-memcpy.c",
		"corpora/accessors/bitfield.c",
		"corpora/accessors/memcpy-runtime-length.c",
	};

	return sources[rt_random_below(random, 4)];
}

static void check_toolchain(struct both *both,
			    const struct rt_toolchain *toolchain, unsigned sets)
{
	struct rt_random random = {.state = rt_random_seed()};
	uint64_t seed = random.state;

	if (getenv("STAGES_SEED"))
		seed = random.state = strtoull(getenv("STAGES_SEED"), NULL, 0);
	print_message("%s: STAGES_SEED=%llu\n", toolchain->name.data,
		      (unsigned long long)seed);
	for (unsigned i = 0; i < sets; i++) {
		struct rt_text flags = RT_TEXT_INIT;
		struct rt_cell cell = {.include = "corpora/include",
				       .toolchain = toolchain};

		draw_flags(&flags, &random);
		cell.flags = rt_text_string(&flags);
		cell.source = draw_source(&random);
		check_one(both, &cell);
		rt_text_free(&flags);
	}
}

static unsigned sets_of(enum rt_compiler_family family)
{
	const char *more = getenv("STAGES_SETS");

	if (more)
		return (unsigned)atoi(more);
	return family == RT_GCC ? 6 : 1;
}

/* STAGES_TOOLCHAIN, STAGES_SETS and STAGES_SEED make it another test. */
static bool is_wanted(const struct rt_toolchain *toolchain)
{
	const char *name = getenv("STAGES_TOOLCHAIN");

	return !name || strstr(toolchain->name.data, name);
}

static void random_flags_give_the_driver_s_code(void **state)
{
	const struct rt_toolchains *all;
	struct both both;

	both_open(&both, *state);
	all = &both.fixture->toolchains;
	for (size_t i = 0; i < all->count; i++)
		if (is_wanted(&all->list[i]))
			check_toolchain(&both, &all->list[i],
					sets_of(all->list[i].compiler->family));
	print_message("%u alike, %u unsteady, %u rejected\n", both.same,
		      both.unsteady, both.rejected);
	assert_true(both.same > 10 * both.unsteady);
	both_close(&both);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_flags_give_the_driver_s_code),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
