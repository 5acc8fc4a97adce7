# Spans of OTLP traces. Those that are model calls become rows. Their attributes follow the semantic conventions for
# generative AI (gen_ai.*), OpenInference (llm.*, input.*, output.*) or OpenLLMetry (gen_ai.prompt.N.*, llm.usage.*).
# Functions and variables are looked up by name when the filter runs, so few are used where many values are read.

# The value of an attribute as plain JSON.
def plain:
  if .stringValue != null then .stringValue
  elif .intValue != null then (.intValue | if type == "string" then (fromjson? // null) else . end)
  elif .doubleValue != null then .doubleValue
  elif .boolValue != null then .boolValue
  elif .arrayValue then [.arrayValue.values[]? | plain]
  elif .kvlistValue then ([.kvlistValue.values[]? | {key, value: (.value | plain)}] | from_entries)
  else .bytesValue
  end;

def attributes: [.attributes[]? | {key, value: (.value | plain)}] | from_entries;

# The attributes whose names begin with a prefix, nested by the rest of their names. Indexes are keys of objects, because
# in an array one large index would make a large array.
def nested($prefix):
  ($prefix | length) as $length
  | reduce (to_entries[] | select(.key | startswith($prefix))) as $attribute
    ({}; . as $nested | try setpath($attribute.key[$length:] / "."; $attribute.value) catch $nested);

# The values of an object whose keys are indexes.
def listed:
  if type == "object" then [to_entries | sort_by(.key | (tonumber? // 0)) | .[].value]
  elif type == "array" then .
  else []
  end;

# The tool calls of a message; null if there are none.
def calls($content):
  [
    ($content | arrays | .[] | objects | select(.type == "tool_call" or .type == "tool_use")
      | call(.id; .name; .arguments // .input)),
    (if .tool_calls then .tool_calls | listed[] | objects | (.tool_call // .)
        | call(.id; .function.name? // .name; .function.arguments? // .arguments)
      elif .function_call_name then call(null; .function_call_name; .function_call_arguments_json)
      else empty end)
  ]
  | nonempty;

# A message of any of the conventions as {role, content, calls, finish_reason}, with text as its content.
def message($role):
  if type == "string" then {role: $role, content: .}
  elif type != "object" then empty
  else
    (.message // .prompt // .completion // .)
    | if type == "object" then . else {text: .} end
    | (.parts // .content // (if .contents then .contents | listed | map(.message_content? // .) else .text end)
        | if type == "string" and startswith("[") then (parsed | arrays) // . else . end) as $content
    | {role: (.role // $role), content: ($content | content_text("\n")), calls: calls($content), finish_reason}
  end;

# Messages of an attribute: a list, JSON text of one, an object of them by index, or plain text. Null if there are none.
def messages($role):
  if . == null then null
  else
    parsed
    | if type == "object" then .messages // . else . end
    | if type == "object" and (has("role") or has("content") or has("parts")) then [.] else . end
    | [if type == "string" then message($role) else listed[] | message($role) end]
    | nonempty
  end;

# Messages that are events of the span, as in the conventions before 1.37; their content may be JSON text.
def event_messages($names):
  [
    .[]
    | select(.name | one_of($names))
    | .name as $name
    | attributes
    | (.["gen_ai.event.content"] | parsed | objects) // .
    | (.message | parsed | objects // {}) as $inner
    | {
        role: (.role // $inner.role // ($name | if . == "gen_ai.choice" then "assistant" else .[7:-8] end)),
        content: ($inner.content // .content // .message),
        tool_calls: ($inner.tool_calls // .tool_calls | parsed),
        finish_reason
      }
    | message("user")
  ]
  | nonempty;

# Whether a span is a model call: by its kind in OpenInference, by its operation in the other conventions. Embeddings,
# tools, agents and workflows are not model calls.
def is_model_call:
  if .["openinference.span.kind"] then .["openinference.span.kind"] == "LLM" or .["openinference.span.kind"] == "llm"
  else
    (.["gen_ai.operation.name"] // .["llm.request.type"])
    | . == "chat" or . == "text_completion" or . == "generate_content" or . == "completion" or . == "responses"
  end
  or (
    .["gen_ai.operation.name"] == null and .["llm.request.type"] == null
    and .["openinference.span.kind"] == null and .["traceloop.span.kind"] == null
    and (.["gen_ai.request.model"] // .["gen_ai.response.model"] // .["llm.request.model"]) != null);

# The messages of the first place that has some.
def input($events):
  (if .["gen_ai.system_instructions"] then
    [{role: "system", content: (.["gen_ai.system_instructions"] | parsed | content_text("\n"))}] else [] end)
  + (if .["gen_ai.input.messages"] then .["gen_ai.input.messages"] | messages("user")
    elif .["llm.input_messages.0.message.role"] then nested("llm.input_messages.") | messages("user")
    elif .["gen_ai.prompt.0.content"] // .["gen_ai.prompt.0.role"] then nested("gen_ai.prompt.") | messages("user")
    elif .["llm.prompts.0.content"] // .["llm.prompts.0.prompt.text"] then nested("llm.prompts.") | messages("user")
    else
      (if $events == [] then null
        else $events | event_messages(["gen_ai.system.message", "gen_ai.user.message", "gen_ai.assistant.message", "gen_ai.tool.message"]) end)
      // (.["gen_ai.prompt"] // .["input.value"] | messages("user"))
    end
    // []);

def answers($events):
  if .["gen_ai.output.messages"] then .["gen_ai.output.messages"] | messages("assistant")
  elif .["llm.output_messages.0.message.role"] then nested("llm.output_messages.") | messages("assistant")
  elif .["gen_ai.completion.0.content"] // .["gen_ai.completion.0.role"] // .["gen_ai.completion.0.finish_reason"] then
    nested("gen_ai.completion.") | messages("assistant")
  elif .["llm.completions.0.content"] // .["llm.completions.0.role"] then nested("llm.completions.") | messages("assistant")
  elif .["llm.choices.0.completion.text"] then nested("llm.choices.") | messages("assistant")
  else
    (if $events == [] then null else $events | event_messages(["gen_ai.choice"]) end)
    // (.["gen_ai.completion"] // .["output.value"] | messages("assistant"))
  end
  // [];

# Start and latency of a span, to the microsecond. Its times are nanoseconds as text.
def times:
  ((.startTimeUnixNano | tostring)[:-3] | fromjson? | numbers) as $started
  | {timestamp: ($started / 1000000)}
    + ((((.endTimeUnixNano | tostring)[:-3] | fromjson? | numbers | select(. >= $started))
      | {latency: ((. - $started) / 1000)}) // {});

# What failed, if the call did: the status, the exception that was recorded, or the kind of error.
def failure($span):
  if $span.status.code == 2 or $span.status.code == "STATUS_CODE_ERROR" then
    $span.status.message // ([$span.events[]? | select(.name == "exception") | attributes["exception.message"]] | last)
      // .["exception.message"] // .["error.type"] // "error"
  else .["error.type"]
  end
  | if . == "" then "error" else . end;

# Input is the attributes of a span.
def row($span):
  ($span.events // []) as $events
  | answers($events) as $answers
  | conversation_columns(
      input($events) | map({role, content: (if .content == "" and .calls then .calls | calls_text else .content end)});
      {
        content: (($answers | map(.content | select(. != "")))[0] // ""),
        calls: ($answers | map(.calls[]?)),
        finish_reason: ((.["gen_ai.response.finish_reasons"] | parsed | if type == "array" then .[0] else . end)
          // ($answers | map(.finish_reason | strings))[0] // .["llm.finish_reason"])
      };
      failure($span))
  + {
      id: $span.spanId,
      tokens: (.["gen_ai.usage.total_tokens"] // .["llm.usage.total_tokens"] // .["llm.token_count.total"] | number),
      prompt_tokens: (.["gen_ai.usage.input_tokens"] // .["gen_ai.usage.prompt_tokens"]
        // .["llm.token_count.prompt"] // .["llm.usage.prompt_tokens"] | number),
      completion_tokens: (.["gen_ai.usage.output_tokens"] // .["gen_ai.usage.completion_tokens"]
        // .["llm.token_count.completion"] // .["llm.usage.completion_tokens"] | number),
      cost: (.["gen_ai.usage.cost"] // .["llm.cost.total"] | number),
      session_id: (.["gen_ai.conversation.id"] // .["session.id"] // .["traceloop.association.properties.session_id"]),
      user_id: (.["user.id"] // .["enduser.id"] // .["traceloop.association.properties.user_id"]),
      model: (.["gen_ai.response.model"] // .["gen_ai.request.model"] // .["llm.response.model_name"]
        // .["llm.model_name"] // .["llm.request.model_name"] // .["llm.request.model"]),
      provider: (.["gen_ai.provider.name"] // .["gen_ai.system"] // .["llm.provider"] // .["llm.system"] // .["llm.vendor"]),
      tags: (.["tag.tags"] | nonempty)
    }
  | .tokens = (.tokens // ([.prompt_tokens, .completion_tokens | numbers] | add))
  | . + (($span | times) // {})
  | drop_nulls;

.resourceSpans[]?.scopeSpans[]?.spans[]?
| . as $span
# Contents may be in events of the span; its own attributes take precedence.
| (if .events then
    reduce (.events[] | select(.name == "gen_ai.client.inference.operation.details" or .name == "gen_ai.content.prompt"
      or .name == "gen_ai.content.completion")) as $event ({}; . + ($event | attributes)) + ($span | attributes)
  else attributes end)
| if is_model_call then row($span) else empty end
