/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/config.h"

#include <string.h>

#include "harness/virtqueue/layout.h"

/* Requests that the descriptor table holds at once. */
static unsigned capacity(const struct rt_vq_config *config)
{
	return config->indirect ? config->ring_size
				: config->ring_size / config->chain;
}

unsigned rt_vq_config_in_flight(const struct rt_vq_config *config)
{
	return config->in_flight ? config->in_flight : capacity(config);
}

static int check_ring_size(unsigned size, struct rt_error *error)
{
	if (size < RT_VRING_SIZE_LEAST || size > RT_VRING_SIZE_MOST)
		return rt_fail(error, RT_USAGE,
			       "ring size %u is out of range: choose a power "
			       "of two from %d to %d",
			       size, RT_VRING_SIZE_LEAST, RT_VRING_SIZE_MOST);
	if (size & (size - 1))
		return rt_fail(error, RT_USAGE,
			       "ring size %u is not a power of two: choose %u",
			       size, 1u << (31 - __builtin_clz(size)));
	return RT_OK;
}

static int check_chain(const struct rt_vq_config *config,
		       struct rt_error *error)
{
	if (!config->chain || config->chain > RT_VQ_MOST_CHAIN)
		return rt_fail(error, RT_USAGE,
			       "chain %u is out of range: choose 1 to %d "
			       "descriptors a request",
			       config->chain, RT_VQ_MOST_CHAIN);
	if (config->chain > config->ring_size)
		return rt_fail(error, RT_USAGE,
			       "chain %u is longer than the ring of %u, which "
			       "virtio 2.7.5.3.1 forbids: choose a shorter "
			       "chain or a larger ring",
			       config->chain, config->ring_size);
	return RT_OK;
}

static int check_flow(const struct rt_vq_config *config, struct rt_error *error)
{
	unsigned fits = capacity(config);
	unsigned in_flight = rt_vq_config_in_flight(config);

	if (in_flight > fits)
		return rt_fail(error, RT_USAGE,
			       "in-flight %u is more than the %u requests that "
			       "fit the ring: choose at most %u, or 0",
			       in_flight, fits, fits);
	if (!config->burst || config->burst > in_flight)
		return rt_fail(error, RT_USAGE,
			       "burst %u is out of range: choose 1 to %u, the "
			       "requests that may be in flight",
			       config->burst, in_flight);
	return RT_OK;
}

static int check_choices(const struct rt_vq_config *config,
			 struct rt_error *error)
{
	if ((unsigned)config->completion > RT_VQ_RANDOM)
		return rt_fail(error, RT_USAGE,
			       "completion order %d is unknown: choose "
			       "in-order, reverse or random",
			       (int)config->completion);
	if ((unsigned)config->service > RT_VQ_SYNCHRONOUS)
		return rt_fail(error, RT_USAGE,
			       "service %d is unknown: choose async or sync",
			       (int)config->service);
	return RT_OK;
}

int rt_vq_config_check(const struct rt_vq_config *config,
		       struct rt_error *error)
{
	int code = check_ring_size(config->ring_size, error);

	if (!code)
		code = check_chain(config, error);
	if (!code)
		code = check_flow(config, error);
	if (!code)
		code = check_choices(config, error);
	return code;
}

int rt_vq_completion_parse(enum rt_vq_completion *completion, const char *word,
			   struct rt_error *error)
{
	static const char *const words[] = {"in-order", "reverse", "random"};

	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(word, words[i]) == 0) {
			*completion = (enum rt_vq_completion)i;
			return RT_OK;
		}
	}
	return rt_fail(error, RT_USAGE,
		       "completion order '%s' is unknown: choose in-order, "
		       "reverse or random",
		       word);
}

int rt_vq_service_parse(enum rt_vq_service *service, const char *word,
			struct rt_error *error)
{
	if (strcmp(word, "async") == 0)
		*service = RT_VQ_ASYNCHRONOUS;
	else if (strcmp(word, "sync") == 0)
		*service = RT_VQ_SYNCHRONOUS;
	else
		return rt_fail(error, RT_USAGE,
			       "service '%s' is unknown: choose async or sync",
			       word);
	return RT_OK;
}
