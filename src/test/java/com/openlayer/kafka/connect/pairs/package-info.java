/** Tests of the joiner of {@code examples/pair-events} with the connector: events of model servers become rows. */
package com.openlayer.kafka.connect.pairs;
