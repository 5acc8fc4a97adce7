/** Tests of the container image of {@code docker/Dockerfile}. Run by {@code mvn verify -Pcontainers}. */
package com.openlayer.kafka.connect.containers;
