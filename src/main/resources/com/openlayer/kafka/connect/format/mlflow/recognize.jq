# A value with headers is a pair of another model server.
def is_input: type == "object" and (has("dataframe_split") or has("dataframe_records"));
def is_tensors: type == "object" and (has("instances") or has("inputs"));

(.inputs | parsed) as $inputs
| (.request | parsed) as $request
| (has("headers") | not)
  and (
    ((has("outputs") or has("predictions")) and ($inputs | is_input or is_tensors))
    or (is_input and has("predictions"))
    or (($request | is_input) and has("response"))
    or (($request | is_tensors) and (.response | parsed | type == "object" and has("predictions")))
  )
