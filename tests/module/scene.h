/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source, two folders of headers and an empty cache: what may go stale. */
#ifndef RT_TESTS_MODULE_SCENE_H
#define RT_TESTS_MODULE_SCENE_H

#include <unistd.h>

#include "tests/module/fixture.h"

/* Makes the folder @name in the test's, empty; its path, for free(). */
static inline char *make_folder(struct fixture *fixture, const char *name)
{
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	rt_folder_remove(path.data);
	assert_int_equal(rt_folder_make(path.data, NULL), RT_OK);
	return path.data;
}

/* A header that defines OWN; "" removes it. */
static inline void put(struct fixture *fixture, const char *name,
		       const char *text)
{
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	if (*text)
		free(fixture_write(fixture, name, text));
	else
		assert_int_equal(unlink(path.data), 0);
	rt_text_free(&path);
}

/* Builds @cell; what its module loads, and whether it was kept. */
static inline int built(struct fixture *fixture, const struct rt_cell *cell,
			bool *kept)
{
	struct rt_module module;
	struct rt_build build;
	uint16_t field = 1;
	int loaded;

	fixture_build(fixture, &build, cell);
	assert_int_equal(rt_module_open(&module, build.module.data, NULL),
			 RT_OK);
	loaded = module.load16(&field);
	rt_module_close(&module);
	*kept = build.from_cache;
	rt_build_free(&build);
	return loaded;
}

static inline void expect(struct fixture *fixture, const struct rt_cell *cell,
			  int wanted, bool kept)
{
	bool found;

	assert_int_equal(built(fixture, cell, &found), wanted);
	if (found != kept)
		fail_msg("%d is %s the cache", wanted,
			 found ? "from" : "not from");
}

/* Built anew, and then from the cache. */
static inline void expect_kept(struct fixture *fixture,
			       const struct rt_cell *cell, int wanted)
{
	expect(fixture, cell, wanted, false);
	expect(fixture, cell, wanted, true);
}

/* Built anew each time. */
static inline void expect_anew(struct fixture *fixture,
			       const struct rt_cell *cell, int wanted)
{
	expect(fixture, cell, wanted, false);
	expect(fixture, cell, wanted, false);
}

/* What each test begins with: an empty cache and the folders a and b. */
struct scene {
	char *a, *b, *source;
	const char *folders[3];
	struct rt_cell cell;
};

static inline struct scene *open_scene(struct fixture *fixture,
				       const char *toolchain, const char *text)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	assert_non_null(scene);
	rt_folder_remove(fixture->cache.data);
	scene->a = make_folder(fixture, "a");
	scene->b = make_folder(fixture, "b");
	free(make_folder(fixture, "in"));
	scene->source = fixture_write(fixture, "in/own.c", text);
	scene->folders[0] = scene->a;
	scene->folders[1] = scene->b;
	scene->cell = (struct rt_cell){
		.source = scene->source,
		.include_folders = scene->folders,
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = "-O1",
	};
	return scene;
}

static inline void close_scene(struct scene *scene)
{
	free(scene->a);
	free(scene->b);
	free(scene->source);
	free(scene);
}

static const char *const scene_toolchains[] = {"gcc", "clang", "tcc"};
enum { toolchain_count = sizeof(scene_toolchains) / sizeof(*scene_toolchains) };

#endif
