"""The outside world: the folder of keys, the audit log's head on disk, the room that is left."""
