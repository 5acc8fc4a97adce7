package com.openlayer.kafka.connect.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A model server that logs the requests and responses of its inferences, with the topics, headers and bodies of its logger. */
enum ModelServer {
    /** kserve/kserve pkg/logger/worker.go, behind Knative's broker for Kafka. */
    KSERVE("kserve", "kserve-v2") {
        @Override
        List<String> topics(String prefix) {
            return List.of(prefix);
        }

        @Override
        ProducerRecord<String, byte[]> event(String prefix, Inference inference, boolean response) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("ce_specversion", "1.0");
            headers.put("ce_id", inference.id());
            headers.put("ce_source", "http://localhost:9081/");
            headers.put("ce_type", "org.kubeflow.serving.inference." + (response ? "response" : "request"));
            headers.put("ce_time", Instant.now().toString());
            headers.put("ce_inferenceservicename", "churn");
            headers.put("ce_namespace", "models");
            headers.put("ce_component", "predictor");
            headers.put("ce_endpoint", "");
            headers.put("ce_knativearrivaltime", Instant.now().toString());
            headers.put("content-type", "application/json");
            String shape = "\"shape\": [" + inference.instances() + ", 2]";
            String body = response
                    ? "{\"model_name\": \"churn\", \"outputs\": [{\"name\": \"predict_proba\", " + shape
                            + ", \"datatype\": \"FP64\", \"data\": " + inference.scores() + "}]}"
                    : "{\"inputs\": [{\"name\": \"input-0\", " + shape + ", \"datatype\": \"FP32\", \"data\": "
                            + inference.features() + "}]}";
            return record(prefix, null, body.getBytes(UTF_8), headers);
        }
    },

    /** SeldonIO/seldon-core executor/logger/worker.go, which writes to Kafka itself. */
    SELDON_1("seldon-v1", "seldon") {
        @Override
        List<String> topics(String prefix) {
            return List.of(prefix);
        }

        @Override
        ProducerRecord<String, byte[]> event(String prefix, Inference inference, boolean response) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("type", "io.seldon.serving.inference." + (response ? "response" : "request"));
            headers.put("content-type", "application/json");
            headers.put("modelid", "classifier");
            headers.put("requestid", inference.id());
            headers.put("inferenceservicename", "churn");
            headers.put("namespace", "seldon");
            headers.put("endpoint", "default");
            headers.put("protocol", "seldon");
            String body = response
                    ? "{\"data\": {\"names\": [\"t:0\", \"t:1\"], \"ndarray\": " + inference.scores()
                            + "}, \"meta\": {\"requestPath\": {\"classifier\": \"seldonio/sklearnserver:1.18.0\"}}}"
                    : "{\"data\": {\"names\": [\"age\", \"balance\"], \"ndarray\": " + inference.features() + "}}";
            return record(prefix, null, body.getBytes(UTF_8), headers);
        }
    },

    /** SeldonIO/seldon-core scheduler/pkg/kafka/gateway: protobuf by key in two topics. A response keeps its request's headers. */
    SELDON_2("seldon-v2", "seldon") {
        @Override
        List<String> topics(String prefix) {
            return List.of(prefix + ".model.churn.inputs", prefix + ".model.churn.outputs");
        }

        @Override
        ProducerRecord<String, byte[]> event(String prefix, Inference inference, boolean response) {
            ByteString contents = message(out -> out.writeBytes(response ? 7 : 6, message(values -> {
                for (List<Double> instance : response ? inference.scores() : inference.features()) {
                    for (double value : instance) {
                        if (response) {
                            values.writeDoubleNoTag(value);
                        } else {
                            values.writeFloatNoTag((float) value);
                        }
                    }
                }
            })));
            ByteString tensor = message(out -> {
                out.writeString(1, response ? "predict_proba" : "input-0");
                out.writeString(2, response ? "FP64" : "FP32");
                out.writeBytes(3, message(shape -> {
                    shape.writeInt64NoTag(inference.instances());
                    shape.writeInt64NoTag(2);
                }));
                out.writeBytes(5, contents);
            });
            ByteString body = message(out -> {
                out.writeString(1, "churn_1");
                out.writeString(2, "1");
                out.writeBytes(5, tensor);
            });
            return record(
                    topics(prefix).get(response ? 1 : 0),
                    inference.id(),
                    body.toByteArray(),
                    Map.of("seldon-infer-type", "proto/InferModelRequest", "x-request-id", inference.id()));
        }
    };

    /** The preset of the joiner. */
    final String preset;
    /** The format of the connector. */
    final String format;

    ModelServer(String preset, String format) {
        this.preset = preset;
        this.format = format;
    }

    /** The topics of its events. */
    abstract List<String> topics(String prefix);

    /** The request of an inference, or its response, as it stands in Kafka. */
    abstract ProducerRecord<String, byte[]> event(String prefix, Inference inference, boolean response);

    private static ProducerRecord<String, byte[]> record(
            String topic, String key, byte[] body, Map<String, String> headers) {
        ProducerRecord<String, byte[]> event = new ProducerRecord<>(topic, key, body);
        headers.forEach((name, value) -> event.headers().add(name, value.getBytes(UTF_8)));
        return event;
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
