"""Model classes as text, the same for two libraries: types by defaults by metadata by Meta, and random mixtures of them.

Nothing here knows either library: `run.py` gives the text its `AvroModel` and its types.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator


@dataclasses.dataclass(frozen=True)
class Case:
    """A class called Model, with what it needs, and expressions for objects of it."""

    id: str
    source: str
    values: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Kind:
    """A type: how it is spelt, values of it, defaults that fields of it may have, and what has to be defined before."""

    name: str
    hint: str
    values: tuple[str, ...]
    defaults: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    factory: bool = False


HELPERS = {
    "Color": """
class Color(enum.Enum):
    BLUE = "blue"
    GREEN = "green"
""",
    "Suit": """
class Suit(str, enum.Enum):
    "The suit of a card."

    HEARTS = "H"
    SPADES = "S"

    @enum.nonmember
    class Meta:
        schema_name = "CardSuit"
        aliases = ["OldSuit"]
        default = "H"
""",
    "Level": """
class Level(enum.Enum):
    LOW = "LOW"
    HIGH = "HIGH"

    @enum.nonmember
    class Meta:
        namespace = "levels"
        doc = "How high"
""",
    "Address": """
@dataclass
class Address(AvroModel):
    "An Address"

    street: str
    number: int = 7
""",
    "Spaced": """
@dataclass
class Spaced(AvroModel):
    a: int

    class Meta:
        namespace = "inner.space"
""",
    "Deep": """
@dataclass
class Deep(AvroModel):
    address: Address
    more: typing.Optional[Address] = None
""",
    "Cat": """
@dataclass
class Cat(AvroModel):
    name: str
""",
    "Dog": """
@dataclass
class Dog(AvroModel):
    name: str
""",
    "Renamed": """
@dataclass
class Renamed(AvroModel):
    x: float = 0.5

    class Meta:
        schema_name = "NewName"
        schema_doc = "Said by Meta"
        aliases = ["OldName"]
""",
}

#: Plurals and other names of fields.
WORDS = """
addresses boxes cities statuses children series analyses wolves knives mice data news classes user_tags buses heroes movies
l s days glass men women objectives caches quizzes phases databases people feet teeth geese oxen axes lives shoes photos
potatoes matrices vertices criteria media sheep fish rice money species stimuli stuff ID userIDs Houses moves theses viri
aliases octopi tests_results crises testes alumni bacteria curricula halves loaves leaves thieves HTTPServers _x1s a2b __a__b
firstName fullNames2 x_y_z
"""

MOMENT = "datetime.datetime(2020, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.timezone.utc)"
BEFORE = "datetime.datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=datetime.timezone.utc)"
MICROS = "datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.timezone.utc)"
UUID = "uuid.UUID('d793fc4e-dc9f-4b2b-8b3c-4d2a1c3e5f60')"

KINDS = (
    Kind("str", "str", ("'x'", "'é text'"), ("'x'", "''", "'é \"quoted\"'")),
    Kind("int", "int", ("-7", "2**40"), ("0", "5", "-2**40")),
    Kind("float", "float", ("1.5", "-0.25"), ("0.5", "1e100", "3")),
    Kind("bool", "bool", ("True", "False"), ("False", "True")),
    Kind("bytes", "bytes", ("b'\\x00\\xff'", "b''"), ("b''", "b'ab'", "b'caf\\xc3\\xa9'", "b'\\xff'")),
    Kind("none", "None", ("None",), ("None",)),
    Kind("date", "datetime.date", ("datetime.date(1969, 12, 31)",), ("datetime.date(2020, 2, 29)",)),
    Kind("time", "datetime.time", ("datetime.time(1, 2, 3, 4000)",), ("datetime.time(23, 59, 59, 5000)",)),
    Kind("datetime", "datetime.datetime", (MOMENT, BEFORE), (MOMENT, BEFORE, "datetime.datetime(2020, 1, 2)")),
    Kind("timedelta", "datetime.timedelta", ("datetime.timedelta(seconds=1.5)",), ("datetime.timedelta(days=1)",)),
    Kind("uuid", "uuid.UUID", (UUID,), (UUID,)),
    Kind("int32", "Int32", ("-7", "2**31 - 1"), ("5",)),
    Kind("float32", "Float32", ("1.5",), ("0.5",)),
    Kind("time_micro", "TimeMicro", ("datetime.time(1, 2, 3, 4)",), ("datetime.time(1, 2, 3, 4)",)),
    Kind("datetime_micro", "DateTimeMicro", (MICROS,), (MICROS, BEFORE)),
    Kind(
        "local", "LocalDateTime", ("datetime.datetime(2020, 1, 2, 3, 4, 5, 6000)",), ("datetime.datetime(2020, 1, 2)",)
    ),
    Kind(
        "local_micro",
        "LocalDateTimeMicro",
        ("datetime.datetime(2020, 1, 2, 3, 4, 5, 6)",),
        ("datetime.datetime(2020, 1, 2, 3, 4, 5, 678901)",),
    ),
    Kind(
        "decimal",
        "condecimal(max_digits=10, decimal_places=3)",
        ("decimal.Decimal('1.250')", "decimal.Decimal('-1234567.891')"),
        ("decimal.Decimal('1.25')", "decimal.Decimal('-0.001')"),
    ),
    Kind("whole", "condecimal(max_digits=4, decimal_places=0)", ("decimal.Decimal('12')",), ("decimal.Decimal('0')",)),
    Kind("fixed", "confixed(size=4)", ("b'\\x00\\xff\\x80a'",), ("b'abcd'", "b'\\xff\\xfe\\xfd\\xfc'")),
    Kind(
        "named_fixed",
        "confixed(size=2, namespace='hashes', aliases=['old_hash'])",
        ("b'ab'",),
        ("b'zz'",),
    ),
    Kind("enum", "Color", ("Color.BLUE", "Color.GREEN"), ("Color.GREEN",), ("Color",)),
    Kind("str_enum", "Suit", ("Suit.SPADES",), ("Suit.HEARTS",), ("Suit",)),
    Kind("meta_enum", "Level", ("Level.LOW",), ("Level.HIGH",), ("Level",)),
    Kind("literal", "typing.Literal['x', 'y']", ("'x'",), ("'y'",)),
    Kind("literal_int", "typing.Literal[1, 2]", ("2",), ("1",)),
    Kind("literal_mixed", "typing.Literal['a', 1, True]", ("'a'", "1"), ("'a'", "1")),
    Kind("annotated", "typing.Annotated[str, 'a note']", ("'x'",), ("'y'",)),
    Kind("record", "Address", ("Address('Oak', 3)",), ("lambda: Address('Elm', 1)",), ("Address",), True),
    Kind("spaced", "Spaced", ("Spaced(3)",), ("lambda: Spaced(1)",), ("Spaced",), True),
    Kind("renamed", "Renamed", ("Renamed(1.5)",), ("lambda: Renamed(2.5)",), ("Renamed",), True),
    Kind("deep", "Deep", ("Deep(Address('a', 1), Address('b', 2))",), (), ("Address", "Deep"), True),
    Kind("union", "typing.Union[int, str]", ("3", "'x'"), ("3", "'x'")),
    Kind("pipe", "float | bool | None", ("1.5", "None", "True"), ("1.5", "None", "True", "3")),
    Kind(
        "pets",
        "typing.Union[Cat, Dog]",
        ("Cat('a')", "Dog('b')"),
        ("lambda: Cat('x')",),
        ("Cat", "Dog"),
        True,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def field(hint: str, default: str | None = None, factory: str | None = None, metadata: str | None = None) -> str:
    """The right side of a field."""
    said = {"default": default, "default_factory": factory, "metadata": metadata}
    given = [f"{key}={value}" for key, value in said.items() if value is not None]
    if not given:
        return hint
    if given == [f"default={default}"]:
        return f"{hint} = {default}"
    return f"{hint} = field({', '.join(given)})"


def default_of(kind: Kind, default: str) -> tuple[str | None, str | None]:
    return (None, default) if kind.factory else (default, None)


def model(fields: list[str], meta: str = "", doc: str = "", base: str = "AvroModel", decorated: bool = True) -> str:
    lines = ["@dataclass"] if decorated else []
    lines.append(f"class Model({base}):")
    if doc:
        lines.append(f"    {doc!r}")
    lines += [f"    {line}" for line in fields]
    if meta:
        lines.append("    class Meta:")
        lines += [f"        {line}" for line in meta.split("; ")]
    return "\n".join(lines) + "\n"


def helpers(kinds: list[Kind]) -> str:
    names = dict.fromkeys(name for kind in kinds for name in kind.needs)
    return "".join(HELPERS[name] for name in names)


def one_field(kind: Kind) -> Iterator[Case]:
    """Every way in which a field can be of a type."""

    def case(way: str, right: str, values: list[str]) -> Case:
        source = helpers([kind]) + model([f"things: {right}"])
        return Case(f"{kind.name}.{way}", source, tuple(f"Model({value})" for value in values))

    first, last = kind.values[0], kind.values[-1]
    hint = kind.hint
    yield case("plain", hint, list(kind.values))
    yield case("none", field(hint, "None"), [first])
    yield case("optional", f"typing.Optional[{hint}]", [first, "None"])
    yield case("optional_none", field(f"typing.Optional[{hint}]", "None"), [last, "None"])
    for index, default in enumerate(kind.defaults):
        plain, factory = default_of(kind, default)
        yield case(f"default{index}", field(hint, plain, factory), [first])
        yield case(f"optional_default{index}", field(f"typing.Optional[{hint}]", plain, factory), [first, "None"])
        yield case(f"no_default{index}", field(hint, plain, factory, "{'exclude_default': True}"), [first])
    yield case("list", f"typing.List[{hint}]", [f"[{first}, {last}]", "[]"])
    yield case("list_empty", field(f"list[{hint}]", factory="list"), [f"[{last}]"])
    yield case("list_none", field(f"typing.List[{hint}]", "None"), [f"[{last}]"])
    yield case("list_full", field(f"typing.List[{hint}]", factory=f"lambda: [{first}]"), ["[]"])
    yield case("optional_list", field(f"typing.Optional[typing.List[{hint}]]", "None"), ["None", f"[{first}]"])
    yield case("list_optional", f"typing.Sequence[typing.Optional[{hint}]]", [f"[{first}, None]"])
    yield case("lists", f"typing.List[typing.List[{hint}]]", [f"[[{first}], []]"])
    yield case("tuple", f"typing.Tuple[{hint}, ...]", [f"({first}, {last})"])
    yield case("map", f"typing.Dict[str, {hint}]", [f"{{'k': {first}}}", "{}"])
    yield case("map_full", field(f"typing.Mapping[str, {hint}]", factory=f"lambda: {{'k': {last}}}"), ["{}"])
    yield case("map_list", field(f"dict[str, typing.List[{hint}]]", factory="dict"), [f"{{'k': [{first}]}}"])
    said = "{'doc': 'said', 'aliases': ['old_things'], 'extra': {'a': [1, None]}, 'inner_name': 'inner'}"
    yield case("metadata", field(hint, metadata=said), [first])
    yield case("metadata_list", field(f"typing.List[{hint}]", metadata=said), [f"[{first}]"])


def meta_cases() -> Iterator[Case]:
    """Every word of Meta, on models that have what it speaks of."""
    rich = [
        "address: Address",
        "color: Color",
        "code: typing.Literal['on', 'off']",
        "again: Address",
        "colors: typing.List[Color]",
        "others: typing.Dict[str, Address]",
        "price: condecimal(max_digits=5, decimal_places=1)",
        "size: int = 3",
        "maybe: typing.Optional[Address] = None",
    ]
    value = (
        "Model(Address('a', 1), Color.BLUE, 'on', Address('b', 2), [Color.GREEN], {'k': Address('c', 3)}, "
        "decimal.Decimal('1.5'), 4, Address('d', 4))"
    )
    before = HELPERS["Address"] + HELPERS["Color"]
    metas = {
        "nothing": "",
        "name": "schema_name = 'Renamed'",
        "namespace": "namespace = 'shop.v1'",
        "aliases": "aliases = ['Old', 'Older']",
        "doc": "schema_doc = '  said  '",
        "no_doc": "schema_doc = False",
        "order": "field_order = ['size', 'color']",
        "exclude": "exclude = ['size']",
        "exclude_more": "exclude = ['maybe', 'size']; field_order = ['price']",
        "alias_nested": "alias_nested_items = {'address': 'Home'}",
        "alias_all": "alias_nested_items = {'address': 'Home', 'again': 'Work', 'others': 'Other', 'maybe': 'Maybe'}",
        "literal": "convert_literal_to_enum = True",
        "id": "schema_id = 12",
        "all": "schema_name = 'R'; namespace = 'n'; aliases = ['A']; schema_doc = 'D'; convert_literal_to_enum = True",
    }
    for name, meta in metas.items():
        for doc in ("", "A model"):
            yield Case(f"meta.{name}{'.doc' if doc else ''}", before + model(rich, meta, doc), (value,))
        for other in ("namespace", "aliases", "literal"):
            if name not in ("all", other, "nothing"):
                both = f"{meta}; {metas[other]}"
                yield Case(f"meta.{name}.{other}", before + model(rich, both), (value,))


def shapes() -> Iterator[Case]:
    """What cannot be said field by field: names that come again, models that hold themselves, classes above."""

    def case(name: str, source: str, *values: str) -> Case:
        return Case(f"shape.{name}", source, values)

    selfish = [
        "name: str",
        "friend: typing.Optional[typing.Type['Model']] = None",
        "relatives: typing.List[typing.Type['Model']] = field(default_factory=list)",
        "teams: typing.Dict[str, typing.Type['Model']] = field(default_factory=dict)",
    ]
    yield case("self", model(selfish), "Model('a')", "Model('a', None, [], {})")
    yield case("self_default", model(["name: str", "friend: typing.Type['Model'] = None"]), "Model('a', None)")
    yield case("self_spaced", model(selfish, "namespace = 'here'"), "Model('a')")
    yield case("self_renamed", model(selfish, "schema_name = 'Other'"), "Model('a')")
    for base_doc in ("", "'Above'"):
        above = f"@dataclass\nclass Above(AvroModel):\n    {base_doc or 'pass'}\n    a: int\n    b: str = 'x'\n"
        tag = "_doc" if base_doc else ""
        yield case(f"inherits{tag}", above + model(["c: float = 0.5"], base="Above"), "Model(1, 'y', 2.5)")
        yield case(f"overrides{tag}", above + model(["a: str"], base="Above"), "Model('z', 'y')")
        yield case(
            f"inherits_meta{tag}",
            above + "    class Meta:\n        namespace = 'up'\n" + model(["c: int = 1"], base="Above"),
            "Model(1)",
        )
    yield case("undecorated", model(["a: int", "b: str = 'x'"], decorated=False))
    yield case("undecorated_doc", model(["a: int"], doc="Said", decorated=False))
    yield case(
        "mixin",
        "class Mixin:\n    def hello(self):\n        return 1\n" + model(["a: int"], base="AvroModel, Mixin"),
        "Model(1)",
    )
    yield case("no_fields", model(["pass"]), "Model()")
    # Names that come again, in namespaces and out of them.
    for inner in ("", "namespace = 'in'"):
        for outer in ("", "namespace = 'out'", "namespace = 'in'"):
            tag = f"{'spaced' if inner else 'bare'}.{outer[-4:-1].strip(chr(39)) or 'none'}"
            meta = f"    class Meta:\n        {inner}\n" if inner else ""
            shared = f"@dataclass\nclass Shared(AvroModel):\n    a: int\n{meta}"
            both = shared + model(["one: Shared", "two: Shared", "three: typing.Optional[Shared] = None"], outer)
            yield case(f"again.{tag}", both, "Model(Shared(1), Shared(2), Shared(3))")
            middle = (
                "@dataclass\nclass Middle(AvroModel):\n    shared: Shared\n    class Meta:\n        namespace = 'mid'\n"
            )
            through = shared + middle + model(["middle: Middle", "shared: Shared"], outer)
            yield case(f"through.{tag}", through, "Model(Middle(Shared(1)), Shared(2))")
            back = shared + middle + model(["shared: Shared", "middle: Middle"], outer)
            yield case(f"back.{tag}", back, "Model(Shared(2), Middle(Shared(1)))")
            enumed = "class Tone(enum.Enum):\n    A = 'A'\n    B = 'B'\n"
            if inner:
                enumed += "    @enum.nonmember\n    class Meta:\n        namespace = 'in'\n"
            twice = enumed + model(
                ["one: Tone", "two: typing.Optional[Tone] = None", "all: typing.List[Tone] = None"], outer
            )
            yield case(f"enum_again.{tag}", twice, "Model(Tone.A, Tone.B, [Tone.A])")
    before = HELPERS["Cat"] + HELPERS["Dog"]
    for name, hint, *values in (
        ("pets", "typing.List[typing.Union[Cat, Dog]]", "Model([Dog('a'), Cat('b')])"),
        ("pets_map", "typing.Dict[str, typing.Union[Cat, Dog]]", "Model({'a': Dog('a')})"),
        ("pets_optional", "typing.Optional[typing.Union[Cat, Dog]] = None", "Model(Dog('a'))", "Model(None)"),
        ("pets_pipe", "Cat | Dog | str", "Model(Dog('a'))", "Model('x')", "Model(Cat('a'))"),
        (
            "union_containers",
            "typing.Union[typing.List[int], typing.Dict[str, int], str]",
            "Model([1])",
            "Model({'a': 1})",
        ),
        ("union_default", "typing.Union[str, int] = 3", "Model('x')", "Model(3)"),
        (
            "union_moments",
            "typing.Union[datetime.date, datetime.datetime, uuid.UUID]",
            f"Model({MOMENT})",
            f"Model({UUID})",
        ),
        ("union_enum", "typing.Union[str, typing.Literal['a']]", "Model('x')"),
    ):
        yield case(name, before + model([f"pets: {hint}"]), *values)
    for word in WORDS.split():
        yield case(f"word.{word}", model([f"{word}: typing.List[confixed(size=1)]"]), "Model([b'a'])")


def mixtures(count: int, seed: int = 1) -> Iterator[Case]:
    """Random models of several fields."""
    dice = random.Random(seed)
    simple = [kind for kind in KINDS if kind.name != "named_fixed"]
    names = ["name", "ages", "cities", "color", "value", "user_ids", "people", "note", "flags", "tags"]
    for number in range(count):
        kinds = [dice.choice(simple) for _ in range(dice.randint(2, 6))]
        needed, optional, values = [], [], []
        for name, kind in zip(dice.sample(names, len(kinds)), kinds, strict=True):
            hint, value = kind.hint, dice.choice(kind.values)
            way = dice.random()
            if way < 0.15:
                hint, value = f"typing.List[{hint}]", f"[{value}]"
            elif way < 0.3:
                hint, value = f"typing.Dict[str, {hint}]", f"{{'k': {value}}}"
            elif way < 0.45:
                hint = f"typing.Optional[{hint}]"
            metadata = dice.choice([None, None, "{'doc': 'd'}", "{'aliases': ['z']}", "{'exclude_default': True}"])
            default = factory = None
            if way < 0.3 and dice.random() < 0.5:
                factory = "list" if way < 0.15 else "dict"
            elif way >= 0.45 and kind.defaults and dice.random() < 0.6:
                default, factory = default_of(kind, dice.choice(kind.defaults))
            elif 0.3 <= way < 0.45 and dice.random() < 0.5:
                default = "None"
            line = f"{name}: {field(hint, default, factory, metadata)}"
            (needed if default is None and factory is None else optional).append((line, value))
        meta = dice.choice(["", "", "namespace = 'mix.ed'", "schema_name = 'Mixed'", "convert_literal_to_enum = True"])
        fields = needed + optional
        values = [value for _, value in fields]
        source = helpers(kinds) + model([line for line, _ in fields], meta, dice.choice(["", "Mixed up"]))
        yield Case(f"mix.{number}", source, (f"Model({', '.join(values)})",))


def cases() -> list[Case]:
    """All of them."""
    made = [case for kind in KINDS for case in one_field(kind)]
    made += [*meta_cases(), *shapes(), *mixtures(200)]
    assert len({case.id for case in made}) == len(made)
    return made
