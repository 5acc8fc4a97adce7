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
        elif type != "object" then empty
        elif .type == null or .type == "text" or .type == "input_text" or .type == "output_text" or .type == "refusal"
          or .type == "tool_result" then
          (.text // .refusal // .content // "" | if type == "string" then . else content_text end | select(. != ""))
        else empty
        end]
    | join("\n")
  elif type == "object" then [.] | content_text
  else ""
  end;

# A number, also one that is written as text.
def number:
  if type == "number" then . elif type == "string" then (fromjson? | numbers) // null else null end;

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
