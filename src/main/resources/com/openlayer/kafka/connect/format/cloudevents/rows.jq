# Events of CloudEvents: the row is the event's data. An event that the envelope's attributes are not in (binary mode) has
# them in the record's headers, and its data is the record's value.

# The data of an event; null if it has none. Some producers write JSON as text.
def data:
  if .data_base64 != null then (.data_base64 | @base64d | fromjson)
  else .data | (parsed | select(type == "object" or type == "array")) // . end;

# Rows of data, with the id and the time of its event where it has none of its own.
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
