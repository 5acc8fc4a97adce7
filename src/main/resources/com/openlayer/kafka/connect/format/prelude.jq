# Functions that the filters of all formats share.

# JSON that a field holds as text. Other text, such as that of a field cut at its maximum length, stays text.
def parsed: if type == "string" then (. as $text | try fromjson catch $text) else . end;

def one_of($values): . as $value | any($values[]; . == $value);

def drop_nulls: with_entries(select(.value != null));

