package com.openlayer.kafka.connect.testing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the occurrences of ids. Ids that end in a number, such as {@code topic-partition-offset}, need one byte each, so
 * that millions fit in memory.
 */
public final class IdCounts {
    private static final int LARGEST_DENSE = 8_000_000;

    private final Map<String, byte[]> dense = new HashMap<>();
    private final Map<String, Integer> others = new HashMap<>();
    private long distinct;
    private long total;

    synchronized void add(String id) {
        int before = countOf(id);
        total++;
        distinct += before == 0 ? 1 : 0;
        int number = number(id);
        if (number < 0) {
            others.merge(id, 1, Integer::sum);
            return;
        }
        byte[] counts = dense.computeIfAbsent(prefix(id), p -> new byte[Math.max(64, number + 1)]);
        if (number >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(number + 1, counts.length * 2));
            dense.put(prefix(id), counts);
        }
        if (counts[number] < Byte.MAX_VALUE) {
            counts[number]++;
        }
    }

    /** At most 127 if the id ends in a number. */
    public synchronized int countOf(String id) {
        int number = number(id);
        if (number < 0) {
            return others.getOrDefault(id, 0);
        }
        byte[] counts = dense.get(prefix(id));
        return counts == null || number >= counts.length ? 0 : counts[number];
    }

    public boolean contains(String id) {
        return countOf(id) > 0;
    }

    public synchronized long distinct() {
        return distinct;
    }

    /** All occurrences. */
    public synchronized long total() {
        return total;
    }

    /** Occurrences after the first of each id. */
    public synchronized long duplicates() {
        return total - distinct;
    }

    private static String prefix(String id) {
        return id.substring(0, id.lastIndexOf('-'));
    }

    private static int number(String id) {
        int dash = id.lastIndexOf('-');
        int digits = id.length() - dash - 1;
        // A leading zero is part of a name: 007 and 7 are two ids.
        if (dash < 1 || digits < 1 || digits > 7 || (digits > 1 && id.charAt(dash + 1) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = dash + 1; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number < LARGEST_DENSE ? number : -1;
    }
}
