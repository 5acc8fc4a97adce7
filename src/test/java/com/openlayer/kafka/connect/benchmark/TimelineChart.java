package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.WindowTimeline.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A chart of window, latency and rows/s over time as SVG, a column for each timeline. */
final class TimelineChart {
    private static final int LEFT = 70;
    private static final int WIDTH = 250;
    private static final int COLUMN = 300;
    private static final int TOP = 66;
    private static final int HEIGHT = 90;
    private static final int ROW = 124;

    /** One figure, with the same scale in all columns. */
    private record Panel(String title, ToDoubleFunction<Point> figure, String format) {
        double most(List<WindowTimeline> timelines) {
            return timelines.stream()
                    .flatMap(timeline -> timeline.points().stream())
                    .mapToDouble(figure)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(1);
        }
    }

    private static final List<Panel> PANELS = List.of(
            new Panel("requests in flight, allowed", Point::window, "%.0f"),
            new Panel("latency, ms", Point::latencyMillis, "%.0f"),
            new Panel("rows/s", Point::rowsPerSecond, "%,.0f"));

    private TimelineChart() {}

    static String of(List<WindowTimeline> timelines) {
        int width = LEFT + COLUMN * timelines.size();
        int height = TOP + ROW * PANELS.size() + 10;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">
                <rect width="%d" height="%d" fill="#ffffff"/>
                """, width, height, width, height));
        for (int column = 0; column < timelines.size(); column++) {
            int x = LEFT + COLUMN * column;
            WindowTimeline timeline = timelines.get(column);
            text(svg, x, 20, "font-size=\"13\"", timeline.name());
            double seconds = timeline.points().get(timeline.points().size() - 1).seconds();
            for (int row = 0; row < PANELS.size(); row++) {
                panel(svg, PANELS.get(row), timelines, column, x, TOP + ROW * row);
            }
            int bottom = TOP + ROW * (PANELS.size() - 1) + HEIGHT;
            text(svg, x, bottom + 14, "", "0");
            text(svg, x + WIDTH, bottom + 14, "text-anchor=\"end\"", String.format(Locale.ROOT, "%.0f s", seconds));
            timeline.events().forEach((second, event) -> {
                double at = x + WIDTH * second / seconds;
                svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#d0803b\" stroke-dasharray=\"3 3\"/>%n",
                        at,
                        at,
                        TOP - 20,
                        bottom));
                text(svg, (int) at + 2, TOP - 22, "fill=\"#a05a20\"", event);
            });
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(
            StringBuilder svg, Panel panel, List<WindowTimeline> timelines, int column, int x, int y) {
        double most = panel.most(timelines);
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f6f7f9\"/>%n",
                x,
                y,
                WIDTH,
                HEIGHT));
        if (column == 0) {
            text(svg, LEFT - 6, y + 9, "text-anchor=\"end\"", String.format(Locale.ROOT, panel.format(), most));
            text(svg, LEFT - 6, y + HEIGHT, "text-anchor=\"end\"", "0");
        }
        text(svg, x, y - 5, "fill=\"#667\"", panel.title());
        List<Point> points = timelines.get(column).points();
        double seconds = points.get(points.size() - 1).seconds();
        StringBuilder path = new StringBuilder();
        boolean down = false;
        for (Point point : points) {
            double value = panel.figure().applyAsDouble(point);
            if (Double.isFinite(value)) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        down ? "L" : "M",
                        x + WIDTH * point.seconds() / seconds,
                        y + HEIGHT - HEIGHT * value / most));
            }
            down = Double.isFinite(value); // a gap where nothing was accepted
        }
        svg.append("<path fill=\"none\" stroke=\"#3b6fd4\" stroke-width=\"1.4\" d=\"")
                .append(path)
                .append("\"/>\n");
    }

    private static void text(StringBuilder svg, int x, int y, String attributes, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, attributes, text));
    }
}
