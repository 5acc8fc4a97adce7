/**
 * Tests delivery under failures: records flow through real brokers and workers, which are killed meanwhile; at the end
 * every record is accounted for.
 */
package com.openlayer.kafka.connect.chaos;
