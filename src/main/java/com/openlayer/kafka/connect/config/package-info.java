/** What a user may set: the ConfigDef, the pipelines, the checks across properties. Depends on no other package. */
@NullMarked
package com.openlayer.kafka.connect.config;

import org.jspecify.annotations.NullMarked;
