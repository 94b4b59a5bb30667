"""Version 1 of the JSON API: one router per resource, put together in `api.v1.routes`."""
