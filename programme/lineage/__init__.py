"""What an administrator wants to make of actions and units, what it would mean, and
whether it makes sense; the writing is `programme.services`."""
