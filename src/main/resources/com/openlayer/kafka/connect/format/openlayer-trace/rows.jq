# Rows of Openlayer's tracers, alone or as what the Python SDK hands over when it cannot send: {trace_data, config, …}. They
# pass unchanged. A trace without output, as that of a call that failed, has the empty text.

each
| objects
| if .trace_data != null then (.error | error_text) as $error | .trace_data | parsed | objects | if $error != null then .error = $error else . end else . end
| select(.steps != null or .inferenceId != null or .inferenceTimestamp != null)
| if .output == null then .output = "" else . end
