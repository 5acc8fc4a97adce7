# Log entries of APISIX whose request went through ai-proxy or ai-proxy-multi, alone or as an array. Entries of other
# routes have neither llm_summary nor llm_request, so they need no row. Messages are logged only with logging.payloads.

def row:
  # The text of the answer. Tool calls are only in the response's body, which include_resp_body logs.
  (if (.llm_response_text.content? | nonempty) != null then .llm_response_text.content | tostring
    else .response.body? | parsed | objects end // null | answer) as $answer
  | (if has_failed then
      (.response.body? | parsed | error_text) // "HTTP status \(.response.status)"
    else null end) as $error
  | {
      id: (.request.headers["x-request-id"]? // .request_id | if type == "array" then .[0] else . end),
      timestamp: (.start_time // .["@timestamp"]),
      latency: (.latency // .llm_summary.upstream_response_time? // .llm_summary.duration? | number)
    }
    + conversation_columns(.llm_request.messages? | messages; if $error == null then $answer else no_answer end; $error)
    + (.llm_summary | token_columns)
    + {
      user_id: .consumer.username?,
      model: (.llm_summary.model? // .llm_summary.request_model?)
    }
  | drop_nulls;

each
| objects
| select(.llm_summary != null or .llm_request != null)
# Embeddings have no answer.
| select(.request.uri? // "" | tostring | contains("/embeddings") | not)
| row
