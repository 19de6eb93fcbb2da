//! The schema as data: static tables that the validator walks, built at compile time from the declarations of the
//! model.

/// One object type: its fields, and how many rows it takes in a table of slots.
#[derive(Debug)]
pub struct Shape {
    /// The type's name in Rust, TypeScript and JSON Schema.
    #[cfg(not(target_arch = "wasm32"))]
    pub name: &'static str,
    /// The fields, in the order of their declaration.
    pub fields: &'static [Field],
    /// Rows taken by the fields and everything below them.
    pub rows: u16,
    /// What the type is, in Markdown.
    #[cfg(not(target_arch = "wasm32"))]
    pub docs: &'static str,
}

/// One field of an object type.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Documented limits of the value.
    pub limits: Limits,
    /// What to use instead, where Zoom has deprecated the field.
    pub deprecated: Option<&'static str>,
    /// The field's row, counted from the first row of its object.
    pub offset: u16,
    /// What the field is, in Markdown.
    #[cfg(not(target_arch = "wasm32"))]
    pub docs: &'static str,
    /// When the field was first seen in Zoom's material, as `YYYY` or `YYYY-MM`.
    pub since: &'static str,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number without documented values.
    Integer,
    /// A whole number out of a documented list.
    Code(&'static [i64]),
    /// Any text.
    Text,
    /// Text out of a documented vocabulary.
    Word(&'static [&'static str]),
    /// A country: two letters, ISO 3166-1 alpha-2.
    Country,
    /// An object.
    Object(&'static Shape),
    /// A list whose items are all of one kind.
    List(&'static Kind),
    /// A boolean as documented, or the object that sibling endpoints return in its place.
    Switch(&'static Shape),
}

impl Kind {
    /// Rows below a field of this kind.
    pub const fn rows(self) -> u16 {
        match self {
            Kind::Object(shape) | Kind::Switch(shape) => shape.rows,
            Kind::List(item) => item.rows(),
            _ => 0,
        }
    }

    /// What a value should be, in words.
    pub const fn expected(self) -> &'static str {
        match self {
            Kind::Boolean => "true or false",
            Kind::Integer | Kind::Code(_) => "an integer",
            Kind::Text | Kind::Word(_) => "a string",
            Kind::Country => "a country code of two letters",
            Kind::Object(_) => "an object",
            Kind::List(_) => "an array",
            Kind::Switch(_) => "true or false, or an object with `enable`",
        }
    }

    /// The object type below a field of this kind: its own, or its items'.
    pub const fn shape(self) -> Option<&'static Shape> {
        match self {
            Kind::Object(shape) | Kind::Switch(shape) => Some(shape),
            Kind::List(item) => item.shape(),
            _ => None,
        }
    }
}

/// Documented limits. A value beyond them is worth a warning, never a failure: Zoom's own sample
/// breaks some of them.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Fewest characters (Unicode code points).
    pub min_length: u16,
    /// Most characters (Unicode code points); `u16::MAX` where nothing is documented.
    pub max_length: u16,
    /// Most items of a list; `u16::MAX` where nothing is documented.
    pub max_items: u16,
    /// Zoom documents the items of the list as unique.
    pub unique: bool,
    /// The same item twice is worth a warning, documented as unique or not.
    pub distinct: bool,
    /// A string of digits stands for the number, and is worth a warning.
    pub digits: bool,
}

impl Limits {
    /// No limit at all.
    pub const NONE: Limits = Limits {
        min_length: 0,
        max_length: u16::MAX,
        max_items: u16::MAX,
        unique: false,
        distinct: false,
        digits: false,
    };
}

/// A type that stands in a profile.
pub trait Declared {
    /// What a value of this type may be.
    const KIND: Kind;
}

/// An object type that stands in a profile.
pub trait DeclaredShape {
    /// The table of its fields.
    const SHAPE: &'static Shape;
    /// What each field is, in Markdown: apart from the table, so that it is linked only where it is used.
    const DOCS: &'static [&'static str];
}

impl Declared for bool {
    const KIND: Kind = Kind::Boolean;
}

impl Declared for i64 {
    const KIND: Kind = Kind::Integer;
}

impl Declared for String {
    const KIND: Kind = Kind::Text;
}

impl<T: Declared> Declared for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

/// A field's row in the table of slots: its path's place in the whole profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub u16);

impl Row {
    /// The row as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The row and the field of a path such as `policy.sms.enable` or `calling_plans[].type`, found at compile time
/// by [`crate::row!`]; `None` where the model has no such field.
pub const fn find(shape: &Shape, path: &str) -> Option<(Row, Field)> {
    let path = path.as_bytes();
    let (mut shape, mut base, mut start) = (shape, 0u16, 0usize);
    loop {
        let mut end = start;
        while end < path.len() && at(path, end) != b'.' && at(path, end) != b'[' {
            end += 1;
        }
        let Some(index) = position(shape, path, start, end) else {
            return None;
        };
        let Some((_, rest)) = shape.fields.split_at_checked(index) else {
            return None;
        };
        let Some(field) = rest.first() else {
            return None;
        };
        let row = base + field.offset;
        if end < path.len() && at(path, end) == b'[' {
            end += 2;
        }
        if end >= path.len() {
            return Some((Row(row), *field));
        }
        let Some(below) = field.kind.shape() else {
            return None;
        };
        shape = below;
        base = row + 1;
        start = end + 1;
    }
}

/// The fields on the way from a shape to a row below it, with their own rows; the last is the row's own.
pub fn fields_to(shape: &'static Shape, row: Row) -> impl Iterator<Item = (Row, &'static Field)> {
    let (mut shape, mut base) = (Some(shape), 0);
    std::iter::from_fn(move || {
        let field = shape?.fields.iter().rev().find(|field| base + field.offset <= row.0)?;
        let at = Row(base + field.offset);
        (shape, base) = (field.kind.shape().filter(|_| at < row), at.0 + 1);
        Some((at, field))
    })
}

const fn at(bytes: &[u8], index: usize) -> u8 {
    match bytes.split_at_checked(index) {
        Some((_, [byte, ..])) => *byte,
        _ => 0,
    }
}

const fn position(shape: &Shape, path: &[u8], start: usize, end: usize) -> Option<usize> {
    let mut rest = shape.fields;
    let mut index = 0;
    while let [field, tail @ ..] = rest {
        let name = field.name.as_bytes();
        if name.len() == end - start {
            let mut same = 0;
            while same < name.len() && at(name, same) == at(path, start + same) {
                same += 1;
            }
            if same == name.len() {
                return Some(index);
            }
        }
        rest = tail;
        index += 1;
    }
    None
}

/// Gives each field its row: one for itself, then those below it.
pub const fn number<const N: usize>(mut fields: [Field; N]) -> [Field; N] {
    let mut rest: &mut [Field] = &mut fields;
    let mut offset = 0;
    while let [field, tail @ ..] = rest {
        field.offset = offset;
        offset += 1 + field.kind.rows();
        rest = tail;
    }
    fields
}

/// Rows taken by fields that [`number`] has numbered.
pub const fn rows(fields: &[Field]) -> u16 {
    match fields {
        [.., last] => last.offset + 1 + last.kind.rows(),
        [] => 0,
    }
}

/// An identifier as a name on the wire: without the `r#` that Rust's keywords need.
pub const fn wire_name(identifier: &'static str) -> &'static str {
    match identifier.as_bytes() {
        [b'r', b'#', ..] => identifier.split_at(2).1,
        _ => identifier,
    }
}
