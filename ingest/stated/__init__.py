"""What people state about documents: manifests and corrections."""
