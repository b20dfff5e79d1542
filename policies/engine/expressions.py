"""The closed expression language of packs: a small part of Python's grammar, read by ast, refused by name when it strays."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from policies.engine import units
from policies.engine.text import did_you_mean
from policies.engine.units import Dimension
from policies.engine.vocabulary import Vocabulary, Word

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 25


class ExpressionError(ValueError):
    """A formula outside the language, about unknown words, or comparing unlike units."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A whole number written in a formula."""

    value: Fraction
    dimension: Dimension = units.RATIO


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of a word: a single figure or date."""

    word: str
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a series: back=1 is the last complete fiscal year before filing (FY-1)."""

    word: str
    back: int
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a series over the years the firm existed."""

    word: str
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Years:
    """How many years of a series the firm existed."""

    word: str
    dimension: Dimension = units.RATIO


@dataclass(frozen=True, slots=True)
class FilingDay:
    """The day the application is judged on (申报日)."""

    dimension: Dimension = units.DATE


@dataclass(frozen=True, slots=True)
class YearsBefore:
    """The day so many calendar years before the filing day, or 1 January of that year (years: a parameter or literal)."""

    years: NumberNode
    from_january: bool
    dimension: Dimension = units.DATE


@dataclass(frozen=True, slots=True)
class Yearly:
    """The yearly growth behind a multiple (年均复合增长率): shown in texts, never calculated with, for it is no fraction."""

    multiple: NumberNode
    years: int
    dimension: Dimension = units.RATIO


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated figure of the pack."""

    name: str
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Derived:
    """A formula of the pack, by name."""

    name: str
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Step:
    """The value a scale gives an amount (分档取值)."""

    scale: str
    by: NumberNode
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """left operator right; operator is one of + - * /."""

    operator: str
    left: NumberNode
    right: NumberNode
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or greatest of some numbers."""

    largest: bool
    parts: tuple[NumberNode, ...]
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Points:
    """The points of an item, of a section, or of the whole score when item is empty: a range while something is open."""

    item: str
    dimension: Dimension = units.POINTS


@dataclass(frozen=True, slots=True)
class Compare:
    """left operator right; operator is one of < <= > >= == !=. Points always stand on the left."""

    operator: str
    left: NumberNode
    right: NumberNode


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that is true or false."""

    word: str


@dataclass(frozen=True, slots=True)
class Option:
    """Whether a choice of the pack stands at an option."""

    choice: str
    option: str
    equal: bool


@dataclass(frozen=True, slots=True)
class Logic:
    """and / or over parts."""

    every: bool
    parts: tuple[TruthNode, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """not part."""

    part: TruthNode


NumberNode = (
    Literal
    | Fact
    | Year
    | Total
    | Years
    | FilingDay
    | YearsBefore
    | Parameter
    | Derived
    | Step
    | Arithmetic
    | Extreme
    | Points
)
TruthNode = Compare | Flag | Option | Logic | Not
Node = NumberNode | TruthNode | Yearly


@dataclass
class Scope:
    """The names a formula may use; derived names are added as they are read, so none can lean on itself."""

    words: Vocabulary
    parameters: dict[str, Dimension] = field(default_factory=dict)
    scales: dict[str, tuple[Dimension, Dimension]] = field(default_factory=dict)
    derived: dict[str, Dimension] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)
    score: bool = False

    def names(self) -> Iterator[str]:
        """Every name that may stand alone in a formula."""
        yield from (*self.words, *self.parameters, *self.derived, *self.choices, "filing_day", "score")


FUNCTIONS: Final = ("total", "latest", "fy", "years", "min", "max", "points", "years_back", "year_start")
LANGUAGE: Final = (
    "可以用：比较、+ - * /、and or not、词、参数、公式名、分档表，以及函数"
    "total、latest、fy、years、min、max、points、years_back、year_start。"
)
MOST_YEARS_BACK: Final = 100
_COMPARISONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPERATORS: Final[Mapping[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_REFUSED: Final[Mapping[type[ast.AST], str]] = {
    ast.Attribute: "属性（a.b）",
    ast.Subscript: "下标（a[b]）",
    ast.Lambda: "lambda",
    ast.IfExp: "if … else（请用cases分情形写）",
    ast.ListComp: "推导式",
    ast.SetComp: "推导式",
    ast.DictComp: "推导式",
    ast.GeneratorExp: "推导式",
    ast.JoinedStr: "带花括号的文本",
    ast.NamedExpr: "赋值（:=）",
    ast.List: "列表",
    ast.Tuple: "元组",
    ast.Dict: "字典",
    ast.Set: "集合",
    ast.Await: "await",
    ast.Starred: "星号",
}


def parse_truth(text: object, scope: Scope, *, literals: bool) -> TruthNode:
    """The condition a text states. literals: whether whole numbers other than 0 may be written in it.

    Raises ExpressionError naming what is not allowed and what is.
    """
    return _Parser(scope, literals).truth(_tree(text), 0)


def parse_number(text: object, scope: Scope, *, literals: bool = True) -> NumberNode:
    """The number a text gives. Raises ExpressionError."""
    return _Parser(scope, literals).number(_tree(text), 0)


def parse_shown(text: str, scope: Scope) -> Node:
    """What a placeholder shows: a flag, a number, or as yearly(multiple, 3) the yearly growth behind a multiple.

    Raises ExpressionError.
    """
    tree = _tree(text)
    if isinstance(tree, ast.Name) and tree.id in scope.words and scope.words[tree.id].dimension is units.FLAG:
        return Flag(tree.id)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "yearly":
        return _Parser(scope, True).yearly(tree)
    return _Parser(scope, True).number(tree, 0)


def _tree(text: object) -> ast.expr:
    if not isinstance(text, str):
        raise ExpressionError(f"{text!r}不是文本。公式写成文本，放在引号里。")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"公式有{len(text)}个字符，最多{MAX_LENGTH}个。请把其中几部分写进[derived]，各起一个名字。"
        )
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as problem:
        raise ExpressionError(f'"{text}"读不懂（{problem.msg}）。{LANGUAGE}') from None
    except (ValueError, RecursionError, MemoryError):  # pragma: no cover  which of them comes, if any, is up to Python
        raise ExpressionError(f"公式读不懂。{LANGUAGE}") from None


def words_in(node: Node) -> Iterator[str]:
    """The words a node reads itself, not through derived names."""
    match node:
        case Fact(word) | Year(word) | Total(word) | Years(word) | Flag(word):
            yield word
        case _:
            for child in children(node):
                yield from words_in(child)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node."""
    match node:
        case Step(by=by):
            return (by,)
        case YearsBefore(years=years):
            return (years,)
        case Yearly(multiple=multiple):
            return (multiple,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Extreme(parts=numbers):
            return numbers
        case Logic(parts=truths):
            return truths
        case Not(part):
            return (part,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


class _Parser:
    def __init__(self, scope: Scope, literals: bool) -> None:
        self.scope = scope
        self.literals = literals

    def truth(self, tree: ast.AST, depth: int) -> TruthNode:
        _check_depth(depth)
        match tree:
            case ast.BoolOp(op=operator, values=values):
                return Logic(isinstance(operator, ast.And), tuple(self.truth(value, depth + 1) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.truth(operand, depth + 1))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self.comparison(left, ops, others, depth)
            case ast.Name(id=name):
                return Flag(self.flag(name))
            case ast.Constant(value=value):
                raise ExpressionError(f"单独一个{value!r}不是条件，请拿它和别的比较。")
            case ast.BinOp() | ast.Call():
                raise ExpressionError(f'"{ast.unparse(tree)}"是数，不是条件，请拿它和别的比较。')
        raise _refusal(tree)

    def flag(self, name: str) -> str:
        word = self.scope.words.get(name)
        if word is None:
            if name in self.scope.parameters or name in self.scope.derived or name in ("filing_day", "score"):
                raise ExpressionError(f'"{name}"是数，不是条件，请拿它和别的比较。')
            raise self.unknown(name)
        if word.dimension is not units.FLAG:
            raise ExpressionError(f'"{name}"（{word.label}）以{word.unit}计，请拿它和别的比较。')
        return name

    def comparison(self, left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr], depth: int) -> TruthNode:
        parts: list[TruthNode] = []
        for op, right in zip(ops, others, strict=True):
            operator = _COMPARISONS.get(type(op))
            if operator is None:
                raise ExpressionError(f'比较"{ast.unparse(left)} … "用了is或in，这里不能用。')
            parts.append(self.compared(left, operator, right, depth))
            left = right
        return parts[0] if len(parts) == 1 else Logic(True, tuple(parts))

    def compared(self, left: ast.expr, operator: str, right: ast.expr, depth: int) -> TruthNode:
        if isinstance(left, ast.Name) and left.id in self.scope.choices:
            options = self.scope.choices[left.id]
            if not isinstance(right, ast.Constant) or right.value not in options or operator not in ("==", "!="):
                raise ExpressionError(f'口径选项"{left.id}"只能用==或!=与这些之一比较：{"、".join(options)}。')
            return Option(left.id, str(right.value), operator == "==")
        one, two = self.number(left, depth + 1), self.number(right, depth + 1)
        shown = f"{ast.unparse(left)} {operator} {ast.unparse(right)}"
        _check_alike(one, two, shown)
        pointed = isinstance(one, Points) + isinstance(two, Points)
        if pointed and (operator in ("==", "!=") or pointed == 2):
            raise ExpressionError(f'"{shown}"：得分只能用< <= > >=与一个数比较。')
        if isinstance(two, Points):
            return Compare(_MIRRORED[operator], two, one)
        return Compare(operator, one, two)

    def number(self, tree: ast.AST, depth: int) -> NumberNode:
        _check_depth(depth)
        match tree:
            case ast.Constant(value=value):
                return self.literal(value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.number(operand, depth + 1)
                return Arithmetic("-", Literal(Fraction(0)), inner, inner.dimension)
            case ast.Name(id=name):
                return self.name(name)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _OPERATORS:
                one, two = self.number(left, depth + 1), self.number(right, depth + 1)
                operator = _OPERATORS[type(op)]
                _check_no_points(one, two)
                return Arithmetic(operator, one, two, _combined(operator, one, two, ast.unparse(tree)))
            case ast.BinOp(op=op):
                raise ExpressionError(f'"{ast.unparse(tree)[:60]}"里的运算符不能用。{LANGUAGE}')
            case ast.Call():
                return self.call(tree, depth)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise ExpressionError(f'"{ast.unparse(tree)}"是条件，这里要的是数。')
        raise _refusal(tree)

    def literal(self, value: object) -> Literal:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ExpressionError(
                f"{value!r}不能写在公式里。公式里只能写整数，其他数请写进[parameters]，带上单位、条款和日期。"
            )
        if abs(value) > 1000:
            raise ExpressionError(f"{value}太大，不能写在公式里，请写进[parameters]。")
        if value != 0 and not self.literals:
            raise ExpressionError(f"{value}是规则的数值，请写进[parameters]，带上单位、条款和日期。")
        return Literal(Fraction(value))

    def name(self, name: str) -> NumberNode:
        scope = self.scope
        if name in scope.words:
            word = scope.words[name]
            if word.dimension is units.FLAG:
                raise ExpressionError(f'"{name}"（{word.label}）只有是与否，不能计算。')
            if word.years:
                raise ExpressionError(
                    f'"{name}"（{word.label}）是{word.years}年的数列。'
                    f"请写明哪一年：latest({name})、fy({name}, 2)、total({name})。"
                )
            return Fact(name, word.dimension)
        if name in scope.parameters:
            return Parameter(name, scope.parameters[name])
        if name in scope.derived:
            return Derived(name, scope.derived[name])
        if name == "filing_day":
            return FilingDay()
        if name == "score" and scope.score:
            return Points("")
        if name in scope.choices:
            raise ExpressionError(f'"{name}"是口径选项，请比较：{name} == "{scope.choices[name][0]}"。')
        raise self.unknown(name)

    def unknown(self, name: str) -> ExpressionError:
        return ExpressionError(
            f'词汇表（vocabulary.toml）里没有"{name}"这个词，本文本前面也没有声明。'
            f"{did_you_mean(name, self.scope.names())}新词加在词汇表里，带上单位和条款。"
        )

    def call(self, tree: ast.Call, depth: int) -> NumberNode:
        if not isinstance(tree.func, ast.Name) or tree.keywords:
            raise ExpressionError(f'"{ast.unparse(tree)[:60]}"这样的调用不能用。{LANGUAGE}')
        name, arguments = tree.func.id, tree.args
        if name in self.scope.scales:
            return self.step(name, arguments, depth)
        if name not in FUNCTIONS:
            raise ExpressionError(
                f'没有"{name}"这个函数。{did_you_mean(name, (*FUNCTIONS, *self.scope.scales))}{LANGUAGE}'
            )
        if name in ("min", "max"):
            if len(arguments) < 2:
                raise ExpressionError(f"{name}至少要两个数。")
            parts = tuple(self.number(argument, depth + 1) for argument in arguments)
            _check_no_points(*parts)
            for part in parts[1:]:
                _check_alike(parts[0], part, ast.unparse(tree))
            strict = next((part.dimension for part in parts if not isinstance(part, Literal)), units.RATIO)
            return Extreme(name == "max", parts, strict)
        if name == "points":
            return self.points(arguments)
        if name in ("years_back", "year_start"):
            return self.years_before(name, arguments)
        return self.series_call(name, arguments)

    def years_before(self, name: str, arguments: list[ast.expr]) -> YearsBefore:
        years = self.number(arguments[0], 0) if len(arguments) == 1 else None
        if isinstance(years, Literal) and 0 <= years.value <= MOST_YEARS_BACK:
            return YearsBefore(years, name == "year_start")
        if isinstance(years, Parameter) and years.dimension is units.RATIO:
            return YearsBefore(years, name == "year_start")
        raise ExpressionError(f"{name}要一个整年数（0到{MOST_YEARS_BACK}），或单位是年的参数。")

    def yearly(self, tree: ast.Call) -> Yearly:
        years = tree.args[1].value if len(tree.args) == 2 and isinstance(tree.args[1], ast.Constant) else None
        multiple = self.number(tree.args[0], 0) if tree.args else None
        if (
            multiple is None
            or multiple.dimension is not units.RATIO
            or not isinstance(years, int)
            or not 2 <= years <= 10
        ):
            raise ExpressionError("yearly要一个倍数和年数（2到10），例如yearly(multiple, 3)。")
        return Yearly(multiple, years)

    def step(self, scale: str, arguments: list[ast.expr], depth: int) -> Step:
        by_dimension, value_dimension = self.scope.scales[scale]
        if len(arguments) != 1:
            raise ExpressionError(f'分档表"{scale}"只取一个数。')
        by = self.number(arguments[0], depth + 1)
        if by.dimension is not by_dimension:
            raise ExpressionError(
                f'分档表"{scale}"按{named(by_dimension)}分档，"{ast.unparse(arguments[0])}"却是{named(by.dimension)}。'
            )
        return Step(scale, by, value_dimension)

    def points(self, arguments: list[ast.expr]) -> Points:
        if len(arguments) == 1 and isinstance(arguments[0], ast.Name) and arguments[0].id in self.scope.items:
            return Points(arguments[0].id)
        raise ExpressionError(
            f"points要评分项或评分组的代码：{'、'.join(sorted(self.scope.items)) or '本文本没有评分'}。"
        )

    def series_call(self, name: str, arguments: list[ast.expr]) -> NumberNode:
        first = arguments[0] if arguments else None
        if not isinstance(first, ast.Name):
            raise ExpressionError(f"{name}要一个数列的名字，例如{name}(sales)。")
        word = self.scope.words.get(first.id)
        if word is None:
            raise self.unknown(first.id)
        if not word.years:
            raise ExpressionError(f'"{word.name}"（{word.label}）只有一个数，{name}要的是数列。')
        if name == "fy":
            return self.year(word, arguments)
        if len(arguments) != 1:
            raise ExpressionError(f"{name}只取一个数列。")
        if name == "years":
            return Years(word.name)
        return Total(word.name, word.dimension) if name == "total" else Year(word.name, 1, word.dimension)

    def year(self, word: Word, arguments: list[ast.expr]) -> Year:
        back = arguments[1].value if len(arguments) == 2 and isinstance(arguments[1], ast.Constant) else None
        if not isinstance(back, int) or not 1 <= back <= word.years:
            raise ExpressionError(f"fy要一个数列和往前第几年（1到{word.years}）：fy({word.name}, 1)是最近一年。")
        return Year(word.name, back, word.dimension)


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ExpressionError(f"公式套了{MAX_DEPTH}层以上。请把其中几部分写进[derived]，各起一个名字。")


def _check_no_points(*parts: NumberNode) -> None:
    if any(isinstance(part, Points) for part in parts):
        raise ExpressionError("points和score只能比较，不能参加计算。")


def _refusal(tree: ast.AST) -> ExpressionError:
    kind = next((name for cls, name in _REFUSED.items() if isinstance(tree, cls)), f'"{ast.unparse(tree)[:60]}"')
    return ExpressionError(f"规则文本里不能用{kind}。{LANGUAGE}")


def named(dimension: Dimension) -> str:
    """What a kind of quantity is called in a refusal: by its unit."""
    return "没有单位的数" if dimension is units.RATIO else dimension.unit


def _fits(number: NumberNode, dimension: Dimension) -> bool:
    """Whether a literal may stand beside a dimension: zero fits all, others only what is counted in plain numbers."""
    return isinstance(number, Literal) and (number.value == 0 or dimension.literal)


def _check_alike(one: NumberNode, two: NumberNode, shown: str) -> None:
    if one.dimension is two.dimension or _fits(one, two.dimension) or _fits(two, one.dimension):
        return
    raise ExpressionError(f'"{shown}"拿{named(one.dimension)}和{named(two.dimension)}相比，两边的单位要同类。')


def _combined(operator: str, one: NumberNode, two: NumberNode, shown: str) -> Dimension:
    left, right = one.dimension, two.dimension
    if operator in "+-":
        if left is units.DATE and right is units.DATE and operator == "-":
            return units.DAYS
        if left is not units.DATE and (left is right or _fits(one, right) or _fits(two, left)):
            return right if isinstance(one, Literal) else left
    elif units.DATE not in (left, right):
        if operator == "*" and units.RATIO in (left, right):
            return right if left is units.RATIO else left
        if operator == "/" and right is units.RATIO:
            return left
        if operator == "/" and left is right:
            return units.RATIO
    raise ExpressionError(f'"{shown}"把{named(left)}和{named(right)}用{operator}连起来，没有意义。')
