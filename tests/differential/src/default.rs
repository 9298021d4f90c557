//! Random defaults of fields: as schema text has them, where unions are not tagged, and as Avro JSON, where they are.
use crate::dice::Dice;
use crate::schema::{Body, Field, Schema, Type};
use crate::value::Values;
use isobyte::Value;
use serde_json::{Map, Value as Json};

/// A default of the type; none where there can be none yet.
pub(crate) fn random(schema: &Schema, dice: &mut Dice, kind: &Type) -> Option<(Json, Json)> {
    at_depth(schema, dice, kind, 0)
}

/// A default as a reader gets it, raw and with the branches of unions: from Avro JSON.
pub(crate) fn value(schema: &Schema, kind: &Type, json: &Json) -> Option<Value> {
    let bytes = || json.as_str().map(|text| Value::Bytes(text.chars().map(|c| c as u8).collect()));
    match kind {
        Type::Null => Some(Value::Null),
        Type::Boolean => json.as_bool().map(Value::Boolean),
        Type::Int(_) => json.as_i64().map(|value| Value::Int(value as i32)),
        Type::Long(_) => json.as_i64().map(Value::Long),
        Type::Float => json.as_f64().map(|value| Value::Float(value as f32)),
        Type::Double => json.as_f64().map(Value::Double),
        Type::Bytes(_) => bytes(),
        Type::Text(_) => json.as_str().map(|text| Value::Text(text.to_owned())),
        Type::Array(item) => {
            let items = json.as_array()?.iter().map(|json| value(schema, item, json));
            items.collect::<Option<_>>().map(Value::List)
        }
        Type::Map(item) => {
            let entry = |(key, json): (&String, &Json)| Some((key.clone(), value(schema, item, json)?));
            json.as_object()?.iter().map(entry).collect::<Option<_>>().map(Value::Map)
        }
        Type::Union(_) if json.is_null() => Some(Value::Null),
        Type::Union(branches) => {
            let (name, json) = json.as_object()?.iter().next()?;
            let branch = branches.iter().find(|branch| schema.branch(branch) == *name)?;
            Some(Value::Branch(name.clone(), Box::new(value(schema, branch, json)?)))
        }
        Type::Define(id) | Type::Refer(id) => match &schema.named[*id].body {
            Body::Enum(_) => Some(Value::Enum(json.as_str()?.to_owned(), schema.named[*id].full())),
            Body::Fixed(..) => bytes(),
            Body::Record(fields) => {
                let field =
                    |field: &Field| Some((field.name.clone(), value(schema, &field.kind, json.get(&field.name)?)?));
                let fields = fields.iter().map(field).collect::<Option<_>>()?;
                Some(Value::Record(schema.named[*id].full(), fields))
            }
        },
    }
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
