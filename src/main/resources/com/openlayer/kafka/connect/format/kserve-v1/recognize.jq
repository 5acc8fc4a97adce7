(.headers.request?.ce_type? | tostring | startswith("org.kubeflow.serving."))
and (.request | type == "object" and (has("instances") or (.inputs | type) == "object"))
