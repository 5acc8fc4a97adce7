# Rows of Openlayer's tracer, alone or as what its SDK hands over when it cannot send: {trace_data, config, …}. They pass
# unchanged, except that a trace without output, as that of a call that failed, has the empty text.

def not_a_trace: error("no trace of Openlayer's tracer");

each
| select(. != null)
| if type == "object" and has("trace_data") then .trace_data | parsed else . end
| if type == "object" and (has("steps") or has("inferenceId") or has("inferenceTimestamp")) then . else not_a_trace end
| if .output == null then .output = "" else . end
