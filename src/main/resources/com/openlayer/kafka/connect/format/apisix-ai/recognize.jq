# Entries of routes without ai-proxy are recognized as APISIX's too.
has("llm_summary") or has("llm_request") or (has("apisix_latency") and has("route_id"))
