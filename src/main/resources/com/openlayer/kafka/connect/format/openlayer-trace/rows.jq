# Rows of Openlayer's own tracers.

if type == "array" then .[] else . end
| objects
| if (.trace_data | type) == "object" then
    (.error | error_text) as $error | .trace_data + (if $error then {error: $error} else {} end)
  else .
  end
# Without an answer the call has failed.
| if .output == null then .output = "" else . end
