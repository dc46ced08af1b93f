"""What may be asked of req2pay, and the values that commands, events and answers share: a format that only grows."""
