# Entries of routes without AI plugins are recognized as Kong's too.
(.latencies | type == "object" and has("kong") and has("proxy"))
or (.ai | type == "object" and any(.[]; type == "object" and has("meta") and has("usage")))
