"""Calendar files (RFC 5545), QR codes and chat messages of events."""
