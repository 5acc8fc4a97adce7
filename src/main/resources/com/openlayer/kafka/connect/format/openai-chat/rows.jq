# Chat completions of OpenAI's API, or of a compatible one: {request, response} and what a service writes next to them,
# or the response's fields next to the request's. Text completions (prompt, choices[].text) are handled alike.

def row:
  . as $record
  | (if .request == null then . else .request | body end | objects // {}) as $request
  | (if has("response") then .response | body | if is_stream then collected else . end else . end | objects // {})
    as $response
  # Calls of other APIs need no row: embeddings, responses, messages of Anthropic's API.
  | select($response.choices != null
      or (($request.messages // $request.prompt) != null
        and $response.object != "list" and $response.output == null and $response.type != "message"))
  | {
      id: (.id // $response.id),
      timestamp: (.created // .timestamp // $response.created),
      latency: ((.latency_ms // .latency | number) // pair_latency // null)
    }
    + conversation_columns(
        $request.messages // $request.prompt | messages;
        $response | chat_answer;
        ((.error // $response.error) | error_text))
    + ($response.usage | token_columns)
    + {
      cost: (.cost // $response.usage.cost? | number),
      session_id: (.session_id // .conversation_id // $request.metadata.session_id?),
      user_id: (.user // .user_id // $request.user // $request.safety_identifier),
      model: ($response.model // $request.model // .model),
      provider: (.provider // $response.provider),
      tags
    }
  | drop_nulls;

each | objects | row
