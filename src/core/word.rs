//! Enums whose values have names: `Display` and `FromStr`.

use std::fmt;

/// A string that names no value of its type. Displays the names that do.
///
/// ```
/// # use zoom_phone_profile_core as zoom_phone_profile;
/// use zoom_phone_profile::validate::Severity;
///
/// let error = "fatal".parse::<Severity>().unwrap_err();
/// assert_eq!(error.to_string(), "\"fatal\" is none of \"error\", \"warning\", \"info\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    name: String,
    known: Vec<&'static str>,
}

impl UnknownName {
    #[doc(hidden)]
    pub fn new(name: &str, known: impl Iterator<Item = &'static str>) -> Self {
        Self { name: name.into(), known: known.collect() }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is none of ", self.name)?;
        for (index, known) in self.known.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(formatter, "{separator}{known:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownName {}

/// Gives `Display` and `FromStr` to enums, by their `ALL` and `as_str`. Enums of [`numbered!`](crate::numbered) get
/// their `as_str` from the names of their values.
#[doc(hidden)]
#[macro_export]
macro_rules! named {
    (numbered $($Name:ty),* $(,)?) => {
        $(impl $Name {
            /// The value's name.
            pub fn as_str(self) -> &'static str {
                Self::NAMES.get(self as usize).copied().unwrap_or_default()
            }
        })*

        $crate::named!($($Name),*);
    };

    ($($Name:ty),* $(,)?) => {$(
        impl ::std::fmt::Display for $Name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $Name {
            type Err = $crate::word::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let known = || <$Name>::ALL.iter().map(|value| value.as_str());
                let found = <$Name>::ALL.iter().find(|value| value.as_str() == name);
                found.copied().ok_or_else(|| $crate::word::UnknownName::new(name, known()))
            }
        }
    )*};
}
