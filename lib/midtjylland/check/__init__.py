"""What tables must satisfy: one file a topic, each check with an id, a severity and a sentence."""
