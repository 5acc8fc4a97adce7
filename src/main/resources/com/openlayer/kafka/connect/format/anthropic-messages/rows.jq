# Messages of Anthropic's API: {request, response} and what a service writes next to them, or the response's fields next
# to the request's. The response has no time, so without one next to it the row has the time of the record.

# Assembles one message from the events of a stream.
def streamed:
  events as $events
  | ([$events[] | select(.type == "message_start") | .message | objects][0] // {}) as $start
  | ([$events[] | select(.type == "message_delta")] | last // {}) as $last
  | $start + {
      error: ([$events[] | select(.type == "error") | .error][0]),
      stop_reason: ($last.delta.stop_reason? // $start.stop_reason),
      usage: (($start.usage // {}) + ($last.usage // {})),
      content: [
        [$events[] | select(.type == "content_block_start" or .type == "content_block_delta")] | group_by(.index)[]
        | ([.[].content_block | objects][0] // {type: "text"})
          + (if ([.[].delta.partial_json? | strings] != []) then {input: ([.[].delta.partial_json? | strings] | join("") | parsed)}
            else {text: ([.[] | .content_block.text?, .delta.text? | strings] | join(""))} end)
      ]
    };

def row:
  (if .request == null then . else .request | body end | objects // {}) as $request
  | (if has("response") then .response | body | if is_stream then streamed else . end else . end | objects // {}) as $response
  # Calls of other APIs need no row, nor do token counts, which have no answer.
  | select(($response.content | type) == "array" or $response.type == "error"
      or ($request.messages != null and $response.choices == null and $response.output == null and $response.input_tokens == null))
  | {
      id: (.id // $response.id),
      timestamp: (.created // .created_at // .timestamp),
      latency: (.latency_ms // .latency | number)
    }
    + conversation_columns(
        ($request.system | system_messages) + ($request.messages | messages);
        $response | anthropic_answer;
        (.error // $response.error | error_text))
    + ($response.usage | token_columns)
    + {
      cost: (.cost | number),
      session_id: (.session_id // .conversation_id),
      user_id: (.user // .user_id // $request.metadata.user_id?),
      model: ($response.model // $request.model // .model),
      provider: (.provider // "anthropic"),
      tags
    }
  | drop_nulls;

each | objects | row
