"""What is done: for each command which documents it loads and whose decisions join; `advance`; and the side effects."""
