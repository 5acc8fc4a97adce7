# LiteLLM's StandardLoggingPayload, alone, as an array or as lines. All its times, also response_time, are in seconds.

# Only calls that generate text become rows: embeddings, images, speech, reranking, moderation, files, tools
# and calls that read or delete stored responses need no row. Asynchronous calls have an "a" before the name.
def makes_text:
  if . == null or . == "" or . == "anthropic_messages" then true
  else tostring | ltrimstr("a")
    | . == "completion" or . == "text_completion" or . == "responses" or . == "generate_content"
      or . == "generate_content_stream" or . == "pass_through_endpoint" or . == "llm_passthrough_route"
  end;

def row:
  select(has("call_type") or has("custom_llm_provider") or has("response_cost") or has("startTime"))
  | select(.call_type | makes_text)
  | (.response | answer) as $answer
  | (if .status == "failure" then
      (.error_str | error_text) // (.error_information.error_message? | error_text) // "failure"
    else null end) as $error
  | {
      id,
      timestamp: (.startTime // .endTime),
      latency: ((.response_time | number) // (try (.endTime - .startTime) catch null) | if . == null then . else . * 1000 end)
    }
    + conversation_columns(.messages | messages; if $error == null then $answer else no_answer end; $error)
    + token_columns
    + {
      cost: (.response_cost | number),
      session_id: (.trace_id | nonempty),
      user_id: ((.end_user | nonempty) // .metadata.user_api_key_end_user_id? // .metadata.user_api_key_user_id?),
      model: ((.model | nonempty) // .response.model?),
      provider: (.custom_llm_provider | nonempty),
      tags: (.request_tags | nonempty)
    }
  | drop_nulls;

# In a batch, null stands for a payload that LiteLLM failed to make.
each | objects | row
