# KServe's V1 protocol: a row for each instance and its prediction.

objects
| (.request | objects | .instances // .inputs) as $instances
| (.response | objects | .predictions // .outputs) as $predictions
| select($instances != null and $predictions != null)
| instance_rows($instances | v1_tensors("feature"); $predictions | v1_tensors("prediction"))
