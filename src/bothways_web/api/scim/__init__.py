"""The people feed: a SCIM 2.0 server (RFC 7643, RFC 7644) over the records and the accounts."""
