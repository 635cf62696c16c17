"""How a command runs: settings, faults in one sentence, help with examples."""
