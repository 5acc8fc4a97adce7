# The standard logging payload of LiteLLM.

def is_model_call:
  .call_type == null
  or (.call_type | tostring | one_of(["completion", "acompletion", "text_completion", "atext_completion", "responses", "aresponses",
       "anthropic_messages", "pass_through_endpoint", "generate_content", "agenerate_content", "agenerate_content_stream", "generate_content_stream"]));

# The text and the tool calls of an answer, whichever API it is of; redacted answers are texts.
def answer:
  parsed
  | if type == "string" then {text: ., calls: []}
    elif type != "object" then {text: "", calls: []}
    elif .choices then
      (.choices[0]? // {}) as $choice
      | {text: ($choice.message.content? // $choice.text? // "" | content_text), calls: ($choice.message // {} | tool_calls), finish_reason: $choice.finish_reason?}
    elif (.output | type) == "array" then
      {
        text: ([.output[] | objects | select(.type == "message") | .content | content_text | select(. != "")] | join("\n")),
        calls: [.output[] | objects | select(.type == "function_call") | {id: (.call_id // .id), name, arguments: (.arguments | parsed)}],
        finish_reason: .status
      }
    elif (.content | type) == "array" then
      {
        text: ([.content[] | objects | select(.type == "text") | .text | strings] | join("\n")),
        calls: [.content[] | objects | select(.type == "tool_use") | {id, name, arguments: .input}],
        finish_reason: .stop_reason
      }
    else {text: (.text? // .content? // "" | content_text), calls: (tool_calls)}
    end;

if type == "array" then .[] else . end
| objects
| select(is_model_call)
| (.response | answer) as $answer
| (.messages | parsed | if type == "object" then [.] else . end // [] | chat) as $prompt
| ((.metadata | objects) // {}) as $metadata
| {
    id,
    timestamp: (.startTime | number),
    prompt: $prompt,
    question: ($prompt | question),
    output: (if .status == "failure" then "" else output($answer.text; $answer.calls) end),
    error: (if .status == "failure" then (.error_str | error_text) // (.error_information.error_message? | error_text) // "error" else null end),
    tokens: total(.total_tokens; .prompt_tokens; .completion_tokens),
    prompt_tokens,
    completion_tokens,
    cost: (.response_cost | number),
    latency: ((.response_time | number) // (if (.endTime | number) and (.startTime | number) then (.endTime | number) - (.startTime | number) else null end)
      | if . then . * 1000 else null end),
    session_id: (.trace_id // .session_id),
    user_id: ([.end_user, $metadata.user_api_key_end_user_id, $metadata.user_api_key_user_id | strings | select(. != "")][0]),
    model: (.model // .model_group),
    provider: .custom_llm_provider,
    finish_reason: $answer.finish_reason,
    tool_calls: $answer.calls,
    tags: .request_tags,
    team: $metadata.user_api_key_team_alias,
    cache_hit
  }
| row
