# In binary mode the attributes are headers. A model server's request or response alone is not a row: docs/model-servers.md.
(has("specversion") and has("type") and has("source") and has("id"))
or (
  $headers.ce_specversion != null
  and ($headers.ce_type | tostring | startswith("org.kubeflow.serving.") or startswith("io.seldon.serving.") | not)
)
