"""What takes stored records away: retention, and dropping a stream."""
