"""Whether the mall is well: what its parts say when they are asked, all at once and briefly."""
