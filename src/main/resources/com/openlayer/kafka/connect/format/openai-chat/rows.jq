# Chat completions of OpenAI's API, and of servers that speak it.

# One completion of the chunks of a stream.
def completion:
  events as $chunks
  | [$chunks[].choices[]? | select((.index // 0) == 0)] as $choices
  | ($chunks[0] // {}) + {
      usage: ([$chunks[].usage | objects] | last),
      choices: [{
        message: {
          content: ([$choices[].delta.content? | strings] | join("")),
          tool_calls: [
            [$choices[].delta.tool_calls?[]?] | group_by(.index // 0)[]
            | {
                id: ([.[].id | strings][0]),
                function: {
                  name: ([.[].function.name? | strings] | join("")),
                  arguments: ([.[].function.arguments? | strings] | join(""))
                }
              }
          ]
        },
        finish_reason: ([$choices[].finish_reason | strings] | last)
      }]
    };

def response:
  if type == "string" and startswith("data:") or (type == "array" and (.[0].choices? != null)) then completion
  elif type == "string" then parsed
  else .
  end;

if type == "array" then .[] else . end
| . as $record
| ((.request? | parsed | objects) // .) as $request
| ((.response? | response | objects) // (if has("choices") then . else {} end)) as $response
| ($record.error // $response.error // (if ($record.response | type) == "string" and $response == {} then $record.response else null end)
    | error_text) as $error
| if $request.messages or $request.prompt or $response.choices or $error then . else empty end
| select($response.data == null or $response.choices != null)
| ($request.messages // $request.prompt // [] | chat) as $prompt
| ($response.choices[0]? // {}) as $choice
| ($choice.message // {} | tool_calls) as $calls
| ($response.usage // {}) as $usage
| {
    id: ($record.id // $response.id),
    timestamp: ($record.created // $record.timestamp // $response.created),
    prompt: $prompt,
    question: ($prompt | question),
    output: output($choice.message.content? // $choice.message.refusal? // $choice.text? // "" | content_text; $calls),
    error: $error,
    tokens: total($usage.total_tokens; $usage.prompt_tokens; $usage.completion_tokens),
    prompt_tokens: $usage.prompt_tokens,
    completion_tokens: $usage.completion_tokens,
    cost: ($record.cost // $usage.cost),
    latency: ($record.latency_ms // $record.latency // ($record | pair_latency)),
    session_id: ($record.session_id // $request.metadata.session_id?),
    user_id: ($record.user // $record.user_id // $request.user // $request.safety_identifier),
    model: ($response.model // $request.model),
    provider: ($record.provider // $response.provider),
    finish_reason: $choice.finish_reason?,
    tool_calls: $calls,
    tags: ($record.tags // $request.metadata.tags?)
  }
| row
