/**
 * The publisher and its state, behind one lock: batches, requests in flight, retries and splits. HTTP and timer threads
 * call it; it never calls Connect.
 */
@NullMarked
package com.openlayer.kafka.connect.publisher;

import org.jspecify.annotations.NullMarked;
