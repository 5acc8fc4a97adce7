/**
 * The test harness: real brokers and workers in JVMs of their own, and a stand-in for Openlayer, all on loopback.
 *
 * <p>Where to start: a test method with a parameter {@link com.openlayer.kafka.connect.testing.TestBed} gets unique names,
 * a stand-in and connectors on the shared cluster ({@link com.openlayer.kafka.connect.testing.SharedCluster}); {@link
 * com.openlayer.kafka.connect.testing.Sink} is a connector on it with one pipeline. Tests that stop or kill a process start
 * their own {@link com.openlayer.kafka.connect.testing.Cluster}.
 *
 * <ul>
 *   <li>Processes: {@link com.openlayer.kafka.connect.testing.Broker}, {@link
 *       com.openlayer.kafka.connect.testing.ConnectWorker}, {@link com.openlayer.kafka.connect.testing.BrokerAndWorker} (both
 *       in one JVM), {@link com.openlayer.kafka.connect.testing.BrokerBesideWorker} (a JVM each), {@link
 *       com.openlayer.kafka.connect.testing.Prometheus}. {@code child} has the code that runs in them.
 *   <li>Their interfaces: {@link com.openlayer.kafka.connect.testing.ConnectRest}, {@link
 *       com.openlayer.kafka.connect.testing.Topics}, {@link com.openlayer.kafka.connect.testing.SinkMetrics}, {@link
 *       com.openlayer.kafka.connect.testing.ConnectorConfig} for connector configurations.
 *   <li>Files: {@link com.openlayer.kafka.connect.testing.Workspace} ({@code target/it}), {@link
 *       com.openlayer.kafka.connect.testing.PluginPath} (the unpacked ZIP), {@link
 *       com.openlayer.kafka.connect.testing.KafkaDistribution} (the jars of a Kafka version).
 *   <li>Openlayer: {@link com.openlayer.kafka.connect.testing.OpenlayerStub} accepts what {@link
 *       com.openlayer.kafka.connect.testing.RequestContract} and {@link
 *       com.openlayer.kafka.connect.testing.UpdateContract} allow; {@link com.openlayer.kafka.connect.testing.Faults} makes it
 *       fail.
 * </ul>
 *
 * <p>The stand-ins for Openlayer, by purpose:
 *
 * <ul>
 *   <li>{@code OpenlayerStub}: checks the contract. Integration tests, chaos tests, the quickstart.
 *   <li>{@link com.openlayer.kafka.connect.testing.FakeOpenlayer}: in memory, on a {@link
 *       com.openlayer.kafka.connect.testing.VirtualClock}. Unit tests and simulations of {@code publisher} and {@code task}.
 *   <li>{@code api.RawServer}: broken TCP connections. Tests of the HTTP client, which otherwise use WireMock.
 *   <li>{@code containers.OpenlayerContainer}: WireMock in a container, with the mappings of the demo.
 *   <li>{@code benchmark.StandInServer}: as fast as possible, only counts.
 * </ul>
 */
package com.openlayer.kafka.connect.testing;
