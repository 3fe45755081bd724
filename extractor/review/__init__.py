"""What people say of records: corrections as rows of their own, and what comes of them. The extraction is never edited."""
