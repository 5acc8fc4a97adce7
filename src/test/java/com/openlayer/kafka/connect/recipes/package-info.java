/** Runs the recipes of {@code docs/recipes.md}, and Connect's own transforms, with and without a worker. */
package com.openlayer.kafka.connect.recipes;
