# APISIX's log of requests that ai-proxy handled.

if type == "array" then .[] else . end
| objects
| select(.llm_summary or .llm_request)
| (.llm_summary // {}) as $summary
| (.llm_request | parsed | objects // {}) as $request
| (.llm_response_text | parsed | if type == "object" then .content // "" else . // "" end | content_text) as $text
| ($request.messages // $request.input // $request.prompt // [] | chat) as $prompt
| (.response.status // .status // 200) as $status
| {
    id: (.request_id // .request.headers["x-request-id"]?),
    timestamp: .start_time,
    prompt: $prompt,
    question: ($prompt | question),
    output: (if $status >= 400 then "" else $text end),
    error: (if $status >= 400 then "HTTP \($status)" else null end),
    tokens: total($summary.total_tokens; $summary.prompt_tokens; $summary.completion_tokens),
    prompt_tokens: $summary.prompt_tokens,
    completion_tokens: $summary.completion_tokens,
    latency: ($summary.duration // .latency),
    user_id: (.consumer.username? // $request.user),
    model: ($summary.model // $summary.request_model // $request.model)
  }
| row
