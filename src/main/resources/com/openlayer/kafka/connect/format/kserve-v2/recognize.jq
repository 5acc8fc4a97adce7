(.headers.request?.ce_type? | tostring | startswith("org.kubeflow.serving."))
and (.request | type == "object" and ((.inputs | type) == "array" or has("text_input")))
