"""Settings, addresses, templates and static files: what joins the rooms into one app."""
