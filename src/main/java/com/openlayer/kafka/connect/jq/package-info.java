/** Filters in jq's language: compiled and checked once, run on records within bounds. Depends on no other package. */
@NullMarked
package com.openlayer.kafka.connect.jq;

import org.jspecify.annotations.NullMarked;
