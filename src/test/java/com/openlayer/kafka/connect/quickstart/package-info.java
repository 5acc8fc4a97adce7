/** The program of {@code mvn -Pquickstart}: sends rows through a real broker and worker to Openlayer or a stand-in. */
package com.openlayer.kafka.connect.quickstart;
