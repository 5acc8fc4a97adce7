# The Open Inference Protocol: a row for each instance and its outputs.

objects
| (.request | objects | .inputs | arrays) as $inputs
| (.response | objects | .outputs | arrays) as $outputs
| instance_rows($inputs | v2_tensors; $outputs | v2_tensors)
