package com.openlayer.kafka.connect.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Traces recorded by the OpenTelemetry SDK and written by its OTLP exporter. Ids and times are fixed, so the bytes are
 * the same in every run.
 */
final class ExportedTraces {
    static final Instant START = Instant.parse("2026-11-22T09:33:20.123456789Z");

    private final Map<Resource, List<SpanData>> services = new LinkedHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** A chat by the semantic conventions, in an agent that calls a tool, and an embedding. */
    static ExportedTraces semanticConventions() {
        ExportedTraces traces = new ExportedTraces();
        Tracer tracer = traces.tracer("support-agent", "opentelemetry.util.genai");
        Span agent = span(tracer, "invoke_agent support", 0)
                .setAttribute("gen_ai.operation.name", "invoke_agent")
                .setAttribute("gen_ai.request.model", "gpt-4o")
                .setAttribute("gen_ai.usage.output_tokens", 59L)
                .startSpan();
        Context inAgent = agent.storeInContext(Context.root());
        end(
                chat(tracer, inAgent, 0)
                        .setAttribute(
                                "gen_ai.input.messages",
                                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where is order 1042?\"}]}]")
                        .setAttribute(
                                "gen_ai.output.messages",
                                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"call_7f\","
                                        + "\"name\":\"find_order\",\"arguments\":{\"order\":1042}}],\"finish_reason\":\"tool_call\"}]")
                        .setAttribute(
                                AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of("tool_calls"))
                        .setAttribute("gen_ai.usage.input_tokens", 61L)
                        .setAttribute("gen_ai.usage.output_tokens", 17L)
                        .startSpan(),
                812);
        end(
                span(tracer, "execute_tool find_order", 820)
                        .setParent(inAgent)
                        .setAttribute("gen_ai.operation.name", "execute_tool")
                        .setAttribute("gen_ai.tool.name", "find_order")
                        .startSpan(),
                840);
        end(
                chat(tracer, inAgent, 850)
                        .setAttribute(
                                AttributeKey.valueKey("gen_ai.input.messages"),
                                Value.of(List.of(
                                        message("user", text("Where is order 1042?")),
                                        message(
                                                "assistant",
                                                Value.of(
                                                        KeyValue.of("type", Value.of("tool_call")),
                                                        KeyValue.of("id", Value.of("call_7f")),
                                                        KeyValue.of("name", Value.of("find_order")),
                                                        KeyValue.of(
                                                                "arguments",
                                                                Value.of(KeyValue.of("order", Value.of(1042L)))))),
                                        message(
                                                "tool",
                                                Value.of(
                                                        KeyValue.of("type", Value.of("tool_call_response")),
                                                        KeyValue.of("id", Value.of("call_7f")),
                                                        KeyValue.of("response", Value.of("shipped on 21 November")))))))
                        .setAttribute(
                                AttributeKey.valueKey("gen_ai.output.messages"),
                                Value.of(List.of(message("assistant", text("It was shipped on 21 November.")))))
                        .setAttribute(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of("stop"))
                        .setAttribute("gen_ai.usage.input_tokens", 93L)
                        .setAttribute("gen_ai.usage.output_tokens", 42L)
                        .startSpan(),
                1_900);
        end(agent, 1_950);
        end(
                span(traces.tracer("indexer", "opentelemetry.util.genai"), "embeddings text-embedding-3-small", 0)
                        .setAttribute("gen_ai.operation.name", "embeddings")
                        .setAttribute("gen_ai.request.model", "text-embedding-3-small")
                        .setAttribute("gen_ai.usage.input_tokens", 8L)
                        .startSpan(),
                40);
        return traces;
    }

    /** A failed call by OpenInference. */
    static ExportedTraces openInference() {
        ExportedTraces traces = new ExportedTraces();
        Tracer tracer = traces.tracer("summarizer", "openinference.instrumentation.anthropic");
        Span call = span(tracer, "Messages", 0)
                .setSpanKind(SpanKind.INTERNAL)
                .setAttribute("openinference.span.kind", "LLM")
                .setAttribute("llm.model_name", "claude-sonnet-4-5")
                .setAttribute("llm.provider", "anthropic")
                .setAttribute("llm.input_messages.0.message.role", "system")
                .setAttribute("llm.input_messages.0.message.content", "You summarize.")
                .setAttribute("llm.input_messages.1.message.role", "user")
                .setAttribute("llm.input_messages.1.message.contents.0.message_content.type", "text")
                .setAttribute("llm.input_messages.1.message.contents.0.message_content.text", "Summarize this page: …")
                .setAttribute("llm.input_messages.1.message.contents.1.message_content.type", "image")
                .setAttribute(
                        "llm.input_messages.1.message.contents.1.message_content.image.image.url",
                        "data:image/png;base64,iVBORw0KGgo=")
                .setAttribute("session.id", "s-20")
                .setAttribute("user.id", "u-7")
                .startSpan();
        call.addEvent(
                "exception",
                Attributes.of(
                        AttributeKey.stringKey("exception.type"), "RateLimitError",
                        AttributeKey.stringKey("exception.message"), "429: too many requests"),
                START.plusMillis(95));
        call.setStatus(StatusCode.ERROR, "RateLimitError: 429: too many requests");
        end(call, 100);
        end(
                span(tracer, "retrieve", 0)
                        .setAttribute("openinference.span.kind", "RETRIEVER")
                        .startSpan(),
                10);
        return traces;
    }

    /** A chat by OpenLLMetry. */
    static ExportedTraces openLlmetry() {
        ExportedTraces traces = new ExportedTraces();
        Tracer tracer = traces.tracer("chatbot", "opentelemetry.instrumentation.openai.v1");
        end(
                span(tracer, "faq.workflow", 0)
                        .setAttribute("traceloop.span.kind", "workflow")
                        .startSpan(),
                700);
        end(
                span(tracer, "openai.chat", 0)
                        .setSpanKind(SpanKind.CLIENT)
                        .setAttribute("llm.request.type", "chat")
                        .setAttribute("gen_ai.system", "openai")
                        .setAttribute("gen_ai.request.model", "gpt-4o-mini")
                        .setAttribute("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
                        .setAttribute("gen_ai.prompt.0.role", "system")
                        .setAttribute("gen_ai.prompt.0.content", "You answer questions about orders.")
                        .setAttribute("gen_ai.prompt.1.role", "user")
                        .setAttribute("gen_ai.prompt.1.content", "How long do I have to return an item?")
                        .setAttribute("gen_ai.completion.0.role", "assistant")
                        .setAttribute("gen_ai.completion.0.content", "You can return it within 30 days.")
                        .setAttribute("gen_ai.completion.0.finish_reason", "stop")
                        .setAttribute("gen_ai.usage.prompt_tokens", 31L)
                        .setAttribute("gen_ai.usage.completion_tokens", 9L)
                        .setAttribute("llm.usage.total_tokens", 40L)
                        .setAttribute("traceloop.association.properties.user_id", "0042")
                        .startSpan(),
                640);
        return traces;
    }

    /** Every kind of attribute, and the parts of a span that the conventions do not use. */
    static ExportedTraces allParts() {
        ExportedTraces traces = new ExportedTraces();
        Tracer tracer = traces.tracer("parts", "parts");
        Span linked = span(tracer, "linked", 0).startSpan();
        Span span = span(tracer, "parts ✓", 0)
                .setSpanKind(SpanKind.PRODUCER)
                .addLink(linked.getSpanContext(), Attributes.of(AttributeKey.stringKey("why"), "batch"))
                .setAttribute("text", "é \u0000 \uD83D\uDE00")
                .setAttribute("empty", "")
                .setAttribute("yes", true)
                .setAttribute("no", false)
                .setAttribute("long", Long.MAX_VALUE)
                .setAttribute("negative", -7L)
                .setAttribute("double", 0.1)
                .setAttribute("whole", 2.0)
                .setAttribute(AttributeKey.longArrayKey("longs"), List.of(1L, -1L))
                .setAttribute(AttributeKey.doubleArrayKey("doubles"), List.of(1.5))
                .setAttribute(AttributeKey.booleanArrayKey("booleans"), List.of(true, false))
                .setAttribute(AttributeKey.valueKey("bytes"), Value.of(new byte[] {0, (byte) 0xff, 16}))
                .setAttribute(
                        AttributeKey.valueKey("nested"),
                        Value.of(KeyValue.of("list", Value.of(Value.of(List.of(Value.of("deep")))))))
                .startSpan();
        span.addEvent("said", Attributes.of(AttributeKey.longKey("n"), 3L), START.plusNanos(1));
        span.setStatus(StatusCode.OK);
        end(span, 5);
        end(linked, 6);
        return traces;
    }

    /**
     * The bytes that the exporter sends. Several services send one request each; concatenated they are one request, as
     * from a Collector.
     */
    byte[] protobuf() {
        BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
        try {
            HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            collector.createContext("/v1/traces", exchange -> {
                bodies.add(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            collector.start();
            try (SpanExporter exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces")
                    .build()) {
                ByteArrayOutputStream requests = new ByteArrayOutputStream();
                for (List<SpanData> service : services.values()) {
                    exporter.export(service).join(10, TimeUnit.SECONDS);
                    byte[] request = bodies.poll();
                    if (request == null) {
                        throw new IllegalStateException("The exporter sent nothing");
                    }
                    requests.write(request);
                }
                return requests.toByteArray();
            } finally {
                collector.stop(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same requests in the exporter's JSON. */
    List<String> json() {
        List<String> requests = new ArrayList<>();
        for (List<SpanData> service : services.values()) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            try {
                TraceRequestMarshaler.create(service).writeJsonTo(request);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            requests.add(request.toString(UTF_8));
        }
        return requests;
    }

    private Tracer tracer(String service, String scope) {
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .setIdGenerator(new Ids())
                .addSpanProcessor(SimpleSpanProcessor.create(new SpanCapture()))
                .build()
                .tracerBuilder(scope)
                .setInstrumentationVersion("1.2.3")
                .build();
    }

    private static SpanBuilder span(Tracer tracer, String name, long startMillis) {
        return tracer.spanBuilder(name).setNoParent().setStartTimestamp(START.plusMillis(startMillis));
    }

    private static SpanBuilder chat(Tracer tracer, Context parent, long startMillis) {
        return span(tracer, "chat gpt-4o", startMillis)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.provider.name", "openai")
                .setAttribute("gen_ai.request.model", "gpt-4o")
                .setAttribute("gen_ai.response.model", "gpt-4o-2024-08-06")
                .setAttribute("gen_ai.conversation.id", "conv_5j66");
    }

    private static Value<?> message(String role, Value<?> part) {
        return Value.of(KeyValue.of("role", Value.of(role)), KeyValue.of("parts", Value.of(List.of(part))));
    }

    private static Value<?> text(String content) {
        return Value.of(KeyValue.of("type", Value.of("text")), KeyValue.of("content", Value.of(content)));
    }

    private static void end(Span span, long millis) {
        span.end(START.plusMillis(millis));
    }

    private final class Ids implements IdGenerator {
        @Override
        public String generateSpanId() {
            return String.format("eee19b7ec3c1%04x", ids.incrementAndGet());
        }

        @Override
        public String generateTraceId() {
            return String.format("5b8efff798038103d269b633813f%04x", ids.incrementAndGet());
        }
    }

    private final class SpanCapture implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            ended.forEach(span -> services.computeIfAbsent(span.getResource(), resource -> new ArrayList<>())
                    .add(span));
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
