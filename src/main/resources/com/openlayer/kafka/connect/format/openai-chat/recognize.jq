# Messages or a prompt with choices, or a call without an answer. Log entries of gateways may contain the same.
def has_choices: type == "object" and (.choices | type) == "array";

(.request // . | body | objects // {}) as $request
| (if has("response") then .response | body else . end) as $response
| if has("request") and $request.messages == null and $request.prompt == null then false
  else
    ($response | if is_stream then any(events[]; has_choices) else has_choices end)
    or (has("request") and ((.error // $response.error? // null) != null or (has("response") and $response == null)))
  end
