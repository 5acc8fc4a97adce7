/**
 * What the task thread owns, without a lock: the ledgers of records, their backlogs, backpressure, dead letters, and what a running
 * task does with them. Outcomes come from the publisher through a mailbox.
 */
@NullMarked
package com.openlayer.kafka.connect.task;

import org.jspecify.annotations.NullMarked;
