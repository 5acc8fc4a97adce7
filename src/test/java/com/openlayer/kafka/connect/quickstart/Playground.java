package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.quickstart.page.PageServer;
import com.openlayer.kafka.connect.quickstart.page.RecordWorkbench;
import com.openlayer.kafka.connect.testing.BrokerBesideWorker;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.Topics;
import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The quickstart's page with all that it shows and does. */
final class Playground implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ROWS = 10_000;
    private static final int AROUND_REFUSED_ROW = 20;

    private final Destination destination;
    private final ConnectWorker worker;
    private final FlowSampler sampler;
    private final PageServer server;

    /** Listens to the stand-in from now on. {@link #open} starts the rest. */
    Playground(Destination destination, BrokerBesideWorker kafka, Topics topics) throws IOException {
        this.destination = destination;
        worker = kafka.worker();
        sampler = new FlowSampler(destination, worker, topics, kafka.bootstrapServers());
        server = PageServer.start(destination.secrets());
        new RecordWorkbench(Workspace.fresh("quickstart-page")).serve(server);
    }

    /** Opens the page, once the topics exist, and returns its address. */
    URI open(FreshRows rows) {
        sampler.start();
        Optional<Outage> outage = destination.standIn().map(Outage::new);
        server.on("/api/flow", request -> {
            ObjectNode flow = sampler.latest();
            outage.ifPresent(current -> flow.put("outage", current.kind().name()));
            return flow;
        });
        outage.ifPresent(stoppable -> addActions(stoppable, rows));
        return server.address();
    }

    private void addActions(Outage outage, FreshRows rows) {
        server.on("/api/outage", request -> {
                    outage.set(kind(request.path("kind").asText()));
                    return done();
                })
                .on("/api/refused-row", request -> {
                    outage.refuseOneRow();
                    rows.writeToFirst(AROUND_REFUSED_ROW);
                    return done();
                })
                .on("/api/rows", request -> {
                    rows.write(Math.min(MOST_ROWS, request.path("count").asInt()));
                    return done();
                })
                .on("/api/bad-record", request -> {
                    rows.writeErrant();
                    return done();
                })
                .on("/api/worker", request -> {
                    switchWorker(request.path("run").asBoolean());
                    return done();
                });
    }

    private static Outage.OutageKind kind(String name) throws PageServer.BadRequestException {
        return Arrays.stream(Outage.OutageKind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PageServer.BadRequestException("there is no outage " + name));
    }

    private synchronized void switchWorker(boolean run) {
        if (run && !worker.alive()) {
            worker.launch();
        } else if (!run && worker.alive()) {
            worker.kill();
        }
    }

    private static JsonNode done() {
        return JSON.valueToTree(Map.of("done", true));
    }

    @Override
    public void close() {
        server.close();
        sampler.close();
    }
}
