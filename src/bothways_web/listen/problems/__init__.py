"""Problems and ideas that people dig up: reported, looked after, answered."""
