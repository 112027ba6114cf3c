//! The `dittograph` command.
fn main() {}
