# Records that ExtractNewRecordState unwrapped show only whether their row was deleted.
if has("schema") and has("payload") then .payload | objects else . end
| has("__deleted")
  or ((.op | one_of(["c", "u", "r", "d", "t", "m"])) and (.source | type) == "object")
