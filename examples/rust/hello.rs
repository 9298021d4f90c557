//! A value there and back.
use isobyte::{Codec, Schema};
use serde::{Deserialize, Serialize};

const TEXT: &str =
    r#"{"type":"record","name":"User","fields":[{"name":"name","type":"string"},{"name":"age","type":"long"}]}"#;

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct User<'a> {
    name: &'a str,
    age: i64,
}

fn main() -> isobyte::Result<()> {
    let schema = Schema::parse(TEXT)?;
    let codec = Codec::new(&schema, Default::default())?;
    let data = codec.to_vec(&User { name: "Ada", age: 36 })?;
    let user: User<'_> = codec.from_slice(&data)?; // borrows the name from the data
    assert_eq!(user, User { name: "Ada", age: 36 });
    println!("{}", data.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    Ok(())
}
