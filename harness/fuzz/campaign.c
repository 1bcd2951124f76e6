/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/campaign.h"

#include <dirent.h>
#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"

/* The settings that are texts, flags and lists. */
static const struct {
	const char *name;
	size_t offset;
} texts[] =
	{
		{"corpora", offsetof(struct rt_campaign, corpora)},
		{"cache", offsetof(struct rt_campaign, cache)},
		{"store", offsetof(struct rt_campaign, store)},
		{"found", offsetof(struct rt_campaign, found)},
		{"command", offsetof(struct rt_campaign, command)},
},
  flags[] =
	  {
		  {"stop", offsetof(struct rt_campaign, stop)},
		  {"random", offsetof(struct rt_campaign, random)},
		  {"aligned", offsetof(struct rt_campaign, aligned)},
		  {"trusts", offsetof(struct rt_campaign, trusts)},
		  {"say", offsetof(struct rt_campaign, say)},
},
  lists[] = {
	  {"accessors", offsetof(struct rt_campaign, accessors)},
	  {"toolchains", offsetof(struct rt_campaign, toolchains)},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static json_t *words_json(const struct rt_strings *words)
{
	json_t *list = json_array();

	for (size_t i = 0; i < words->count; i++)
		json_array_append_new(list, json_string(words->word[i]));
	return list;
}

static json_t *settings_json(const struct rt_campaign *campaign)
{
	const char *base = (const char *)campaign;
	struct rt_text trial = RT_TEXT_INIT;
	json_t *json = json_object();

	for (size_t i = 0; i < COUNT(texts); i++)
		json_object_set_new(
			json, texts[i].name,
			json_string(rt_text_string(
				(const struct rt_text *)(base +
							 texts[i].offset))));
	for (size_t i = 0; i < COUNT(flags); i++)
		json_object_set_new(
			json, flags[i].name,
			json_boolean(*(const bool *)(base + flags[i].offset)));
	for (size_t i = 0; i < COUNT(lists); i++)
		json_object_set_new(
			json, lists[i].name,
			words_json(
				(const struct rt_strings *)(base +
							    lists[i].offset)));
	rt_trial_print(&campaign->base, &trial);
	json_object_set_new(json, "trial", json_string(rt_text_string(&trial)));
	json_object_set_new(json, "fixed",
			    json_integer((json_int_t)campaign->fixed));
	json_object_set_new(json, "first",
			    json_integer((json_int_t)campaign->first));
	json_object_set_new(json, "shard",
			    json_integer((json_int_t)campaign->shard.index));
	json_object_set_new(json, "shards",
			    json_integer((json_int_t)campaign->shard.count));
	rt_text_free(&trial);
	return json;
}

int rt_campaign_write(const struct rt_campaign *campaign,
		      struct rt_error *error)
{
	const char *folder = rt_text_string(&campaign->folder);
	struct rt_text path = RT_TEXT_INIT, corpus = RT_TEXT_INIT;
	json_t *json = settings_json(campaign);
	char *text = json_dumps(json, JSON_INDENT(2) | JSON_SORT_KEYS);
	int code;

	rt_text_format(&path, "%s/settings.json", folder);
	rt_text_format(&corpus, "%s/corpus", folder);
	code = text ? rt_folder_make(rt_text_string(&corpus), error)
		    : rt_no_memory(error);
	if (!code)
		code = rt_file_write(rt_text_string(&path), text, strlen(text),
				     error);
	free(text);
	json_decref(json);
	rt_text_free(&path);
	rt_text_free(&corpus);
	return code;
}

static void take_words(struct rt_strings *words, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *word = json_string_value(json_array_get(list, i));

		if (word)
			rt_strings_add(words, word);
	}
}

/* -1 where the numbers are none of a part. */
static int take_shard(struct rt_shard *shard, const json_t *json)
{
	json_int_t index = json_integer_value(json_object_get(json, "shard"));
	json_int_t count = json_integer_value(json_object_get(json, "shards"));

	if (index < 0 || count < 0 || (count ? index >= count : index > 0))
		return -1;
	*shard = (struct rt_shard){.index = (size_t)index,
				   .count = (size_t)count};
	return 0;
}

static int take(struct rt_campaign *campaign, const json_t *json,
		const char *path, struct rt_error *error)
{
	const char *trial = json_string_value(json_object_get(json, "trial"));
	char *base = (char *)campaign;

	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *text =
			json_string_value(json_object_get(json, texts[i].name));

		if (!text)
			return rt_fail(error, RT_USAGE,
				       "%s has no \"%s\"; begin a new campaign",
				       path, texts[i].name);
		rt_text_add((struct rt_text *)(base + texts[i].offset), text);
	}
	for (size_t i = 0; i < COUNT(flags); i++)
		*(bool *)(base + flags[i].offset) =
			json_is_true(json_object_get(json, flags[i].name));
	for (size_t i = 0; i < COUNT(lists); i++)
		take_words((struct rt_strings *)(base + lists[i].offset),
			   json_object_get(json, lists[i].name));
	campaign->fixed =
		(uint64_t)json_integer_value(json_object_get(json, "fixed"));
	campaign->first = json_integer_value(json_object_get(json, "first"));
	if (take_shard(&campaign->shard, json))
		return rt_fail(error, RT_USAGE,
			       "%s has no such part of the search; begin a new "
			       "campaign",
			       path);
	return rt_trial_parse(&campaign->base, trial ? trial : "",
			      trial ? strlen(trial) : 0, path, error);
}

int rt_campaign_read(struct rt_campaign *campaign, const char *folder,
		     struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	json_error_t why;
	json_t *json = NULL;
	int code;

	*campaign = (struct rt_campaign){.fixed = 0};
	rt_text_add(&campaign->folder, folder);
	rt_text_format(&path, "%s/settings.json", folder);
	code = rt_file_read(&text, rt_text_string(&path), error);
	if (!code) {
		json = json_loadb(rt_text_string(&text), text.length, 0, &why);
		code = json ? take(campaign, json, rt_text_string(&path), error)
			    : rt_fail(error, RT_USAGE,
				      "%s:%d: %s; begin a new campaign",
				      rt_text_string(&path), why.line,
				      why.text);
	}
	json_decref(json);
	rt_text_free(&path);
	rt_text_free(&text);
	return code;
}

void rt_campaign_free(struct rt_campaign *campaign)
{
	char *base = (char *)campaign;

	for (size_t i = 0; i < COUNT(texts); i++)
		rt_text_free((struct rt_text *)(base + texts[i].offset));
	for (size_t i = 0; i < COUNT(lists); i++)
		rt_strings_free((struct rt_strings *)(base + lists[i].offset));
	rt_text_free(&campaign->folder);
}

/* Names begin with the time, so the last one is the newest. */
bool rt_campaign_last(struct rt_text *folder, const char *parent)
{
	struct dirent **entry;
	int count = scandir(parent, &entry, NULL, alphasort);
	bool found = false;

	for (int i = count - 1; i >= 0; i--) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%s/settings.json", parent,
			       entry[i]->d_name);
		if (!found && entry[i]->d_name[0] != '.' &&
		    rt_file_exists(rt_text_string(&path))) {
			rt_text_format(folder, "%s/%s", parent,
				       entry[i]->d_name);
			found = true;
		}
		rt_text_free(&path);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	return found;
}

int rt_campaign_open_evaluator(const struct rt_campaign *campaign,
			       struct rt_evaluator *evaluator,
			       struct rt_counts **counts,
			       struct rt_error *error)
{
	const char *folder = rt_text_string(&campaign->folder);
	struct rt_text memory = RT_TEXT_INIT, path = RT_TEXT_INIT;
	struct rt_evaluator_places places = {
		.corpora = rt_text_string(&campaign->corpora),
		.cache = rt_text_string(&campaign->cache),
	};
	int code;

	*evaluator = (struct rt_evaluator){.counts = NULL};
	rt_text_format(&path, "%s/counts", folder);
	rt_text_format(&memory, "%s/memory.db", folder);
	places.memory = rt_text_string(&memory);
	code = rt_counts_map(counts, rt_text_string(&path), error);
	if (!code) {
		places.counts = *counts;
		code = rt_evaluator_open(evaluator, &places, error);
	}
	rt_text_free(&memory);
	rt_text_free(&path);
	return code;
}
