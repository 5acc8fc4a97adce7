/** Rows on real brokers and workers while everything around them fails, counted at the end. */
package com.openlayer.kafka.connect.chaos;
