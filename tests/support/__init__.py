"""What the tests share: files, screens, terminals and villages."""
