//! The values of some fields of a JSON object, as they stand in it. Everything else in the object is passed over, not kept.
//!
//! A field is named by its name, or by names with full stops between them: `meta.site` is the field `site` of the object
//! in the field `meta`, and also a field that is called so itself.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The values of the fields that `paths` name in the object `json`; `None` where there is no such field.
///
/// A field that stands twice counts where it stands last. Errors: the parser's, if `json` is no JSON object.
/// Complexity: linear, once for each level of a name.
pub(super) fn values<'j, const N: usize>(
    json: &'j str,
    paths: &[Option<&str>; N],
) -> serde_json::Result<[Option<&'j RawValue>; N]> {
    let mut parser = serde_json::Deserializer::from_str(json);
    let found = parser.deserialize_map(Fields(paths))?;
    parser.end()?;
    Ok(found)
}

struct Fields<'p, const N: usize>(&'p [Option<&'p str>; N]);

impl<'de, const N: usize> Visitor<'de> for Fields<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = [None; N];
        while let Some(steps) = map.next_key_seed(Key(self.0))? {
            if steps.iter().all(|step| *step == Step::Past) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &'de RawValue = map.next_value()?;
            for (found, step) in found.iter_mut().zip(steps) {
                match step {
                    Step::Past => {}
                    Step::Here => *found = Some(value),
                    // What is no object has no such field; it was read as JSON already.
                    Step::Inside(rest) => *found = values(value.get(), &[Some(rest)]).map_or(*found, |[inner]| inner),
                }
            }
        }
        Ok(found)
    }
}

/// What a key is to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'p> {
    /// Another field.
    Past,
    /// The field.
    Here,
    /// The field is in this one, under the rest of the name.
    Inside(&'p str),
}

struct Key<'p, const N: usize>(&'p [Option<&'p str>; N]);

impl<'de, 'p, const N: usize> DeserializeSeed<'de> for Key<'p, N> {
    type Value = [Step<'p>; N];

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'p, const N: usize> Visitor<'_> for Key<'p, N> {
    type Value = [Step<'p>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let step = |path: &'p str| match path.strip_prefix(key) {
            Some("") => Step::Here,
            Some(rest) => rest.strip_prefix('.').map_or(Step::Past, Step::Inside),
            None => Step::Past,
        };
        Ok(self.0.map(|path| path.map_or(Step::Past, step)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, path: &str) -> Option<String> {
        let [value] = values(json, &[Some(path)]).unwrap();
        value.map(|value| value.get().to_owned())
    }

    #[test]
    fn a_name_with_full_stops_leads_into_objects() {
        let json = r#"{"a":{"b":{"c":1,"d":2}},"a.b":3,"ab":4}"#;
        assert_eq!(read(json, "a.b.c").as_deref(), Some("1"));
        assert_eq!(read(json, "a.b").as_deref(), Some("3"));
        assert_eq!(read(json, "ab").as_deref(), Some("4"));
        for missing in ["a.c", "b", "a.b.c.d", "a.", ".a", "ab.c"] {
            assert_eq!(read(json, missing), None, "{missing}");
        }
    }

    #[test]
    fn one_field_may_be_asked_for_twice() {
        let [one, two, none] = values(r#"{"n":{"i":"甲"}}"#, &[Some("n.i"), Some("n"), None]).unwrap();
        assert_eq!((one.unwrap().get(), two.unwrap().get()), (r#""甲""#, r#"{"i":"甲"}"#));
        assert!(none.is_none());
    }

    #[test]
    fn what_stands_last_counts() {
        assert_eq!(read(r#"{"a":1,"a":2}"#, "a").as_deref(), Some("2"));
        assert_eq!(read(r#"{"a":{"b":1},"a":{"b":2}}"#, "a.b").as_deref(), Some("2"));
    }

    #[test]
    fn damage_inside_is_damage() {
        assert!(values(r#"{"a":{"b":}}"#, &[Some("a.b")]).is_err());
        assert!(values(r#"["a"]"#, &[Some("a")]).is_err());
    }
}
