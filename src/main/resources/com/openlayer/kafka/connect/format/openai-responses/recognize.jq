# The object "response", its output as items, or an input whose call failed.
def is_response:
  type == "object" and (.object == "response" or (.output | type == "array" and any(.[]; type == "object" and has("type"))));

if has("response") and (has("request") | not) then
  (.type | tostring | startswith("response.")) and (.response | is_response)
else
  (.request // . | body | objects // {}) as $request
  | (if has("response") then .response | body else . end) as $response
  | ($response | if is_stream then any(events[]; .response | is_response) else is_response end)
    or ($request.input != null and $request.messages == null and (.error // $response.error? // null) != null)
end
