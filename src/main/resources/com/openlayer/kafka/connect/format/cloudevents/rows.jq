# CloudEvents: the row is the event's data. In binary mode the envelope's attributes are in the record's headers, and the
# data is the record's value.

# The data of an event; null if it has none. Some producers write JSON as text.
def data:
  if .data_base64 != null then (.data_base64 | @base64d | fromjson)
  else .data | (parsed | select(type == "object" or type == "array")) // . end;

# Rows of the data, with the event's id and time if the data has none of its own.
def rows($id; $time):
  (if type == "array" and all(.[]; type == "object") then . else [.] end) as $all
  | range($all | length) as $i
  | $all[$i]
  | if type == "object" then . else {data: .} end
  | if .id == null and $id != null then .id = (if ($all | length) == 1 then $id else "\($id)-\($i)" end) else . end
  | if .timestamp == null and $time != null then .timestamp = $time else . end;

def event:
  if type == "object" and has("specversion") then
    . as $event | data | select(. != null) | rows($event.id; $event.time)
  else
    select(. != null) | rows($headers.ce_id; $headers.ce_time)
  end;

if type == "array" then .[] else . end | event
