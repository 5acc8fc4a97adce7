/** {@code mvn -Pquickstart}: rows through a real broker and a real worker to Openlayer, or to a stand-in for it. */
package com.openlayer.kafka.connect.quickstart;
