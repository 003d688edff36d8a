"""Calendar files (RFC 5545), QR codes and messages: how dates get onto phones."""
