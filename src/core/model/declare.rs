//! The macros by which the profile is declared, once. From each declaration come the Rust type (serde), its
//! TypeScript (tsify), its row in the schema table that the validator walks, and its entry in the JSON Schema.

/// Declares object types of the profile.
///
/// Every field is optional, since Zoom requires none, and every object keeps the fields that this version does not
/// know. A field reads `name: Type, since "YYYY-MM";`, with `deprecated "what to use instead"` and
/// `limit name = value` (see [`Limits`](crate::model::schema::Limits)) where they apply.
macro_rules! object {
    ($(
        $(#[doc = $about:tt])*
        pub struct $Name:ident {
            $(
                $(#[doc = $doc:tt])*
                $field:ident: $Type:ty, since $since:tt
                    $(, deprecated $instead:tt)?
                    $(, limit $limit:ident = $value:tt)*;
            )*
        }
    )*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[non_exhaustive]
        pub struct $Name {
            $(
                $(#[doc = $doc])*
                #[doc = ""]
                #[doc = "Since"]
                #[doc = $since]
                $(
                    #[doc = ""]
                    #[doc = "Deprecated by Zoom:"]
                    #[doc = $instead]
                )?
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$Type>,
            )*
            /// The fields that this version does not know, as they came.
            #[serde(flatten)]
            pub unknown: ::serde_json::Map<String, ::serde_json::Value>,
        }

        // The interface comes from a twin without the flattened map, which would turn it into an alias and lose
        // the documentation of its fields.
        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        const _: () = {
            $(#[doc = $about])*
            #[derive(::tsify::Tsify)]
            #[allow(dead_code)]
            pub struct $Name {
                $(
                    $(#[doc = $doc])*
                    #[doc = ""]
                    #[doc = "@since"]
                    #[doc = $since]
                    $(
                        #[doc = "@deprecated"]
                        #[doc = $instead]
                    )?
                    #[tsify(optional)]
                    $field: Option<$Type>,
                )*
            }
        };

        impl $crate::model::schema::DeclaredShape for $Name {
            const DOCS: &'static [&'static str] = &[$(concat!($($doc, "\n",)*),)*];
            const SHAPE: &'static $crate::model::schema::Shape = {
                use $crate::model::schema::{Declared, Field, Limits, Shape, number, rows, wire_name};
                // Statics, not constants: a constant is there anew wherever it is used, with all that it refers to.
                static FIELDS: [Field; [$(stringify!($field)),*].len()] = number([$(
                    Field {
                        name: wire_name(stringify!($field)),
                        kind: <$Type as Declared>::KIND,
                        limits: Limits { $($limit: $value,)* ..Limits::NONE },
                        deprecated: object!(@deprecated $($instead)?),
                        offset: 0,
                        #[cfg(not(target_arch = "wasm32"))]
                        docs: concat!($($doc, "\n",)*),
                        since: $since,
                    },
                )*]);
                static TABLE: Shape = Shape {
                    #[cfg(not(target_arch = "wasm32"))]
                    name: stringify!($Name),
                    fields: &FIELDS,
                    rows: rows(&FIELDS),
                    #[cfg(not(target_arch = "wasm32"))]
                    docs: concat!($($about, "\n",)*),
                };
                &TABLE
            };
        }

        impl $crate::model::schema::Declared for $Name {
            const KIND: $crate::model::schema::Kind =
                $crate::model::schema::Kind::Object(<$Name as $crate::model::schema::DeclaredShape>::SHAPE);
        }
    )*};

    (@deprecated) => { None };
    (@deprecated $instead:tt) => { Some($instead) };
}
pub(crate) use object;

/// Declares open vocabularies: strings with documented values, where any other string is kept as it came.
///
/// A value that this version does not know reads as `_Unknown`, which cannot be matched by name: match the documented
/// values and `_`, and call `as_str()` for the string. Reading from a string never fails.
macro_rules! vocabulary {
    ($(
        $(#[doc = $about:tt])*
        pub enum $Name:ident {
            $(#[doc = $first_doc:tt])*
            $First:ident = $first:tt,
            $($(#[doc = $doc:tt])* $Variant:ident = $word:tt,)*
        }
    )*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $Name {
            $(#[doc = $first_doc])*
            #[doc = ""]
            #[doc = concat!("`", $first, "` on the wire.")]
            $First,
            $(
                $(#[doc = $doc])*
                #[doc = ""]
                #[doc = concat!("`", $word, "` on the wire.")]
                $Variant,
            )*
            #[doc(hidden)]
            _Unknown($crate::model::Unlisted),
        }

        impl $Name {
            /// The documented values.
            pub const WORDS: &'static [&'static str] = {
                static WORDS: [&str; [$first, $($word),*].len()] = [$first, $($word),*];
                &WORDS
            };

            fn documented(string: &str) -> Option<Self> {
                match string {
                    $first => Some(Self::$First),
                    $($word => Some(Self::$Variant),)*
                    _ => None,
                }
            }

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::$First => $first,
                    $(Self::$Variant => $word,)*
                    Self::_Unknown(text) => text.as_str(),
                }
            }
        }

        impl From<String> for $Name {
            fn from(string: String) -> Self {
                Self::documented(&string).unwrap_or_else(|| Self::_Unknown($crate::model::Unlisted::new(string)))
            }
        }

        impl From<&str> for $Name {
            fn from(string: &str) -> Self {
                Self::documented(string).unwrap_or_else(|| Self::_Unknown($crate::model::Unlisted::new(string.into())))
            }
        }

        impl ::std::str::FromStr for $Name {
            type Err = ::std::convert::Infallible;

            fn from_str(string: &str) -> Result<Self, Self::Err> {
                Ok(string.into())
            }
        }

        impl From<$Name> for String {
            fn from(word: $Name) -> String {
                word.as_str().into()
            }
        }

        impl ::std::fmt::Display for $Name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl $crate::model::schema::Declared for $Name {
            const KIND: $crate::model::schema::Kind = $crate::model::schema::Kind::Word(Self::WORDS);
        }

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        const _: () = {
            use ::wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &str = concat!(
                "/**\n", $(" *", $about, "\n",)* " */\n",
                "export type ", stringify!($Name), " = \"", $first, "\"",
                $(" | \"", $word, "\"",)* " | (string & {});\n"
            );
        };
    )*};
}
pub(crate) use vocabulary;

/// Declares open lists of codes: whole numbers with documented values, where any other number is kept as it came.
macro_rules! codes {
    ($(
        $(#[doc = $about:tt])*
        pub struct $Name:ident = $first:tt $(| $code:tt)*;
    )*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct $Name(
            /// The number on the wire.
            pub i64,
        );

        impl $Name {
            /// The documented values.
            pub const CODES: &'static [i64] = {
                static CODES: [i64; [$first $(, $code)*].len()] = [$first $(, $code)*];
                &CODES
            };
        }

        impl $crate::model::schema::Declared for $Name {
            const KIND: $crate::model::schema::Kind = $crate::model::schema::Kind::Code(Self::CODES);
        }

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        const _: () = {
            use ::wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &str = concat!(
                "/**\n", $(" *", $about, "\n",)* " */\n",
                "export type ", stringify!($Name), " = ", $first $(, " | ", $code)*, " | (number & {});\n"
            );
        };
    )*};
}
pub(crate) use codes;
