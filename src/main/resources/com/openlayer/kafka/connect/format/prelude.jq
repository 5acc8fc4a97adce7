# Functions that the filters of all formats share.

# JSON that a field holds as text. Other text, such as that of a field cut at its maximum length, stays text.
def parsed:
  if type == "string" and (startswith("{") or startswith("[") or startswith(" ") or startswith("\n")) then
    . as $text | try fromjson catch $text
  else . end;

def one_of($values): . as $value | any($values[]; . == $value);

def drop_nulls: with_entries(select(.value != null));


# The text of a content: a text, or the text parts of a list, one a line. Images, files and reasoning are left out.
def content_text:
  if type == "string" then .
  elif type == "array" then
    [.[]
      | if type == "string" then .
        elif type == "object" and (.type == null or (.type | one_of(["text", "input_text", "output_text", "refusal", "tool_result"]))) then
          (.text // .refusal // .content // "" | content_text | select(. != ""))
        else empty
        end]
    | join("\n")
  elif type == "object" then [.] | content_text
  else ""
  end;

# A number, also one that is written as text.
def number: if type == "string" then (fromjson? // null) else . end | numbers // null;

# The calls of tools in a message, as {id, name, arguments}.
def tool_calls:
  [(.tool_calls? | arrays | .[] | objects
      | {id, name: (.function.name? // .custom.name? // .name), arguments: (.function.arguments? // .custom.input? // .arguments | parsed)}),
   (.function_call? | objects | {name, arguments: (.arguments | parsed)})]
  | map(drop_nulls);

# The text that stands for an answer of tool calls only.
def calls_text: map({name, arguments} | drop_nulls) | if length == 1 then .[0] else . end | tojson;

def output($text; $calls): if $text != "" then $text elif $calls != [] then $calls | calls_text else "" end;

# Messages as {role, content} with text; plain text is a message of the user.
def chat:
  if type == "string" then [{role: "user", content: .}]
  else [.[]? | objects | {role: (.role // "user"), content: (. as $message | output($message.content | content_text; $message | tool_calls))}]
  end;

# The text of the last message of the user.
def question: [.[] | select(.role == "user") | .content | select(. != "")] | last;

def total($total; $prompt; $completion): ($total | number) // ([$prompt, $completion | numbers] | add);

# An error as text: an object's message, or the object itself.
def error_text:
  if type == "string" then select(. != "")
  elif type == "object" then (.message? | strings) // (.error? | if type == "object" then .message else . end | strings) // tojson
  elif . == null or . == false then null
  else tojson
  end;

# A row has the columns that the record has data for.
def row: with_entries(select(.value != null and .value != []));

# Events of a streamed answer: server-sent events as text, or a list of them.
def events:
  if type == "string" then [split("\n")[] | select(startswith("data:")) | .[5:] | fromjson? | objects]
  elif type == "array" then map(objects)
  else []
  end;

# Model servers: pairs as examples/pair-events writes them, {request, response, headers, timestamps}. Inputs and outputs of a
# model become tensors, {name, width, values}: values has a list of width values for each instance.

def tensor($name; $values): {name: $name, width: ($values[0] // [] | length), values: $values};

# Values that belong to no tensor: their columns get a number even if there is one.
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

# The columns' names of each tensor. A tensor of one value per instance that feature.names has keeps its name; the others take
# the remaining names in order, if these are as many as their values.
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

# The columns of one instance's outputs. Values as many as the classes are their scores, or logits, which are not sent; the
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

# The event's id. The pair's key has it, if the key's converter gives text.
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
