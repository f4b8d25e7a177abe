"""The one table of columns: what the table holds, in its order. A column is added here and nowhere else.

The schema (`data/table.schema.json`), the table in `docs/table.md`, the codebook, the types of every output
and the checks are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

from zhibiao.core.period import PATTERN

Kind = Literal["text", "integer", "real", "date"]


@dataclass(frozen=True, slots=True)
class Says:
    """What is said of a column beside its type: label and meaning in Chinese, meaning in English (Markdown).

    `values` are the only values allowed, each with its Chinese name; `least` and `most` bound a number.
    """

    label: str
    explained: str
    meaning: str
    values: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    least: float | None = None
    most: float | None = None
    day: bool = False
    width: int = 12
    """Width of the column in a spreadsheet, in characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its name, what it holds, whether it may be null, and what is said of it."""

    name: str
    kind: Kind
    nullable: bool
    says: Says


_ID = "c[0-9a-f]{15}"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_PERIOD = f"^({PATTERN})?$"
_ORIGINS = {
    "given": "命令中给出",
    "metadata": "用户的元数据表",
    "document": "文件属性",
    "title": "标题",
    "file name": "文件名",
    "folder": "文件夹名",
    "heading": "小标题",
    "date line": "落款日期",
    "text": "正文",
    "": "未知",
}
_BOUNDS = {"exact": "确数", "approx": "约数", "over": "以上", "under": "以下", "range": "区间"}
_MEASURES = {
    "level": "总量",
    "change": "增减量",
    "growth": "增减率",
    "share": "占比",
    "rate": "比率",
    "rank": "位次",
}
_DIRECTIONS = {"up": "增", "down": "减", "flat": "持平", "": "不适用"}
_STATUSES = {"actual": "实际", "estimate": "预计", "target": "目标", "prior": "往期"}
_SCOPES = {"township": "全镇", "below": "镇以下", "above": "镇以上"}


class Row(NamedTuple):
    """One claim. Offsets count in the raw text of its report."""

    claim_id: Annotated[
        str,
        Says(
            "指标编号",
            "一条指标的固定编号：由原文的哈希与数量的位置得出，换模型也不变",
            "stable name of the claim, `c` and 15 hexadecimal digits: from the raw text's hash and the "
            "quantity's offsets; the same whatever model tagged it",
            pattern=f"^{_ID}$",
            width=18,
        ),
    ]
    source: Annotated[
        str,
        Says(
            "来源文件",
            "给出的文件路径；内存中的文字为空，标准输入为 -",
            "path as given; empty for a text in memory, `-` for standard input",
            width=28,
        ),
    ]
    report_title: Annotated[str, Says("报告标题", "报告的标题", "title of the report", width=36)]
    place: Annotated[
        str,
        Says("地点", "乡镇名，连同报告写出的上级", "township, with what the report puts above it", width=22),
    ]
    report_year: Annotated[
        int | None,
        Says(
            "报告年份",
            "报告所述的年份；没有可靠依据则为空",
            "year the report is about; null if nothing says it for certain",
            least=0,
        ),
    ]
    place_from: Annotated[
        str,
        Says(
            "地点依据",
            "地点是从哪里读到的",
            "where `place` was read: `given`, `metadata` (your table), `document` (what the file says of "
            "itself), `title`, `file name`, `folder`, `heading`, `date line`, `text`; else empty",
            _ORIGINS,
        ),
    ]
    year_from: Annotated[
        str,
        Says("年份依据", "年份是从哪里读到的", "where `report_year` was read, in the same words", _ORIGINS),
    ]
    section: Annotated[str, Says("章节", "各级标题，由外到内", "heading path, outermost first", width=36)]
    page: Annotated[
        int | None,
        Says("页码", "从 1 起；没有页的格式为空", "page, from 1, where the format has pages", least=0),
    ]
    sentence: Annotated[str, Says("原句", "清理后的句子", "the cleaned sentence", width=60)]
    text: Annotated[
        str, Says("原文数量", "数量的原文写法，去掉空白", "the quantity as written, blanks removed", width=16)
    ]
    start: Annotated[
        int,
        Says(
            "起点",
            "数量第一个字在原文中的位置",
            "offset of the quantity's first character in the raw text",
            least=0,
        ),
    ]
    end: Annotated[int, Says("终点", "数量最后一个字之后的位置", "offset behind its last character", least=0)]
    indicator: Annotated[
        str,
        Says(
            "指标名",
            "指标的原文写法，去掉空白；没有写出则为空",
            "name as written, blanks removed; empty if none is stated",
            width=22,
        ),
    ]
    indicator_start: Annotated[int | None, Says("指标名起点", "指标名在原文中的位置", "its offset", least=0)]
    indicator_end: Annotated[int | None, Says("指标名终点", "指标名之后的位置", "offset behind it", least=0)]
    qualifier: Annotated[
        str,
        Says(
            "限定词",
            "把本行与同名指标分开的词（主体、组别、批次、地点）",
            "what tells this row from others with the same indicator (owner, group, batch, place)",
            width=18,
        ),
    ]
    qualifier_start: Annotated[int | None, Says("限定词起点", "限定词在原文中的位置", "its offset", least=0)]
    qualifier_end: Annotated[int | None, Says("限定词终点", "限定词之后的位置", "offset behind it", least=0)]
    canonical: Annotated[
        str,
        Says(
            "标准指标名",
            "指标目录中的名称；没有合适的则为空",
            "name of the indicator in the catalogue; empty if none fits",
            width=20,
        ),
    ]
    category: Annotated[
        str,
        Says(
            "类别",
            "分类体系中的 领域.类别",
            "`domain.category` of the taxonomy",
            pattern=r"^[a-z_]+\.[a-z_]+$",
            width=24,
        ),
    ]
    domain: Annotated[str, Says("领域", "类别的前半", "its first half", width=16)]
    value: Annotated[
        float,
        Says(
            "数值",
            "以 unit 为单位的数值；负的金额保留负号，负增长、负变动记为正值，方向为 down",
            "the number, in `unit`; a negative amount keeps its sign "
            "(利润-120万元), a negative growth or change is "
            "positive and its `direction` `down` (增长-3.6%)",
        ),
    ]
    value_high: Annotated[float | None, Says("数值上限", "区间的上端", "upper end of a range")]
    unit: Annotated[
        str,
        Says(
            "单位",
            "规范写法，保留数量级：1.76 万亩的数值是 1.76，单位是 万亩",
            "canonical unit with its scale: 1.76 万亩 is value 1.76, unit 万亩",
        ),
    ]
    base_value: Annotated[
        float,
        Says(
            "基准数值",
            "换算为 base_unit 的数值，各报告可比",
            "value in `base_unit`: comparable across reports",
            width=16,
        ),
    ]
    base_value_high: Annotated[
        float | None, Says("基准数值上限", "区间上端的换算值", "upper end in `base_unit`")
    ]
    base_unit: Annotated[
        str,
        Says(
            "基准单位",
            "元、平方米、米、千克、人、户……；单纯的个数与比率为 1",
            "元, 平方米, 米, 千克, 人, 户 …; 1 for plain counts and ratios",
        ),
    ]
    bound: Annotated[
        str,
        Says(
            "界限",
            "原文说的是确数、约数、以上、以下还是区间",
            "`exact`, `approx` (约, 左右), `over` (余, 超, 以上), `under` (不足, 以内), `range`",
            _BOUNDS,
        ),
    ]
    measure: Annotated[
        str,
        Says(
            "量的性质",
            "总量、增减量、增减率、占比、比率或位次",
            "`level`, `change`, `growth`, `share`, `rate`, `rank`",
            _MEASURES,
        ),
    ]
    direction: Annotated[
        str,
        Says(
            "增减方向",
            "增减量与增减率的方向；其余为空",
            "of a change or growth: `up`, `down`, `flat`; else empty",
            _DIRECTIONS,
        ),
    ]
    basis: Annotated[
        str,
        Says(
            "比较基准",
            "与什么相比：yoy 同比、mom 环比、ytd 年初以来、plan 计划、whole 总体、某一年；没有说则为空",
            "what it is measured against: `yoy`, `mom`, `ytd`, `plan`, `whole`, a year; empty where not said",
            pattern=r"^(yoy|mom|ytd|plan|whole|\d{4})?$",
        ),
    ]
    status: Annotated[
        str,
        Says(
            "状态",
            "实际、预计、目标，或用来比较的往期值",
            "`actual`, `estimate`, `target`, `prior` (an earlier value given for comparison)",
            _STATUSES,
        ),
    ]
    scope: Annotated[
        str,
        Says(
            "范围",
            "全镇、镇以下（一村、一企、一个项目）或镇以上（县及以上）",
            "`township`, `below` (one village, firm, project), `above` (county and up)",
            _SCOPES,
        ),
    ]
    period: Annotated[
        str,
        Says(
            "时期",
            "2024、2024H1、2024Q1-Q3、2024-11、2024-01/2024-11、@2024-12（时点）、2021/2025；不知年份则为空",
            "`2024`, `2024H1`, `2024Q1-Q3`, `2024-11`, `2024-01/2024-11`, `@2024-12` (an instant), "
            "`2021/2025`; empty if the year is unknown",
            pattern=_PERIOD,
            width=16,
        ),
    ]
    period_start: Annotated[
        str | None,
        Says("时期首日", "时期的第一天", "first day of `period`", pattern=_DAY, day=True, width=13),
    ]
    period_end: Annotated[
        str | None,
        Says(
            "时期末日",
            "时期的最后一天；时点的首日与末日相同",
            "last day of `period`; an instant has both days the same",
            pattern=_DAY,
            day=True,
            width=13,
        ),
    ]
    parent_id: Annotated[
        str,
        Says(
            "上级指标编号",
            "本行是其部分、占比、增减、比率、目标或往期值的那条指标的编号",
            "`claim_id` of the claim of which this is a part, share, growth, rate, target or earlier value",
            pattern=f"^({_ID})?$",
            width=18,
        ),
    ]
    confidence: Annotated[
        float,
        Says(
            "置信度",
            "数值、单位、类别、性质、界限、状态、方向与指标名全部正确的概率（经校准）",
            "calibrated probability that value, unit, category, measure, bound, status, direction and "
            "indicator are all right",
            least=0,
            most=1,
        ),
    ]
    model: Annotated[str, Says("模型", "模型的名称与版本", "name and version of the model", width=18)]


COLUMNS = Row._fields


class Number(NamedTuple):
    """A number of a report that is no claim, with its reason. Offsets count in the raw text."""

    text: str
    start: int
    end: int
    reason: str


class Labels(NamedTuple):
    """What stands behind the columns of the contract in every output, for people to read."""

    domain_label: Annotated[str, Says("领域名称", "领域的中文名", "Chinese name of the domain")]
    category_label: Annotated[str, Says("类别名称", "类别的中文名", "Chinese name of the category", width=16)]
    period_label: Annotated[
        str, Says("时期名称", "时期的中文写法", "the period in Chinese: 2024年1—11月", width=18)
    ]


@cache
def columns() -> tuple[Column, ...]:
    """The columns of the table in its order."""
    return _columns(Row)


@cache
def labels() -> tuple[Column, ...]:
    """The columns for people that follow them."""
    return _columns(Labels)


def of_kind(*kinds: Kind) -> tuple[str, ...]:
    """Names of the columns that hold one of these kinds."""
    return tuple(column.name for column in columns() if column.kind in kinds)


def _columns(kind: type) -> tuple[Column, ...]:
    return tuple(_column(name, hint) for name, hint in get_type_hints(kind, include_extras=True).items())


def _column(name: str, hint: Any) -> Column:
    kind, says = get_args(hint)
    kinds: dict[type, Kind] = {str: "text", int: "integer", float: "real"}
    members = get_args(kind) or (kind,)
    return Column(name, "date" if says.day else kinds[members[0]], type(None) in members, says)
