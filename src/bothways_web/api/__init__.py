"""The room `api`: what programs may ask and send, with tokens of their own."""
