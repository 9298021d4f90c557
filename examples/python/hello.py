"""A value there and back, and what its event headers say."""

from dataclasses import dataclass

from isobyte import AvroModel


@dataclass
class User(AvroModel):
    name: str
    age: int

    class Meta:
        schema_id = "https://schemas.example.com/users/schema.avsc"


value, headers = User("Ada", 36).to_event()
assert User.from_event(value, headers) == User("Ada", 36)

print(value.hex(), dict(headers)["content-type"].decode())
