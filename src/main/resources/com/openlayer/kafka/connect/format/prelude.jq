# Functions that the filters of all formats share.

# JSON that a field holds as text. Other text, such as that of a field cut at its maximum length, stays text.
def parsed: if type == "string" then (. as $text | try fromjson catch $text) else . end;

def one_of($values): . as $value | any($values[]; . == $value);

def drop_nulls: map_values(select(. != null));

# A record that holds several as an array, or one.
def each: if type == "array" then .[] else . end;

def nonempty: if . == "" or . == [] then null else . end;

# Whether the gateway that wrote this log entry answered with an HTTP status of a failure.
def has_failed: ((.response.status? | numbers) // 0) >= 400;

def number: if type == "number" then . elif type == "string" then (tonumber? // null) else null end;

# The body of a request or a response: the value itself, what an HTTP log has under body, or JSON text of one of them.
def body: parsed | if type == "object" and has("body") then .body | parsed else . end;

# The text of a failure, null if there is none. The APIs have {message} or {error: {message}}, gateways have text.
def error_text:
  if type == "object" then
    (.message // .error // .detail) as $inner
    | if $inner != null then $inner | error_text elif . == {} then null else tojson end
  elif type == "string" then nonempty
  elif . == null or . == false or . == [] then null
  else tojson
  end;

# The text of a part of a message; nothing for images, files, thinking and tool calls.
def part_text: if type == "object" then .text // .refusal | strings else strings end;

def content_text($separator):
  if type == "string" then .
  elif type == "array" then [.[] | part_text] | if length == 1 then .[0] else join($separator) end
  else [part_text] | join($separator)
  end;

def call($id; $name; $arguments): {id: $id, name: $name, arguments: ($arguments | parsed)} | drop_nulls;

# The tool calls of a message, of OpenAI's API (with functions, custom tools, and function_call as it was before them), of
# Anthropic's, or as frameworks write them.
def calls:
  if .tool_calls == null and .function_call == null and (.content | type) != "array" then []
  else [
    (.tool_calls | arrays | .[] | objects
      | (.function // .custom // . | objects) as $function
      | call(.id; $function.name; $function.arguments // $function.input // $function.args)),
    (.function_call | objects | call(null; .name; .arguments)),
    (.content | arrays | .[] | objects | select(.type == "tool_use") | call(.id; .name; .input))
  ]
  end;

# The text that stands for tool calls where there is no other.
def calls_text: map({name, arguments} | drop_nulls) | if length == 1 then .[0] else . end | tojson;

# A message as {role, content}, with text as its content. Results of tools have the role "tool", also where the API has
# them in messages of the user, so that the user's last message is what the user wrote.
def message:
  if type == "string" then {role: "user", content: .}
  elif type != "object" then empty
  elif .role == null and .type != null and .type != "message" then
    if .type == "function_call" or .type == "custom_tool_call" then
      {role: "assistant", content: ([call(.call_id; .name; .arguments // .input)] | calls_text)}
    elif .type == "function_call_output" or .type == "custom_tool_call_output" then
      {role: "tool", content: (.output | content_text("\n"))}
    else empty
    end
  elif (.content | type) == "string" and .content != "" then {role: (.role // "user"), content}
  else
    (.content | content_text("\n")) as $text
    | calls as $calls
    | [.content | arrays | .[] | objects | select(.type == "tool_result")
        | {role: "tool", content: (.content | content_text("\n"))}] as $results
    | $results[],
      if $text != "" or ($calls == [] and $results == []) then {role: (.role // "user"), content: $text}
      elif $calls != [] then {role: (.role // "user"), content: ($calls | calls_text)}
      else empty
      end
  end;

# Messages of a list or of plain text.
def messages:
  if type == "array" then [.[] | message]
  elif type == "string" and . != "" then [{role: "user", content: .}]
  else []
  end;

# The system's text that an API has beside the messages, as text, as parts or as messages.
def system_messages:
  if . == null or . == "" or . == [] then []
  elif type == "array" and (.[0].role? != null) then messages
  else [{role: "system", content: content_text("\n")}]
  end;

def no_answer: {content: "", calls: []};

# One response of the chunks that a stream was logged as.
def collected:
  [.[] | objects] as $chunks
  | [$chunks[].choices[0]? | objects] as $choices
  | {
      id: ([$chunks[].id | strings][0]),
      created: ([$chunks[].created | numbers][0]),
      model: ([$chunks[].model | strings][0]),
      usage: ([$chunks[].usage | objects] | last),
      error: ([$chunks[].error | select(. != null)][0]),
      choices: [{
        message: {
          content: ([$choices[] | (.delta.content? // .text) | strings] | join("")),
          tool_calls: ([$choices[].delta.tool_calls[]?] | group_by(.index)
            | map({id: ([.[].id | strings][0]), function: {
                name: ([.[].function.name? | strings] | join("")),
                arguments: ([.[].function.arguments? | strings] | join(""))}}))
        },
        finish_reason: ([$choices[].finish_reason | strings] | last)
      }]
    };

# The answer of a chat completion, or of a text completion.
def chat_answer:
  (.choices[0]? | objects) // {}
  | .finish_reason as $finish_reason
  | .text as $completion
  | (.message // .delta | objects) // {}
  | {
      content: ((.content | content_text("") | nonempty) // .refusal // .audio.transcript? // $completion // ""),
      calls: calls,
      finish_reason: $finish_reason
    };

def responses_answer:
  [.output | arrays | .[] | objects] as $items
  | {
      content: ([$items[] | select(.type == "message") | .content | content_text("")] | join("")),
      calls: [$items[] | select(.type == "function_call" or .type == "custom_tool_call")
        | call(.call_id; .name; .arguments // .input)],
      finish_reason: (.incomplete_details.reason? // .status)
    };

def anthropic_answer: {content: (.content | content_text("")), calls: calls, finish_reason: .stop_reason};

# The answer of any of these APIs, or plain text.
def answer:
  if type == "object" then
    if .choices != null then chat_answer
    elif (.output | type) == "array" then responses_answer
    elif .content != null then anthropic_answer
    else no_answer + {content: ((.text // .response | strings) // "")}
    end
  elif type == "string" then no_answer + {content: .}
  elif type == "array" then collected | chat_answer
  else no_answer
  end;

# The columns of an API's usage. Anthropic's input_tokens are those that were neither read from the cache nor written to it.
def token_columns:
  if type != "object" then {}
  else
    (if .prompt_tokens != null then .prompt_tokens
      else [.input_tokens, .cache_creation_input_tokens, .cache_read_input_tokens | numbers] | add end | number) as $prompt
    | (.completion_tokens // .output_tokens | number) as $completion
    | {
        tokens: ((.total_tokens | number) // if $prompt != null and $completion != null then $prompt + $completion else null end),
        prompt_tokens: $prompt,
        completion_tokens: $completion
      }
  end;

# The columns of a conversation: its messages, the answer, and the text of the failure or null.
def conversation_columns($messages; $answer; $error): {
  prompt: ($messages | nonempty),
  question: ($messages | map(select(.role == "user"))[-1].content | nonempty),
  output: (if $answer.content == "" and $answer.calls != [] then $answer.calls | calls_text else $answer.content end),
  error: $error,
  finish_reason: $answer.finish_reason,
  tool_calls: ($answer.calls | nonempty)
};

