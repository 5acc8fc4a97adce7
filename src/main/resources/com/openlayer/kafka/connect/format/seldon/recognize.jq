.headers.request?
| type == "object"
  and (has("seldon-infer-type") or (.type // .ce_type | tostring | startswith("io.seldon.serving.")))
