# Chat completions of OpenAI's API, or of another that speaks it: {request, response} and what a service writes beside
# them, or the response's fields beside the request's. Text completions (prompt, choices[].text) are the same.

def not_a_chat_completion: error("neither a chat completion nor its request");

def row:
  . as $record
  | (if .request == null then . else .request | body end) as $request
  | (if has("response") then .response | body | if type == "array" then collected else . end else . end | objects // {})
    as $response
  # Embeddings and lists of models have no answer, so they need no row.
  | select($response.object != "list" or $response.choices != null)
  | if $response.choices == null
      and (($request.messages? // $request.prompt?) == null or $response.output != null or $response.type == "message")
    then not_a_chat_completion else . end
  | {
      id: (.id // $response.id),
      timestamp: (.created // .timestamp // $response.created),
      latency: (.latency_ms // .latency | number)
    }
    + conversation_columns(
        $request.messages? // $request.prompt? | messages;
        $response | chat_answer;
        ((.error // $response.error) | error_text))
    + ($response.usage | token_columns)
    + {
      cost: (.cost // $response.usage.cost? | number),
      session_id: (.session_id // .conversation_id // $request.metadata.session_id?),
      user_id: (.user // .user_id // $request.user? // $request.safety_identifier?),
      model: ($response.model // $request.model? // .model),
      provider: (.provider // $response.provider),
      tags
    }
  | drop_nulls;

each | select(. != null) | if type == "object" then row else not_a_chat_completion end
