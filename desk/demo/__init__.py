"""The demo: a local press that publishes a script of ten days, and a mail server that keeps what is sent."""
