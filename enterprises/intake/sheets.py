"""The sheets that can be imported, each declared once."""

from __future__ import annotations

from decimal import Decimal

from enterprises.models import FIGURES, Figure
from enterprises.models.figures import MAY_BE_NEGATIVE
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec

CODE_EXAMPLE = "91350100M000100Y43"

CODE = ColumnSpec(
    "统一社会信用代码",
    "code",
    Kind.CODE,
    aliases=("社会信用代码", "信用代码", "统一信用代码", "机构代码", "统一社会信用代码/注册号"),
    required=True,
    example=CODE_EXAMPLE,
    note="18位，按营业执照填写",
    max_length=40,
)
NAME = ColumnSpec(
    "企业名称",
    "name",
    aliases=("单位名称", "公司名称", "名称", "企业全称", "市场主体名称"),
    required=True,
    example="某某精密制造有限公司",
    note="按营业执照填写全称",
    max_length=200,
    width=34,
)

ENTERPRISES = SheetSpec(
    code="enterprises",
    title="企业台账",
    columns=(
        NAME,
        CODE,
        ColumnSpec(
            "注册日期",
            "founded_on",
            Kind.DATE,
            aliases=("成立日期", "注册成立日期", "成立时间", "注册时间", "登记日期", "设立日期"),
            example="2017-05-11",
        ),
        ColumnSpec(
            "企业类型",
            "legal_type",
            aliases=("登记注册类型", "公司类型", "市场主体类型"),
            example="有限责任公司",
            max_length=80,
        ),
        ColumnSpec(
            "注册资金",
            "capital",
            Kind.CAPITAL,
            aliases=("注册资本", "注册资本(金)", "认缴资本"),
            example="250万元",
            note="数字加单位；外币写明币种",
            max_length=60,
            width=16,
        ),
        ColumnSpec(
            "经营范围", "business_scope", aliases=("经营业务范围",), example="精密零件制造", max_length=10_000, width=40
        ),
        ColumnSpec("所在省份", "province", aliases=("省份", "省", "所属省份"), example="河南", max_length=40, width=10),
        ColumnSpec(
            "地区",
            "area",
            aliases=("城市", "所属城市", "市", "地市", "所属地区"),
            example="鹤壁",
            max_length=40,
            width=10,
        ),
        ColumnSpec(
            "注册地址",
            "address",
            aliases=("住所", "地址", "注册地", "企业地址", "经营场所", "住所(经营场所)"),
            example="鹤壁市淇滨区某某路1号",
            max_length=300,
            width=34,
        ),
        ColumnSpec(
            "县区",
            "county",
            aliases=("所属县区", "区县", "所在县区", "县(区)", "县市区"),
            example="淇滨区",
            note="可以不填，系统按注册地址找",
            max_length=40,
        ),
        ColumnSpec(
            "功能区",
            "zone",
            aliases=("所属功能区", "开发区", "所属园区"),
            example="鹤壁经济技术开发区",
            max_length=40,
            width=20,
        ),
        ColumnSpec(
            "国民经济行业",
            "industry_code",
            aliases=("行业代码", "国民经济行业代码", "所属行业", "行业"),
            example="C3425",
            note="GB/T 4754代码",
            max_length=40,
        ),
        ColumnSpec(
            "高新技术领域",
            "field_code",
            aliases=("领域代码", "技术领域", "高新技术领域代码"),
            example="801",
            note="领域代码",
            max_length=40,
        ),
        ColumnSpec("法定代表人", "legal_person", aliases=("法人", "法人代表"), example="张某", max_length=60),
        ColumnSpec("联系人", "contact_name", aliases=("企业联系人",), example="李某", max_length=60),
        ColumnSpec(
            "联系电话",
            "contact_phone",
            Kind.CODE,
            aliases=("电话", "手机", "联系方式"),
            example="0392-3300000",
            max_length=30,
        ),
    ),
    key=("code",),
    note="每家企业一行；格子留空表示不改动台账里已有的内容。",
)

SHORT_NAMES = {
    "staff_e4": ("职工总数", "职工人数", "职工平均人数"),
    "tech_staff_e4": ("科技人员", "科技人员数"),
    "rd_staff_e4": ("研发人员数",),
    "sales_fen": ("销售收入", "销售收入总额"),
    "revenue_operating_fen": ("营业总收入",),
    "income_hightech_fen": ("高新技术产品收入", "高新收入"),
    "assets_fen": ("资产总额", "总资产"),
    "liabilities_fen": ("负债总额", "总负债"),
    "net_profit_fen": ("净利润额",),
    "tax_paid_fen": ("上缴税费", "纳税额"),
    "rd_expense_fen": ("研发费用", "研发费用总额", "研发投入"),
    "rd_deductible_fen": ("加计扣除研发费用",),
}


def _figure_column(figure: Figure) -> ColumnSpec:
    aliases = (*SHORT_NAMES.get(figure.name, ()), figure.label.removeprefix("其中："))
    aliases = tuple(alias for alias in aliases if alias != figure.label)
    at_least = None if figure.name in MAY_BE_NEGATIVE else Decimal(0)
    kind, unit, places, example = {
        "fen": (Kind.MONEY, "万元", 0, "5836.00"),
        "person": (Kind.DECIMAL, "人", 4, "86.5"),
        "usd_cent": (Kind.DECIMAL, "万美元", 6, "35"),
        "count": (Kind.INTEGER, "", 0, "12"),
    }[figure.unit]
    return ColumnSpec(
        figure.label,
        figure.name,
        kind,
        aliases=aliases,
        unit=unit,
        places=places,
        minimum=at_least,
        example=example,
        note=figure.note,
    )


ANNUAL_REPORTS = SheetSpec(
    code="annual_reports",
    title="年度数据",
    columns=(
        CODE,
        ColumnSpec("企业名称", "name", aliases=NAME.aliases, example=NAME.example, max_length=200, width=34),
        ColumnSpec(
            "会计年度", "fiscal_year", Kind.YEAR, aliases=("年度", "年份", "所属年度"), required=True, example="2025"
        ),
        *(_figure_column(figure) for figure in FIGURES),
    ),
    key=("code", "fiscal_year"),
    note="每家企业每个会计年度一行，企业要先在台账里；格子留空表示不改动已有的数据。",
)

SHEETS = {spec.code: spec for spec in (ENTERPRISES, ANNUAL_REPORTS)}
