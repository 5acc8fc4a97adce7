# Seldon Core: its own protocol (version 1), the Open Inference Protocol, or that of TensorFlow Serving.

# Columns with their own names, if each value has one. Class names above scores are not names of columns.
def seldon_columns($names; $name):
  [.[] | [.] | flatten] as $values
  | if $name == "feature" and ($names | length) > 0 and ($names | length) == ($values[0] | length)
      and ($featureNames - $names | length) == 0 then
      [range($names | length) as $j | tensor($names[$j]; [$values[] | [.[$j]]])]
    else [unnamed_tensor($name; $values)] end;

# The data of a message in Seldon's own protocol, in which names are column names.
def seldon_tensors($name):
  if .data.ndarray then .data.names as $names | .data.ndarray | seldon_columns($names; $name)
  elif .data.tensor then
    .data.names as $names | .data.tensor | [{name: $name, shape, data: .values}] | v2_tensors | .[0].values | seldon_columns($names; $name)
  elif .strData then [tensor("text"; [[.strData]])]
  elif .jsonData then .jsonData | if type == "object" then [.] else . end | v1_tensors($name)
  else null end;

def tensors($name):
  if (.data | type) == "object" or has("strData") or has("jsonData") then seldon_tensors($name)
  elif ((.inputs // .outputs | arrays | .[0] | objects | has("datatype")) // false) then .inputs // .outputs | v2_tensors
  else (.instances // .predictions // .inputs // .outputs) | values | v1_tensors($name) end;

objects
| (.request | objects | tensors("feature")) as $inputs
| (.response | objects | tensors("prediction")) as $outputs
| select($inputs != null and $outputs != null)
| instance_rows($inputs; $outputs)
