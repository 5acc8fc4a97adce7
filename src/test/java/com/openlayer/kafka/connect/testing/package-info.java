/** A broker, workers and an Openlayer to test against, each on loopback and none in a container. */
package com.openlayer.kafka.connect.testing;
