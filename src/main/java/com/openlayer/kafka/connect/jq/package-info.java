/** jq filters: compiled and checked once, then run on each record with limits. Depends on no other package. */
@NullMarked
package com.openlayer.kafka.connect.jq;

import org.jspecify.annotations.NullMarked;
