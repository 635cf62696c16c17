"""From what somebody handed in to what is told of it: the judging, the sentences, the JSON."""
