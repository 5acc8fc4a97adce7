/**
 * The running task and the state of its task thread, without a lock: ledgers of records, backlogs, backpressure and
 * dead letters. The publisher's outcomes arrive through a mailbox.
 */
@NullMarked
package com.openlayer.kafka.connect.task;

import org.jspecify.annotations.NullMarked;
