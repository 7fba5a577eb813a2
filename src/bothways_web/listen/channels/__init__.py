"""Ways to a survey beside the mail: an open link, a kiosk, a frame on a website, a post to a chat room."""
