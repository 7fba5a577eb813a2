"""Growth for oneself: a mirror whose answers never leave the page they are given on."""
