//! Enums whose values cross to JavaScript as numbers.

/// Declares an enum whose values JavaScript knows by their numbers: its values in the order of the declaration, from 0.
/// A value that JavaScript's callers pass by name has this name behind it.
///
/// It gives `ALL`, `from_number`, `IDENTIFIERS` and `NAMES`, from which the package's TypeScript is generated.
///
/// ```
/// use zoom_phone_profile_core::numbered;
///
/// numbered! {
///     /// A direction.
///     #[derive(Debug, Clone, Copy, PartialEq)]
///     pub enum Direction {
///         /// Upward.
///         Up = "up",
///         /// Downward.
///         Down = "down",
///     }
/// }
/// assert_eq!(Direction::from_number(1), Some(Direction::Down));
/// assert_eq!(Direction::from_number(2), None);
/// assert_eq!((Direction::IDENTIFIERS, Direction::NAMES), (&["Up", "Down"][..], &["up", "down"][..]));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! numbered {
    ($(#[$meta:meta])* $visibility:vis enum $Name:ident {
        $($(#[$doc:meta])* $Value:ident $(= $name:literal)?,)*
    }) => {
        $(#[$meta])*
        $visibility enum $Name {
            $($(#[$doc])* $Value,)*
        }

        impl $Name {
            /// All values, by their numbers.
            pub const ALL: &'static [$Name] = &[$($Name::$Value,)*];

            /// The values' names in Rust.
            #[doc(hidden)]
            pub const IDENTIFIERS: &'static [&'static str] = &[$(stringify!($Value),)*];

            /// The names that JavaScript's callers pass, empty if they pass none.
            #[doc(hidden)]
            pub const NAMES: &'static [&'static str] = &[$($($name,)?)*];

            /// Returns the value of a number, `None` if there is none.
            #[doc(hidden)]
            pub fn from_number(number: u8) -> Option<Self> {
                match number {
                    $(number if number == $Name::$Value as u8 => Some($Name::$Value),)*
                    _ => None,
                }
            }
        }
    };
}
