package com.openlayer.kafka.connect.benchmark;

import java.util.List;
import java.util.Locale;

/** A bar chart of throughput as SVG: the connector and its floor in each case. */
final class Chart {
    private static final int LEFT = 210;
    private static final int BAR = 480;
    private static final int ROW = 34;
    private static final int TOP = 46;

    private Chart() {}

    static String of(List<Result> results) {
        double most = 0;
        for (Result result : results) {
            most = Math.max(most, Result.median(result.floor(), Measurement::rowsPerSecond));
            most = Math.max(most, Result.median(result.connector(), Measurement::rowsPerSecond));
        }
        int height = TOP + ROW * results.size() + 12;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="880" height="%d" font-family="sans-serif" font-size="12">
                <rect width="880" height="%d" fill="#ffffff"/>
                <text x="12" y="22" font-size="15">Rows per second, and CPU per row</text>
                <rect x="420" y="12" width="12" height="12" fill="#c3c9d4"/><text x="438" y="22">floor</text>
                <rect x="490" y="12" width="12" height="12" fill="#3b6fd4"/><text x="508" y="22">connector</text>
                """.formatted(height, height));
        int y = TOP;
        for (Result result : results) {
            double floor = Result.median(result.floor(), Measurement::rowsPerSecond);
            double connector = Result.median(result.connector(), Measurement::rowsPerSecond);
            svg.append(String.format(
                    Locale.ROOT,
                    """
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="12" fill="#c3c9d4"/>
                    <rect x="%d" y="%d" width="%.1f" height="12" fill="#3b6fd4"/>
                    <text x="%.1f" y="%d">%,.0f, %.2f of the floor; CPU × %.2f</text>
                    """,
                    LEFT - 10,
                    y + 18,
                    result.benchmarkCase().name(),
                    LEFT,
                    y,
                    BAR * floor / most,
                    LEFT,
                    y + 13,
                    BAR * connector / most,
                    LEFT + 6 + Math.min(BAR * Math.max(connector, floor) / most, BAR - 20),
                    y + 23,
                    connector,
                    result.rowsRatio(),
                    result.cpuRatio()));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }
}
