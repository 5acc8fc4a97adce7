# Messages of Anthropic's API: {request, response} and what a service writes beside them, or the response's fields beside
# the request's. The response has no time, so without one beside it the row has the time of the record.

def not_a_message: error("neither a message of the Messages API nor its request");

def row:
  (if .request == null then . else .request | body end | objects // {}) as $request
  | (if has("response") then .response | body else . end | objects // {}) as $response
  # A count of tokens has no answer, so it needs no row.
  | select($response | has("input_tokens") and .content == null | not)
  | if ($response.content | type) == "array" or $response.type == "message" or $response.type == "error"
      or ($request.messages != null and $response.choices == null and $response.output == null)
    then . else not_a_message end
  | {
      id: (.id // $response.id),
      timestamp: (.created // .created_at // .timestamp),
      latency: (.latency_ms // .latency | number)
    }
    + conversation_columns(
        ($request.system | system_messages) + ($request.messages | messages);
        $response | anthropic_answer;
        (.error // $response.error | error_text))
    + ($response.usage | token_columns)
    + {
      cost: (.cost | number),
      session_id: (.session_id // .conversation_id),
      user_id: (.user // .user_id // $request.metadata.user_id?),
      model: ($response.model // $request.model // .model),
      provider,
      tags
    }
  | drop_nulls;

each | select(. != null) | if type == "object" then row else not_a_message end
