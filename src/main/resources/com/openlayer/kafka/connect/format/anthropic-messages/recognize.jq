# A message of blocks, a token count, or messages whose call to Claude failed.
def is_message: type == "object" and (.content | type) == "array" and (.type == "message" or has("stop_reason"));

if has("response") and (has("request") | not) then false
else
  (.request // . | body | objects // {}) as $request
  | (if has("response") then .response | body else . end) as $response
  | ($response | if is_stream then any(events[]; .type == "message_start") else is_message end)
    or (
      $request.messages != null
      and (
        ($response | type == "object" and (.type == "error" or has("input_tokens")))
        or (.error != null and ($request.model | tostring | contains("claude")))
      )
    )
end
