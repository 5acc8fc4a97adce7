# Functions that the filters of all formats share.

# JSON that a field contains as text. Other text, such as that of a field truncated to its maximum length, stays text.
def parsed:
  if type == "string" and (startswith("{") or startswith("[") or startswith(" ") or startswith("\n")) then
    . as $text | try fromjson catch $text
  else . end;

def one_of($values): . as $value | any($values[]; . == $value);

def drop_nulls: map_values(select(. != null));

# The values of a record: the elements of an array, or the one value.
def each: if type == "array" then .[] else . end;

def nonempty: if . == "" or . == [] then null else . end;

# Whether the gateway that wrote this log entry answered with the HTTP status of a failure.
def has_failed: ((.response.status? | numbers) // 0) >= 400;

# A number, even if it is written as text; null for other text, such as NaN.
def number: if type == "number" then . elif type == "string" then (fromjson? | numbers) // null else null end;

# The body of a request or a response: the value itself, what an HTTP log has under body, or JSON text of one of them.
def body:
  if type == "object" and .body == null then . else parsed | if type == "object" and .body != null then .body | parsed else . end end;

# The text of a failure, null if there is none. The APIs have {message} or {error: {message}}, gateways have text.
def error_text:
  if type == "object" then
    (.message // .error // .detail) as $inner
    | if $inner != null then $inner | error_text elif . == {} then null else tojson end
  elif type == "string" then nonempty
  elif . == null or . == false or . == [] then null
  else tojson
  end;

# The text of a part of a message; nothing for images, files, thinking and tool calls. OpenTelemetry's parts have content or
# response.
def part_text:
  if type == "object" then
    .text // .refusal
      // if .type == null or .type == "text" then .content
        elif .type == "tool_call_response" then .response // .result | if type == "string" then . else tojson end
        else null end
    | strings
  else strings end;

def content_text($separator):
  if type == "string" then .
  elif type == "array" then [.[] | part_text] | if length == 1 then .[0] else join($separator) end
  else [part_text] | join($separator)
  end;

def call($id; $name; $arguments): {id: $id, name: $name, arguments: ($arguments | parsed)} | drop_nulls;

# The tool calls of a message: of OpenAI's API (functions, custom tools, and their predecessor function_call), of
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

# The text that stands for tool calls if there is no other text.
def calls_text: map({name, arguments} | drop_nulls) | if length == 1 then .[0] else . end | tojson;

# A message as {role, content}, with text as its content. Tool results have the role "tool", even if the API puts them in
# messages of the user, so that the user's last message is what the user wrote.
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

# The system's text that an API has next to the messages, as text, as parts or as messages.
def system_messages:
  if . == null or . == "" or . == [] then []
  elif type == "array" and (.[0].role? != null) then messages
  else [{role: "system", content: content_text("\n")}]
  end;

def no_answer: {content: "", calls: []};

# Events of a stream, as text (server-sent events) or as a list.
def events:
  if type == "string" then [split("\n")[] | select(startswith("data:")) | .[5:] | fromjson? | objects]
  else [.[] | objects]
  end;

def is_stream: type == "array" or (type == "string" and (startswith("data:") or startswith("event:")));

# Assembles one response from the chunks of a stream.
def collected:
  events as $chunks
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
  elif is_stream then collected | chat_answer
  elif type == "string" then no_answer + {content: .}
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

# Model servers: pairs as examples/pair-events writes them, {request, response, headers, timestamps}. Inputs and outputs of a
# model become tensors, {name, width, values}: values has a list of width values for each instance.

def tensor($name; $values): {name: $name, width: ($values[0] // [] | length), values: $values};

# Values that belong to no tensor: their columns are numbered, even a single one.
def unnamed_tensor($name; $values): tensor($name; $values) + {unnamed: true};

# A list with an element for each instance: objects have a tensor for each field, anything else is one tensor.
def instance_tensors($name):
  if (.[0] | type) == "object" then
    . as $instances | [.[0] | keys_unsorted[] as $field | tensor($field; [$instances[] | [.[$field]] | flatten])]
  else [unnamed_tensor($name; [.[] | [.] | flatten])] end;

# KServe V1, and the REST protocol of TensorFlow Serving: instances in rows, or fields of columns.
def v1_tensors($name):
  if type == "object" then [to_entries[] | tensor(.key; [.value | if type == "array" then .[] else . end | [.] | flatten])]
  elif type == "array" then instance_tensors($name)
  else [unnamed_tensor($name; [[.]])] end;

# Open Inference Protocol (KServe V2): the first dimension of the shape counts the instances.
def v2_tensors:
  [.[]
    | select(has("data"))
    | [.data] as $data
    | ($data | flatten) as $all
    | (.shape[0] // ($data[0] | length)) as $count
    | (if $count < 1 then 0 else ($all | length) / $count | floor end) as $width
    | tensor(.name; [range($count) as $i | $all[$i * $width:($i + 1) * $width]])];

# The column names of each tensor. A tensor of one value per instance whose name is in feature.names keeps it; the others
# take the remaining names in order, if there are as many names as values.
def tensor_names:
  . as $tensors
  | [.[] | select(.width == 1) | .name | select(one_of($featureNames))] as $own
  | ($featureNames - $own) as $others
  | ([.[] | select(.name | one_of($own) | not) | .width] | add // 0) as $values
  | reduce .[] as $tensor ({at: 0, names: []};
      if $tensor.name | one_of($own) then .names += [[$tensor.name]]
      elif $values > 0 and ($others | length) == $values then
        .names += [$others[.at:.at + $tensor.width]] | .at += $tensor.width
      elif $tensor.width == 1 and ($tensor.unnamed | not) then .names += [[$tensor.name]]
      else .names += [[range($tensor.width) as $i | "\($tensor.name)_\($i)"]] end)
  | .names;

def are_scores: length > 1 and all(.[]; type == "number" and . >= 0 and . <= 1) and (add | . >= 0.9 and . <= 1.1);

def place_of_maximum: . as $values | max as $maximum | first(range($values | length) | select($values[.] == $maximum));

# The columns of one instance's outputs. As many values as classes are scores, or logits, which are not sent. The
# prediction is their maximum, unless the server gives one.
def predicted($tensors; $i):
  ($classNames | length) as $classes
  | [$tensors[] | select($classes > 1 and .width == $classes and (.values[$i] | all(.[]; type == "number")))][0] as $scores
  | ([$tensors[] | select(.width == 1 and .name == ("prediction", "predictions", "predict", "label"))][0]
      // [$tensors[] | select(.width == 1)][0]) as $given
  | $given.values[$i][0] as $value
  | (reduce ($tensors[] | select(. != $scores and . != $given)) as $other ({};
      if $other.width == 1 then .[$other.name] = $other.values[$i][0]
      else reduce range($other.width) as $j (.; .["\($other.name)_\($j)"] = $other.values[$i][$j]) end))
  + if $scores != null then
      {
        prediction: (if $given == null then $scores.values[$i] | place_of_maximum else $value end),
        prediction_scores: ($scores.values[$i] | if are_scores then . else null end)
      }
    elif $classes == 2 and ($value | type) == "number" and $value > 0 and $value < 1 then
      {prediction: (if $value < 0.5 then 0 else 1 end), prediction_scores: [1 - $value, $value]}
    else {prediction: $value} end;

# The event's id. It is the pair's key, if the key's converter returns text.
def pair_id:
  (.headers.response + .headers.request) as $headers
  | ($key | strings | select(. != "")) // $headers.ce_id // $headers.requestid // $headers.ce_requestid;

# Milliseconds between the events' times.
def pair_latency: .timestamps | arrays, objects | .response - .request | select(. >= 0);

# A row for each instance of a pair.
def instance_rows($inputs; $outputs):
  . as $pair
  | ($inputs[0].values // [] | length) as $count
  | if any($outputs[]; .values | length != $count) then error("The outputs are not as many as the instances") else . end
  | ($inputs | tensor_names) as $names
  | (pair_id // null) as $id
  | {
      model: (.response.model_name? // .headers.request.ce_inferenceservicename // .headers.request.modelid),
      latency: (pair_latency // null)
    } as $common
  | range($count) as $i
  | $common
  + (reduce range($inputs | length) as $t ({};
      reduce range($inputs[$t].width) as $j (.; .[$names[$t][$j]] = $inputs[$t].values[$i][$j])))
  + predicted($outputs; $i)
  + {id: (if $id != null and $count > 1 then "\($id)-\($i)" else $id end)}
  | with_entries(select(.value != null or (.key | one_of(["model", "latency", "prediction", "prediction_scores", "id"]) | not)));
