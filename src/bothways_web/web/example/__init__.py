"""The example company in the app: loading it, and being one of its people."""
