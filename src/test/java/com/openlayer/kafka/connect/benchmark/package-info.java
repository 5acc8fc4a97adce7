/** The program of {@code mvn -Pbenchmark}: measures throughput, CPU and memory of the connector against a minimal sink. */
package com.openlayer.kafka.connect.benchmark;
