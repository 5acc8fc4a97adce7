package com.openlayer.kafka.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static void fill(Backlog backlog) {
        while (!backlog.isHigh()) {
            backlog.add(1, 1);
        }
    }

    @Test
    @DisplayName("a single pipeline gets the whole budget")
    void alone() {
        Backlog backlog = new Backlog(new Budget(1_000, 1), 10_000);
        fill(backlog);
        assertThat(backlog.bytes()).isEqualTo(1_000);
    }

    @Test
    @DisplayName("an outage of one pipeline uses at most half, and all together at most twice the budget")
    void shares() {
        Budget budget = new Budget(1_000, 20);
        Backlog first = new Backlog(budget, 10_000);
        fill(first);
        assertThat(first.bytes()).isEqualTo(500);
        Backlog second = new Backlog(budget, 10_000);
        fill(second);
        assertThat(second.bytes()).isEqualTo(250);
        for (int i = 0; i < 18; i++) {
            Backlog another = new Backlog(budget, 10_000);
            fill(another);
            assertThat(another.bytes()).as("an equal share at least").isGreaterThanOrEqualTo(50);
        }
        assertThat(budget.bytes()).isLessThanOrEqualTo(2_000);
    }

    @Test
    @DisplayName("both high-water marks follow what is in use")
    void follows() {
        AtomicInteger window = new AtomicInteger(4);
        Backlog rows = new Backlog(new Budget(1_000_000, 1), () -> 100 * window.get());
        Backlog bytes = new Backlog(new Budget(() -> 100L * window.get(), 1), () -> 1_000_000);
        fill(rows);
        fill(bytes);
        assertThat(rows.rows()).isEqualTo(400);
        assertThat(bytes.bytes()).isEqualTo(400);

        window.set(8);
        assertThat(rows.isHigh()).isFalse();
        assertThat(bytes.isHigh()).isFalse();

        window.set(2);
        assertThat(rows.isHigh()).isTrue();
        assertThat(bytes.isHigh()).isTrue();
        assertThat(rows.isLow()).isFalse();
    }

    @Test
    @DisplayName("a backlog without rows is never full, whatever the others use")
    void empty() {
        Budget budget = new Budget(1_000, 2);
        Backlog full = new Backlog(budget, 10_000);
        full.add(1, 100_000);
        assertThat(full.isHigh()).isTrue();
        Backlog other = new Backlog(budget, 10_000);
        assertThat(other.isHigh()).isFalse();
        assertThat(other.isLow()).isTrue();
    }

    @Test
    @DisplayName("a backlog is full at its high-water mark, and low at three quarters of it, in rows and in bytes")
    void marks() {
        Backlog rows = new Backlog(new Budget(1_000_000, 1), 400);
        rows.add(399, 1);
        assertThat(rows.isHigh()).isFalse();
        rows.add(1, 1);
        assertThat(rows.isHigh()).isTrue();
        rows.remove(99, 0);
        assertThat(rows.isLow()).isFalse();
        rows.remove(1, 0);
        assertThat(rows.isLow()).isTrue();

        Backlog bytes = new Backlog(new Budget(400, 1), 1_000_000);
        bytes.add(1, 399);
        assertThat(bytes.isHigh()).isFalse();
        bytes.add(1, 1);
        assertThat(bytes.isHigh()).isTrue();
        bytes.remove(0, 99);
        assertThat(bytes.isLow()).isFalse();
        bytes.remove(0, 1);
        assertThat(bytes.isLow()).isTrue();
    }
}
