# Change events of Debezium: the row is the state after the change. Deleted and truncated rows need none, nor do tombstones.

# MongoDB's extended JSON as plain JSON.
def plain:
  if type == "array" then map(plain)
  elif type != "object" then .
  elif has("$oid") then .["$oid"]
  elif has("$date") then (.["$date"] | plain)
  elif has("$numberInt") then (.["$numberInt"] | tonumber)
  elif has("$numberLong") then (.["$numberLong"] | fromjson)
  elif has("$numberDouble") then (.["$numberDouble"] | (fromjson? // .))
  elif has("$numberDecimal") then (.["$numberDecimal"] | (fromjson? // .))
  else map_values(plain)
  end;

# Without the columns whose values the database did not log because they did not change. In an update, Debezium's
# placeholder would replace the existing values.
def logged: with_entries(select(.value != "__debezium_unavailable_value"));

if type == "object" and has("payload") and has("schema") then .payload else . end
| objects
| if has("op") and (has("source") or has("before") or has("after")) then
    select(.op == "c" or .op == "u" or .op == "r")
    | .after
    | if type == "string" then (fromjson | plain) else . end
  else
    # Unwrapped by Debezium's ExtractNewRecordState.
    select(.__deleted == null or (.__deleted | tostring) == "false") | del(.__deleted)
  end
| objects
| logged
