/** The preview command: what records would become, without a worker and without sending anything. */
@NullMarked
package com.openlayer.kafka.connect.preview;

import org.jspecify.annotations.NullMarked;
