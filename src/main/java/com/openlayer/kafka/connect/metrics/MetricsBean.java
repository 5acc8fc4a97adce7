package com.openlayer.kafka.connect.metrics;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics as an MBean, with the names and values of the worker's own metrics. It replaces an MBean of the same name, which
 * a previous task may have left if the worker stopped waiting for it.
 */
final class MetricsBean implements DynamicMBean, MBeanRegistration {
    private static final Logger log = LoggerFactory.getLogger(MetricsBean.class);

    /** Values that Kafka's JmxReporter does not quote. */
    private static final Pattern PLAIN = Pattern.compile("[\\w-%. \t]*");

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private volatile boolean registered;

    MetricsBean(Map<String, String> tags, List<Metric> metrics) throws JMException {
        name = new ObjectName("kafka.connect:type=plugins,"
                + tags.entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + quoted(tag.getValue()))
                        .collect(Collectors.joining(",")));
        metrics.forEach(metric -> this.metrics.put(metric.name(), metric));
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : ObjectName.quote(value);
    }

    void register() throws JMException {
        try {
            server.registerMBean(this, name);
        } catch (InstanceAlreadyExistsException e) {
            server.unregisterMBean(name);
            server.registerMBean(this, name);
        }
    }

    /** No effect if another task's MBean has replaced this one. */
    void unregister() {
        if (registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                log.debug("An MBean was already unregistered", e);
            }
        }
    }

    @Override
    public ObjectName preRegister(MBeanServer where, ObjectName given) {
        return given;
    }

    @Override
    public void postRegister(Boolean done) {
        registered = done;
    }

    @Override
    public void preDeregister() {}

    @Override
    public void postDeregister() {
        registered = false;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        Metric metric = metrics.get(attribute);
        if (metric == null) {
            throw new AttributeNotFoundException("No metric " + attribute);
        }
        return metric.value().get();
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        AttributeList values = new AttributeList();
        for (String attribute : attributes) {
            @Nullable Metric metric = metrics.get(attribute);
            if (metric != null) {
                values.add(new Attribute(attribute, metric.value().get()));
            }
        }
        return values;
    }

    @Override
    public void setAttribute(Attribute attribute) {
        throw new UnsupportedOperationException("Metrics are read only");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        throw new UnsupportedOperationException("Metrics are read only");
    }

    @Override
    public @Nullable Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException("Metrics have no operations");
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = metrics.values().stream()
                .map(metric -> new MBeanAttributeInfo(
                        metric.name(), Number.class.getName(), metric.description(), true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(getClass().getName(), "Metrics of a sink", attributes, null, null, null);
    }
}
