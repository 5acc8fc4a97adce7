# The Open Inference Protocol: a row for each instance and its outputs, or for a generated text.

def generated:
  (if (.response | type) == "string" then [.response | events[].text_output | strings] | join("") else .response.text_output end) as $output
  | select($output != null)
  | {
      id: (pair_id // null),
      model: (.response.model_name? // .headers.request.ce_inferenceservicename),
      latency: (pair_latency // null),
      prompt: (.request.text_input | messages),
      question: .request.text_input,
      output: $output
    }
  | drop_nulls;

objects
| if .request | type == "object" and has("text_input") then generated
  else
    (.request | objects | .inputs | arrays) as $inputs
    | (.response | objects | .outputs | arrays) as $outputs
    | instance_rows($inputs | v2_tensors; $outputs | v2_tensors)
  end
