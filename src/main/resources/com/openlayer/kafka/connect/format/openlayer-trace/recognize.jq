(.trace_data | parsed | objects) // .
| (.steps | type) == "array" and (has("inferenceId") or has("inferenceTimestamp"))
