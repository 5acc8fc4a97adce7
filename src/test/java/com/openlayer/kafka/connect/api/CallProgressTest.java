package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

class CallProgressTest {
    @Test
    void sendsTheEndOfABodyWithoutWaitingForAnAcknowledgement() throws Exception {
        List<Boolean> noDelay = new ArrayList<>();
        OkHttpClient client = new OkHttpClient.Builder()
                .addNetworkInterceptor(CallProgress::observe)
                .addNetworkInterceptor(chain -> {
                    noDelay.add(
                            Objects.requireNonNull(chain.connection()).socket().getTcpNoDelay());
                    return chain.proceed(chain.request());
                })
                .build();
        try (RawServer openlayer = new RawServer(visit -> {
            visit.readRequest();
            visit.accept200();
        })) {
            Request request = new Request.Builder()
                    .url("http://127.0.0.1:" + openlayer.port())
                    .tag(CallProgress.class, new CallProgress())
                    .build();
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(200);
            }
        }
        assertThat(noDelay).containsExactly(true);
    }
}
