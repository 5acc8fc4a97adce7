/** Metrics of a task and its pipelines, and their registration with the worker or as MBeans. */
@NullMarked
package com.openlayer.kafka.connect.metrics;

import org.jspecify.annotations.NullMarked;
