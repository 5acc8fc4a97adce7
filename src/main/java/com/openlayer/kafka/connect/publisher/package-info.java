/**
 * What the publisher owns, behind its one lock: batches, requests in flight, retries and splits. HTTP and timer threads enter it;
 * it never touches Connect.
 */
@NullMarked
package com.openlayer.kafka.connect.publisher;

import org.jspecify.annotations.NullMarked;
