# Log entries of Kong Gateway whose request went through AI plugins. Entries of other routes have no "ai", so they need no
# row. Payloads are JSON as text, and are logged only with log_payloads; statistics only with log_statistics.

def row($log; $id):
  # Kong 3.6 to 3.9 have the request once for all plugins.
  (.payload.request? // $log.ai.payload.request? | body) as $request
  | (.payload.response? | body) as $response
  # Embeddings have no answer.
  | select(($response.object? // null) != "list")
  | ($response | answer) as $answer
  | (($response.error? | error_text)
      // if $log | has_failed then "HTTP status \($log.response.status)" else null end) as $error
  | {id: $id, timestamp: $log.started_at, latency: (.meta.llm_latency? // $log.latencies.proxy? | number)}
    + conversation_columns(
        if ($request | type) == "object" then
          ($request.system // $request.instructions | system_messages)
          + ($request.messages // $request.input // $request.prompt | messages)
        else $request | messages end;
        if $error == null then $answer else no_answer end;
        $error)
    + ((.usage | objects) // {}
      | {prompt_tokens: (.prompt_tokens // .prompt_token), completion_tokens: (.completion_tokens // .completion_token), total_tokens}
      | token_columns)
    + {
      cost: (.usage.cost? | number),
      user_id: ($request.user? // $log.consumer.username? // $log.consumer.custom_id?),
      model: (.meta.response_model? // .meta.request_model?),
      provider: .meta.provider_name?
    }
  | drop_nulls;

each
| objects
| . as $log
| [.ai | objects | to_entries[] | select(.key != "payload") | .value | objects
    # Plugins that only guard or decorate prompts call no model.
    | select(.usage != null or .payload != null or .meta.request_model? != null)] as $calls
| range($calls | length) as $i
| $calls[$i]
| row($log; $log.request.id? | if . != null and ($calls | length) > 1 then "\(.)-\($i)" else . end)
