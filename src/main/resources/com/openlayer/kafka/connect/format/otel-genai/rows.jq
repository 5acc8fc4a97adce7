# Spans of OTLP traces. Those that are model calls become rows. Their attributes follow the semantic conventions for
# generative AI (gen_ai.*), OpenInference (llm.*, input.*, output.*) or OpenLLMetry (gen_ai.prompt.N.*, llm.usage.*).

# The value of an attribute as plain JSON.
def plain:
  if type != "object" then .
  elif has("stringValue") then .stringValue
  elif has("intValue") then (.intValue | if type == "string" then (fromjson? // null) else . end)
  elif has("doubleValue") then .doubleValue
  elif has("boolValue") then .boolValue
  elif has("arrayValue") then [.arrayValue.values[]? | plain]
  elif has("kvlistValue") then ([.kvlistValue.values[]? | {key, value: (.value | plain)}] | from_entries)
  else .bytesValue
  end;

def attributes: [.attributes[]? | {key, value: (.value | plain)}] | from_entries;

def number: if type == "string" then (fromjson? // null) else . end | numbers // null;

# The attributes whose names begin with a prefix, nested as the rest of their names says. Indexes are keys of objects: in
# an array, one large index would make a large array.
def nested($prefix):
  reduce (to_entries[] | select(.key | startswith($prefix))) as $attribute
    ({}; . as $nested | try setpath($attribute.key[($prefix | length):] / "."; $attribute.value) catch $nested);

# The values of an object whose keys are indexes.
def listed:
  if type == "object" then [to_entries | sort_by(.key | (tonumber? // 0)) | .[].value]
  elif type == "array" then .
  else []
  end;

def call($id; $name; $arguments):
  {id: $id, name: $name, arguments: ($arguments | parsed)} | drop_nulls;

# The text of a part; nothing for images, files, reasoning and calls of tools.
def part_text:
  if type == "string" then .
  elif type != "object" then empty
  elif .type == "tool_call_response" then (.response // .result | if type == "string" then . else tojson end)
  elif .type == null or (.type | one_of(["text", "input_text", "output_text"])) then (.text // .content | strings)
  else empty
  end;

def content_text:
  if type == "array" then [.[] | part_text] | join("\n")
  elif type == "string" then .
  else [part_text] | join("\n")
  end;

# A message of any of the conventions as {role, content, calls, finish_reason}, with text as its content.
def message($role):
  if type == "string" then {role: $role, content: ., calls: []}
  elif type != "object" then empty
  else
    (.message | objects) // .prompt // .completion // .
    | if type == "object" then . else {text: .} end
    | (.parts // .content // (.contents | listed | map(.message_content? // .) | select(length > 0)) // .text
        | if type == "string" then (parsed | arrays) // . else . end) as $content
    | {
        role: (.role // $role),
        content: ($content | content_text),
        calls: [
          ($content | arrays | .[] | objects | select(.type | one_of(["tool_call", "tool_use"]))
            | call(.id; .name; .arguments // .input)),
          (.tool_calls | listed | .[] | objects | .tool_call // . | objects
            | call(.id; .function.name? // .name; .function.arguments? // .arguments)),
          (select(.function_call_name) | call(null; .function_call_name; .function_call_arguments_json))
        ],
        finish_reason
      }
  end;

# Messages of an attribute: a list, JSON text of one, an object of them by index, or plain text.
def messages($role):
  select(. != null)
  | parsed
  | if type == "object" and has("messages") then .messages else . end
  | if type == "object" and (has("role") or has("content") or has("parts")) then [.] else . end
  | [if type == "string" then message($role) else (listed | .[] | message($role)) end]
  | select(length > 0);

# Messages that are events of the span, as conventions before 1.37 have it; their content may be JSON text.
def event_messages($names):
  [.events[]? | select(.name | one_of($names))
    | .name as $name
    | attributes
    | ((.["gen_ai.event.content"] | parsed | objects) // .)
    | (.message | parsed | if type == "object" then . else null end) as $inner
    | {role: (.role // $inner.role // ($name | ltrimstr("gen_ai.") | rtrimstr(".message") | if . == "choice" then "assistant" else . end)),
       content: ($inner.content // .content // .message), tool_calls: ($inner.tool_calls // .tool_calls | parsed), finish_reason}
    | message("user")]
  | select(length > 0);

# The text that stands for an answer of tool calls only.
def calls_text: map({name, arguments} | drop_nulls) | if length == 1 then .[0] else . end | tojson;

# Microseconds of nanoseconds, which JSON has as text; null if the time is not set.
def microseconds: (tostring | select(length > 3) | .[:-3] | fromjson? | numbers) // null;

# Model calls: OpenInference says so by the kind of the span, the other conventions by the operation. Embeddings, tools,
# agents and workflows are none.
def is_model_call:
  (.["gen_ai.operation.name"] // .["llm.request.type"]) as $operation
  | if .["openinference.span.kind"] then (.["openinference.span.kind"] | tostring | ascii_upcase) == "LLM"
    elif $operation then ($operation | one_of(["chat", "text_completion", "generate_content", "completion", "responses"]))
    else
      .["traceloop.span.kind"] == null
      and (.["gen_ai.request.model"] // .["gen_ai.response.model"] // .["llm.request.model"]) != null
    end;

# The messages of the first place that has some.
def input($span):
  [.["gen_ai.system_instructions"] | select(. != null) | {role: "system", content: (parsed | content_text), calls: []}] + (
    (.["gen_ai.input.messages"] | messages("user"))
    // (nested("llm.input_messages.") | messages("user"))
    // (nested("gen_ai.prompt.") | messages("user"))
    // (nested("llm.prompts.") | messages("user"))
    // ($span | event_messages(["gen_ai.system.message", "gen_ai.user.message", "gen_ai.assistant.message", "gen_ai.tool.message"]))
    // (.["gen_ai.prompt"] | messages("user"))
    // (.["input.value"] | messages("user"))
    // []);

def answers($span):
  (.["gen_ai.output.messages"] | messages("assistant"))
  // (nested("llm.output_messages.") | messages("assistant"))
  // (nested("gen_ai.completion.") | messages("assistant"))
  // (nested("llm.completions.") | messages("assistant"))
  // (nested("llm.choices.") | messages("assistant"))
  // ($span | event_messages(["gen_ai.choice"]))
  // (.["gen_ai.completion"] | messages("assistant"))
  // (.["output.value"] | messages("assistant"))
  // [];

# What failed, if the call did: the status, the exception that was recorded, or the kind of error.
def failure($a):
  (if .status.code | one_of([2, "STATUS_CODE_ERROR"]) then
    .status.message // ([.events[]? | select(.name == "exception") | attributes["exception.message"]] | last)
      // $a["exception.message"] // $a["error.type"] // "error"
  else $a["error.type"] end) as $error
  | if $error == "" then "error" else $error end;

def row:
  . as $span
  # Contents may be in events of the span; its own attributes count first.
  | (([.events[]? | select(.name | one_of(["gen_ai.client.inference.operation.details", "gen_ai.content.prompt", "gen_ai.content.completion"]))
      | attributes] | add) + attributes) as $a
  | select($a | is_model_call)
  | ($a | input($span)) as $input
  | ($a | answers($span)) as $answers
  | [$answers[].calls[]] as $calls
  | (.startTimeUnixNano | microseconds) as $started
  | (.endTimeUnixNano | microseconds) as $ended
  | ($a["gen_ai.usage.input_tokens"] // $a["gen_ai.usage.prompt_tokens"] // $a["llm.token_count.prompt"]
      // $a["llm.usage.prompt_tokens"] | number) as $prompt_tokens
  | ($a["gen_ai.usage.output_tokens"] // $a["gen_ai.usage.completion_tokens"] // $a["llm.token_count.completion"]
      // $a["llm.usage.completion_tokens"] | number) as $completion_tokens
  | {
      id: .spanId,
      timestamp: (if $started then $started / 1000000 else null end),
      prompt: ($input | map({role, content: (if .content == "" and .calls != [] then .calls | calls_text else .content end)})),
      question: ([$input[] | select(.role == "user")] | last | .content?),
      output: ([$answers[].content | select(. != "")][0] // (if $calls == [] then "" else $calls | calls_text end)),
      error: failure($a),
      tokens: (($a["gen_ai.usage.total_tokens"] // $a["llm.usage.total_tokens"] // $a["llm.token_count.total"] | number)
        // ([$prompt_tokens, $completion_tokens | numbers] | add)),
      prompt_tokens: $prompt_tokens,
      completion_tokens: $completion_tokens,
      cost: ($a["gen_ai.usage.cost"] // $a["llm.cost.total"] | number),
      latency: (if $started and $ended and $ended >= $started then ($ended - $started) / 1000 else null end),
      session_id: ($a["gen_ai.conversation.id"] // $a["session.id"] // $a["traceloop.association.properties.session_id"]),
      user_id: ($a["user.id"] // $a["enduser.id"] // $a["traceloop.association.properties.user_id"]),
      model: ($a["gen_ai.response.model"] // $a["gen_ai.request.model"] // $a["llm.response.model_name"]
        // $a["llm.model_name"] // $a["llm.request.model_name"] // $a["llm.request.model"]),
      provider: ($a["gen_ai.provider.name"] // $a["gen_ai.system"] // $a["llm.provider"] // $a["llm.system"] // $a["llm.vendor"]),
      finish_reason: (($a["gen_ai.response.finish_reasons"] | parsed | if type == "array" then .[0] else . end)
        // ([$answers[].finish_reason | strings][0]) // $a["llm.finish_reason"]),
      tool_calls: $calls,
      tags: $a["tag.tags"]
    }
  | with_entries(select(.value != null and .value != []));

.resourceSpans[]?.scopeSpans[]?.spans[]? | row
