"""How documents are answered when something is amiss, and how little it costs."""
