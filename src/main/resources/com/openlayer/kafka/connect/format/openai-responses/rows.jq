# Responses of OpenAI's API: {request, response} and what a service writes next to them, or the response's fields next to
# the request's. An event of a stream that carries the whole response, such as response.completed, is {response} too.

def row:
  (if .request == null then . else .request | body end | objects // {}) as $request
  | (if has("response") then
      .response | body | if is_stream then [events[].response | objects] | last else . end
    else . end | objects // {}) as $response
  # Calls of other APIs, such as embeddings, which also have an input, need no row.
  | select(($response.output | type) == "array" or $response.object == "response"
      or ($request.input != null and $request.messages == null and $response.choices == null and $response.object != "list"))
  # A response in the background is written again under its id when it is finished.
  | select($response.status | . != "queued" and . != "in_progress")
  | {
      id: (.id // $response.id),
      timestamp: (.created_at // .created // .timestamp // $response.created_at),
      latency: (.latency_ms // .latency | number)
    }
    + conversation_columns(
        ($request.instructions // $response.instructions | system_messages) + ($request.input | messages);
        $response | responses_answer;
        (.error // $response.error | error_text) // if $response.status == "failed" then "failed" else null end)
    + ($response.usage | token_columns)
    + {
      cost: (.cost | number),
      session_id: (.session_id // .conversation_id // $response.conversation.id? // ($request.conversation | strings)
        // $request.metadata.session_id?),
      user_id: (.user // .user_id // $request.user // $request.safety_identifier // $response.user
        // $response.safety_identifier),
      model: ($response.model // $request.model // .model),
      provider,
      tags
    }
  | drop_nulls;

each | objects | row
