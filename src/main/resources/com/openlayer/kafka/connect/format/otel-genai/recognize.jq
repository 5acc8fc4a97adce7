(.resourceSpans | type) == "array"
