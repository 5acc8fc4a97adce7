has("litellm_call_id")
or ((has("call_type") or has("custom_llm_provider")) and (has("startTime") or has("response_cost")))
