/** Delivery under failures: records flow through real brokers and workers while these are killed, and are counted at the end. */
package com.openlayer.kafka.connect.chaos;
