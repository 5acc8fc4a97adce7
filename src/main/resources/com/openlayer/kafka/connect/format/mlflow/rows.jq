# Requests to MLflow's scoring server with the answers: a row for each line of data and its prediction.

# Names for a line's values without names: those of feature.names if the numbers are equal, otherwise numbered ones.
def names($values; $prefix):
  if ($values | length) == ($featureNames | length) then $featureNames
  else [range($values | length) | "\($prefix)_\(.)"] end;

def named($names): . as $values | reduce range(length) as $i ({}; .[$names[$i]] = $values[$i]);

# A line of data, an object of features. Tensors have a list of values for each line.
def line:
  if type == "object" then
    . as $tensors
    | if length == 1 and (.[] | type) == "array" then .[] as $values | $values | named(names($values; $tensors | keys[0]))
      else reduce to_entries[] as $tensor ({};
        if ($tensor.value | type) == "array" then
          reduce range($tensor.value | length) as $i (.; .["\($tensor.key)_\($i)"] = $tensor.value[$i])
        else .[$tensor.key] = $tensor.value end)
      end
  else
    (if type == "array" then . else [.] end) as $values | $values | named(names($values; "feature"))
  end;

# Columns of equal length as a list of lines.
def transposed:
  . as $columns
  | ([.[] | length] | max // 0) as $lines
  | [range($lines) as $i | $columns | map_values(.[$i])];

def lines:
  if .dataframe_split then
    .dataframe_split
    | (.columns // []) as $columns
    | [.data[] | if ($columns | length) > 0 and all($columns[]; type == "string") then named($columns) else line end]
  elif .dataframe_records then .dataframe_records
  elif .instances then .instances | map(line)
  elif .inputs | type == "object" then .inputs | map_values(if type == "array" then . else [.] end) | transposed | map(line)
  elif .inputs then .inputs | (if type == "array" then . else [.] end) | map(line)
  else null end;

# A prediction as columns. A list of several numbers has the scores of the classes; an object has the model's own names.
def prediction:
  if type == "array" then (if length == 1 then .[0] | prediction else {prediction_scores: .} end)
  elif type != "object" then {prediction: .}
  elif length == 1 then .[] | prediction
  else
    (.prediction // .predictions // .label // .class) as $prediction
    | (.prediction_scores // .probabilities // .probability // .scores) as $scores
    | del(.prediction, .predictions, .label, .class, .prediction_scores, .probabilities, .probability, .scores)
    + {prediction: ($prediction | if type == "array" and length == 1 then .[0] else . end), prediction_scores: $scores}
  end;

def predictions:
  (if type == "object" then .predictions else . end)
  | if type == "object" and all(.[]; type == "array") then transposed elif type == "array" then . elif . == null then . else [.] end;

if type == "array" then .[] else . end
| objects
| . as $record
| ((.inputs | parsed | objects | select(has("dataframe_split") or has("dataframe_records") or has("instances") or has("inputs")))
    // (.request | parsed) // .) as $request
| ((.outputs // .response | parsed) // {predictions} | predictions) as $predictions
| select($predictions != null)
| ($request | lines) as $lines
| select($lines != null)
| if ($lines | length) != ($predictions | length) then error("The predictions are not as many as the lines of data") else . end
| ($record.id // $record.request_id // $record.client_request_id // $record.databricks_request_id) as $id
| range($lines | length) as $i
| $lines[$i]
+ ($predictions[$i] | prediction | drop_nulls)
+ ({
    id: (if $id != null and ($lines | length) > 1 then "\($id)-\($i)" else $id end),
    timestamp: ($record.timestamp // $record.timestamp_ms),
    latency: ($record.latency // $record.latency_ms // $record.execution_time_ms)
  } | drop_nulls)
