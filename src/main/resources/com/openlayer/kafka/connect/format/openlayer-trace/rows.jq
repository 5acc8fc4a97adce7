# Rows of Openlayer's tracers, alone or as the Python SDK passes them on if it cannot send them: {trace_data, config, …}.
# They pass unchanged. A trace without output, such as that of a failed call, gets an empty output.

each
| objects
| if .trace_data != null then (.error | error_text) as $error | .trace_data | parsed | objects | if $error != null then .error = $error else . end else . end
| select(.steps != null or .inferenceId != null or .inferenceTimestamp != null)
| if .output == null then .output = "" else . end
