"""Did it work, what leaders believed, who leaves, which habits pay, what spills over, and the page that tells of it."""
