# Responses of OpenAI's API.

# An item of the input, or of the output, as a message: calls of tools and their results are messages too.
def item:
  if type == "string" then {role: "user", content: .}
  elif type != "object" or .type == "reasoning" or .type == "item_reference" then empty
  elif .type == "function_call" or .type == "custom_tool_call" then
    {role: "assistant", content: ([{name, arguments: (.arguments // .input | parsed)}] | calls_text)}
  elif .type == "function_call_output" or .type == "custom_tool_call_output" then {role: "tool", content: (.output | content_text)}
  elif .role or .type == "message" then {role: (.role // "user"), content: (.content | content_text)}
  else empty
  end;

if type == "array" then .[] else . end
| . as $record
| ((.request? | parsed | objects) // .) as $request
| ((.response? | parsed | objects) // (if has("output") then . else {} end)) as $response
| ($record.error // $response.error // $response.incomplete_details?.error? | error_text) as $error
| if ($request | has("input")) or ($response.output | type) == "array" or $error then . else empty end
| ([($request.instructions // $response.instructions | strings | {role: "system", content: .}),
    ($request.input | if type == "array" then .[] else strings end | item)]) as $prompt
| [$response.output[]? | objects] as $output
| [$output[] | select(.type == "function_call" or .type == "custom_tool_call")
    | {id: (.call_id // .id), name, arguments: (.arguments // .input | parsed)} | drop_nulls] as $calls
| ($response.usage // {}) as $usage
| {
    id: ($record.id // $response.id),
    timestamp: ($record.created // $record.timestamp // $response.created_at),
    prompt: $prompt,
    question: ($prompt | question),
    output: output(
      [$output[] | select(.type == "message") | .content | content_text | select(. != "")] | join("\n");
      $calls),
    error: $error,
    tokens: total($usage.total_tokens; $usage.input_tokens; $usage.output_tokens),
    prompt_tokens: $usage.input_tokens,
    completion_tokens: $usage.output_tokens,
    cost: $record.cost,
    latency: ($record.latency_ms // $record.latency),
    session_id: ($record.session_id // ($response.conversation | if type == "object" then .id else . end)),
    user_id: ($record.user // $request.user // $request.safety_identifier // $response.user),
    model: ($response.model // $request.model),
    provider: $record.provider,
    finish_reason: ($response.incomplete_details.reason? // $response.status),
    tool_calls: $calls,
    tags: $record.tags
  }
| row
