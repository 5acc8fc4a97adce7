# Records that ExtractNewRecordState unwrapped say only whether their row is deleted.
if has("schema") and has("payload") then .payload | objects else . end
| has("__deleted")
  or ((.op | one_of(["c", "u", "r", "d", "t", "m"])) and (.source | type) == "object")
