//! All integration tests, in one binary. A line of purpose per file.

mod oracle_hashing;
