"""The web app: people, listening, findings. It knows the library; the library does not know it."""
