/** What an operator watches: counts and gauges of a task and its pipelines, and where the worker shows them. */
@NullMarked
package com.openlayer.kafka.connect.metrics;

import org.jspecify.annotations.NullMarked;
