//! The only layer that knows JavaScript: what the package's entries call. It holds no logic: it takes values in, passes
//! them to the layers below, and hands results out.

mod call;
mod current;
mod drift;
mod fleet;
mod intake;
mod list;
mod output;
mod policy;
mod rate;
mod validation;
