# Messages of Anthropic's API.

def calls: [.[]? | objects | select(.type == "tool_use" or .type == "server_tool_use" or .type == "mcp_tool_use") | {id, name, arguments: .input} | drop_nulls];

def message:
  objects
  | {
      # Results of tools are the user's in this API; the tool's in all others.
      role: (if .role == "user" and (.content | type) == "array" and ([.content[] | objects | .type] | . != [] and all(.[]; . == "tool_result")) then "tool" else .role // "user" end),
      content: (. as $message | output($message.content | content_text; $message.content | arrays // [] | calls))
    };

# One message of the events of a stream.
def streamed:
  events as $events
  | ([$events[] | select(.type == "message_start") | .message][0] // {}) as $start
  | ([$events[] | select(.type == "message_delta")] | last // {}) as $last
  | $start + {
      stop_reason: $last.delta.stop_reason?,
      usage: (($start.usage // {}) + ($last.usage // {})),
      content: [
        [$events[] | select(.type == "content_block_start" or .type == "content_block_delta")] | group_by(.index)[]
        | ([.[].content_block | objects][0] // {type: "text"}) as $block
        | if $block.type == "text" then {type: "text", text: ([$block.text, .[].delta.text? | strings] | join(""))}
          else $block + {input: ([.[].delta.partial_json? | strings] | join("") | if . == "" then $block.input else parsed end)}
          end
      ]
    };

def response:
  if (type == "string" and (startswith("event:") or startswith("data:"))) or (type == "array") then streamed else parsed end;

if type == "array" then .[] else . end
| . as $record
| ((.request? | parsed | objects) // .) as $request
| ((.response? | select(. != null) | response | objects) // (if has("content") then . else {} end)) as $response
| ($record.error // $response.error | error_text) as $error
| select($request.messages or ($response.content | type) == "array" or $error)
| ([($request.system | select(. != null) | content_text | select(. != "") | {role: "system", content: .}), ($request.messages[]? | message)]) as $prompt
| ($response.content | arrays // [] | calls) as $calls
| ($response.usage // {}) as $usage
| ([$usage.input_tokens, $usage.cache_creation_input_tokens, $usage.cache_read_input_tokens | numbers] | add) as $prompt_tokens
| {
    id: ($record.id // $response.id),
    timestamp: ($record.created // $record.timestamp),
    prompt: $prompt,
    question: ($prompt | question),
    output: output([$response.content[]? | objects | select(.type == "text") | .text | strings] | join("\n"); $calls),
    error: $error,
    tokens: total(null; $prompt_tokens; $usage.output_tokens),
    prompt_tokens: $prompt_tokens,
    completion_tokens: $usage.output_tokens,
    cost: $record.cost,
    latency: ($record.latency_ms // $record.latency),
    session_id: $record.session_id,
    user_id: ($record.user // $record.user_id // $request.metadata.user_id?),
    model: ($response.model // $request.model),
    provider: ($record.provider // "anthropic"),
    finish_reason: $response.stop_reason,
    tool_calls: $calls,
    tags: $record.tags
  }
| row
