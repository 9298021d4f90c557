//! Random defaults of fields: as schema text has them, where unions are not tagged, and as Avro JSON, where they are.
use crate::dice::Dice;
use crate::schema::{Body, Schema, Type};
use crate::value::Values;
use serde_json::{Map, Value as Json};

/// A default of the type; none where there can be none yet.
pub(crate) fn random(schema: &Schema, dice: &mut Dice, kind: &Type) -> Option<(Json, Json)> {
    at_depth(schema, dice, kind, 0)
}

/// Recursive types end in what is empty.
fn at_depth(schema: &Schema, dice: &mut Dice, kind: &Type, depth: usize) -> Option<(Json, Json)> {
    if depth > 12 {
        return None;
    }
    let most = if depth > 4 { 1 } else { 3 };
    match kind {
        Type::Array(_) if dice.percent(30) => Some((Json::Array(vec![]), Json::Array(vec![]))),
        Type::Map(item) => {
            let mut both = (Map::new(), Map::new());
            for key in ["k", "é", "😀"].into_iter().take(dice.below(most)) {
                let (plain, tagged) = at_depth(schema, dice, item, depth + 1)?;
                both.0.insert(key.to_owned(), plain);
                both.1.insert(key.to_owned(), tagged);
            }
            Some((Json::Object(both.0), Json::Object(both.1)))
        }
        Type::Array(item) => {
            let mut both = (Vec::new(), Vec::new());
            for _ in 0..dice.below(most) {
                let (plain, tagged) = at_depth(schema, dice, item, depth + 1)?;
                both.0.push(plain);
                both.1.push(tagged);
            }
            Some((Json::Array(both.0), Json::Array(both.1)))
        }
        Type::Union(branches) => {
            let at = dice.below(branches.len());
            let (plain, tagged) = at_depth(schema, dice, &branches[at], depth + 1)?;
            // A default does not say its branch: it must not look like one of an earlier branch.
            if branches[..at].iter().any(|earlier| looks_like(schema, earlier, &plain)) {
                return None;
            }
            let tagged = match branches[at] {
                Type::Null => tagged,
                _ => Json::Object(Map::from_iter([(schema.branch(&branches[at]), tagged)])),
            };
            Some((plain, tagged))
        }
        Type::Define(id) | Type::Refer(id) if matches!(schema.named[*id].body, Body::Record(_)) => {
            if schema.named[*id].open {
                return None;
            }
            let Body::Record(fields) = &schema.named[*id].body else { return None };
            let mut both = (Map::new(), Map::new());
            for field in fields {
                let (plain, tagged) = at_depth(schema, dice, &field.kind, depth + 1)?;
                both.0.insert(field.name.clone(), plain);
                both.1.insert(field.name.clone(), tagged);
            }
            Some((Json::Object(both.0), Json::Object(both.1)))
        }
        _ => {
            let (_, json) = Values::new(schema, dice, 0).make(kind);
            // Avro Java refuses "NaN" and the infinities inside unions and collections, where we take them.
            let special = matches!(kind, Type::Float | Type::Double) && json.is_string();
            (!special).then(|| (json.clone(), json))
        }
    }
}

fn looks_like(schema: &Schema, kind: &Type, json: &Json) -> bool {
    match kind {
        Type::Null => json.is_null(),
        Type::Boolean => json.is_boolean(),
        Type::Int(_) | Type::Long(_) => json.is_number(),
        Type::Float | Type::Double => json.is_number() || json.is_string(),
        Type::Bytes(_) | Type::Text(_) => json.is_string(),
        Type::Array(_) => json.is_array(),
        Type::Map(_) => json.is_object(),
        Type::Union(branches) => branches.iter().any(|branch| looks_like(schema, branch, json)),
        Type::Define(id) | Type::Refer(id) => match schema.named[*id].body {
            Body::Record(_) => json.is_object(),
            _ => json.is_string(),
        },
    }
}
