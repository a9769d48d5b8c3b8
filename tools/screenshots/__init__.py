"""Every page of the app in both languages, as pictures."""
