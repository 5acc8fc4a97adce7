/** Events of model servers, through the joiner of {@code examples/pair-events} and the connector. */
package com.openlayer.kafka.connect.pairs;
