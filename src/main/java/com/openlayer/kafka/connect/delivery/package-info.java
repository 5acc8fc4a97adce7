/** From a row to an acknowledged offset: batches, requests in flight, retries, splits, dead letters, ledgers. */
@NullMarked
package com.openlayer.kafka.connect.delivery;

import org.jspecify.annotations.NullMarked;
