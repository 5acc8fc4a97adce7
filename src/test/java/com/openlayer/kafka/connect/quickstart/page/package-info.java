/**
 * The page of the quickstart: its server, the form and the preview of a record, and the tally of records. Depends on the
 * connector's own code, not on a broker or a worker.
 */
package com.openlayer.kafka.connect.quickstart.page;
