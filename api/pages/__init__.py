"""The pages: records in, server-rendered HTML out. They work without JavaScript; a small module adds to them."""
