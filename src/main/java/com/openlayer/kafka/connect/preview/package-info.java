/** The preview command: shows the rows that records would become, without a worker and without sending anything. */
@NullMarked
package com.openlayer.kafka.connect.preview;

import org.jspecify.annotations.NullMarked;
