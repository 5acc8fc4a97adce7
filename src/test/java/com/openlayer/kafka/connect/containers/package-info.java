/** The connector in the image that {@code docker/Dockerfile} makes. Run by {@code mvn verify -Pcontainers}. */
package com.openlayer.kafka.connect.containers;
