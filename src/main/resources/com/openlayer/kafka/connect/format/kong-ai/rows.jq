# Kong's log of requests that an AI plugin handled.

def answer:
  if type == "object" and .choices then
    (.choices[0]? // {}) as $choice
    | {text: ($choice.message.content? // $choice.text? // "" | content_text), calls: ($choice.message // {} | tool_calls), finish_reason: $choice.finish_reason?}
  elif type == "object" and (.content | type) == "array" then
    {text: (.content | content_text), calls: [.content[] | objects | select(.type == "tool_use") | {id, name, arguments: .input}], finish_reason: .stop_reason}
  elif type == "object" then {text: (.response? // .text? // "" | content_text), calls: [], finish_reason: null}
  else {text: (if type == "string" then . else "" end), calls: [], finish_reason: null}
  end;

if type == "array" then .[] else . end
| objects
| . as $log
| (.ai | objects) as $ai
# Older versions log the fields of one plugin without its name.
| [if $ai.usage or $ai.payload or $ai.meta then $ai else ($ai[] | objects | select(.usage or .payload)) end] as $plugins
| $plugins[]
| (.usage // {}) as $usage
| (.meta // {}) as $meta
| (.payload.request? | parsed) as $request
| (.payload.response? | parsed) as $payload
| ($payload | answer) as $answer
| ($request | if type == "object" then (.messages // .prompt // .input // []) elif type == "string" then . else [] end | chat) as $prompt
| (($usage.prompt_tokens // $usage.prompt_token) | number) as $prompt_tokens
| (($usage.completion_tokens // $usage.completion_token) | number) as $completion_tokens
| ($log.response.status // 200) as $status
| {
    id: $log.request.id,
    timestamp: $log.started_at,
    prompt: $prompt,
    question: ($prompt | question),
    output: (if $status >= 400 then "" else output($answer.text; $answer.calls) end),
    error: (if $status >= 400 then ($payload | if type == "object" or type == "string" then error_text else null end) // "HTTP \($status)" else null end),
    tokens: total($usage.total_tokens // $usage.total_token; $prompt_tokens; $completion_tokens),
    prompt_tokens: $prompt_tokens,
    completion_tokens: $completion_tokens,
    cost: $usage.cost,
    latency: ($meta.llm_latency // $log.latencies.proxy?),
    user_id: ($log.consumer.username? // $log.authenticated_entity.id?),
    model: ($meta.response_model // $meta.request_model),
    provider: $meta.provider_name,
    finish_reason: $answer.finish_reason,
    tool_calls: $answer.calls
  }
# Two plugins of one request would give two rows of one id.
| if ($plugins | length) > 1 then del(.id) else . end
| row
