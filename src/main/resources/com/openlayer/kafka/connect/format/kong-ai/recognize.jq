# Entries of routes without AI plugins are of Kong too.
(.latencies | type == "object" and has("kong") and has("proxy"))
or (.ai | type == "object" and any(.[]; type == "object" and has("meta") and has("usage")))
