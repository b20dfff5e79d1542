"""AnnualReport (年度报告): what an enterprise reports for one fiscal year; revised, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from enterprises.enums import ReportState, Source
from portal.accounts.models import new_ref


@dataclass(frozen=True)
class Figure:
    """One figure of the report: its column, label, unit (fen, person = 1/10000 person, count, usd_cent) and section."""

    name: str
    label: str
    unit: str
    section: str
    note: str = ""


FIGURES: tuple[Figure, ...] = (
    Figure("staff_e4", "职工总数（全年月平均）", "person", "people", "全年各月平均人数，在职、兼职和临时聘用合计"),
    Figure("staff_onjob_e4", "其中：在职人员", "person", "people"),
    Figure("staff_parttime_e4", "其中：兼职人员", "person", "people"),
    Figure("staff_temporary_e4", "其中：临时聘用人员", "person", "people"),
    Figure(
        "tech_staff_e4",
        "科技人员（全年累计工作183天以上）",
        "person",
        "people",
        "高新技术企业口径，国科发火〔2016〕195号三(五)",
    ),
    Figure("tech_staff_6m_e4", "科技人员（科技型中小企业口径）", "person", "people", "国科发政〔2017〕115号第九条"),
    Figure("rd_staff_e4", "研发人员", "person", "people"),
    Figure("staff_end_count", "从业人员期末人数", "count", "people"),
    Figure("new_hires_count", "新增就业人数", "count", "people"),
    Figure("graduates_hired_count", "吸纳高校应届毕业生", "count", "people"),
    Figure("doctor_count", "博士", "count", "people"),
    Figure("master_count", "硕士", "count", "people"),
    Figure("bachelor_count", "本科", "count", "people"),
    Figure("insured_count", "社保人数", "count", "people"),
    Figure("sales_fen", "销售收入（主营业务收入＋其他业务收入）", "fen", "money", "纳税申报口径"),
    Figure("revenue_operating_fen", "营业收入", "fen", "money"),
    Figure("revenue_main_fen", "主营业务收入", "fen", "money"),
    Figure("income_total_fen", "收入总额", "fen", "money", "税法口径"),
    Figure("income_nontax_fen", "不征税收入", "fen", "money"),
    Figure("income_hightech_fen", "高新技术产品（服务）收入", "fen", "money"),
    Figure("income_tech_fen", "技术性收入", "fen", "money"),
    Figure("tech_contract_fen", "技术合同成交额", "fen", "money"),
    Figure("cost_expense_fen", "成本费用支出总额", "fen", "money"),
    Figure("assets_fen", "资产总额（年末）", "fen", "money"),
    Figure("liabilities_fen", "负债总额（年末）", "fen", "money"),
    Figure("profit_fen", "利润总额", "fen", "money"),
    Figure("net_profit_fen", "净利润", "fen", "money"),
    Figure("tax_paid_fen", "纳税总额", "fen", "money"),
    Figure("cit_relief_fen", "所得税减免额", "fen", "money"),
    Figure("super_deduction_fen", "研发费用加计扣除额", "fen", "money"),
    Figure("export_usd_cent", "出口创汇", "usd_cent", "money"),
    Figure("equity_new_fen", "新增股权融资实缴额", "fen", "money"),
    Figure("valuation_usd_cent", "最近一轮投后估值", "usd_cent", "money"),
    Figure("rd_staff_cost_fen", "人员人工费用", "fen", "research", "国科发火〔2016〕195号三(六)"),
    Figure("rd_direct_fen", "直接投入费用", "fen", "research"),
    Figure("rd_depreciation_fen", "折旧费用与长期待摊费用", "fen", "research"),
    Figure("rd_amortisation_fen", "无形资产摊销费用", "fen", "research"),
    Figure("rd_design_fen", "设计费用", "fen", "research"),
    Figure("rd_trial_fen", "装备调试费用与试验费用", "fen", "research"),
    Figure("rd_other_fen", "其他费用", "fen", "research", "一般不超过研发费用总额的20%"),
    Figure("rd_outsourced_domestic_fen", "委托境内研发（实际发生额）", "fen", "research", "按80%计入"),
    Figure("rd_outsourced_overseas_fen", "委托境外研发（实际发生额）", "fen", "research", "按80%计入"),
    Figure("rd_expense_fen", "研发费用总额（高新技术企业口径）", "fen", "research"),
    Figure("rd_domestic_fen", "其中：中国境内研发费用", "fen", "research"),
    Figure("rd_basic_fen", "其中：基础研究投入", "fen", "research"),
    Figure("rd_deductible_fen", "研发费用（加计扣除口径）", "fen", "research", "财税〔2015〕119号"),
    Figure("rd_internal_fen", "R&D经费内部支出（统计口径107-2表）", "fen", "research"),
    Figure("st_activity_fen", "科技活动经费", "fen", "research"),
    Figure("conversions_count", "科技成果转化数", "count", "research", "国科发火〔2016〕195号附件"),
)


class AnnualReport(models.Model):
    """年度报告 of one fiscal year. Every figure may be empty, and empty means unknown, never zero.

    Money is whole fen, averages of people are 1/10000 person. A correction is a new row with the next revision;
    exactly one row of a year is current.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="reports")
    fiscal_year = models.PositiveSmallIntegerField("会计年度")
    revision = models.PositiveSmallIntegerField("修订号", default=1)
    is_current = models.BooleanField("现行", default=True)
    state = models.CharField("状态", max_length=12, choices=ReportState, default=ReportState.SUBMITTED)
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)
    source_note = models.CharField("来源说明", max_length=120, blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    staff_e4 = models.BigIntegerField("职工总数（全年月平均）", null=True, blank=True)
    staff_onjob_e4 = models.BigIntegerField("其中：在职人员", null=True, blank=True)
    staff_parttime_e4 = models.BigIntegerField("其中：兼职人员", null=True, blank=True)
    staff_temporary_e4 = models.BigIntegerField("其中：临时聘用人员", null=True, blank=True)
    tech_staff_e4 = models.BigIntegerField("科技人员（全年累计工作183天以上）", null=True, blank=True)
    tech_staff_6m_e4 = models.BigIntegerField("科技人员（科技型中小企业口径）", null=True, blank=True)
    rd_staff_e4 = models.BigIntegerField("研发人员", null=True, blank=True)
    staff_end_count = models.BigIntegerField("从业人员期末人数", null=True, blank=True)
    new_hires_count = models.BigIntegerField("新增就业人数", null=True, blank=True)
    graduates_hired_count = models.BigIntegerField("吸纳高校应届毕业生", null=True, blank=True)
    doctor_count = models.BigIntegerField("博士", null=True, blank=True)
    master_count = models.BigIntegerField("硕士", null=True, blank=True)
    bachelor_count = models.BigIntegerField("本科", null=True, blank=True)
    insured_count = models.BigIntegerField("社保人数", null=True, blank=True)
    sales_fen = models.BigIntegerField("销售收入（主营业务收入＋其他业务收入）", null=True, blank=True)
    revenue_operating_fen = models.BigIntegerField("营业收入", null=True, blank=True)
    revenue_main_fen = models.BigIntegerField("主营业务收入", null=True, blank=True)
    income_total_fen = models.BigIntegerField("收入总额", null=True, blank=True)
    income_nontax_fen = models.BigIntegerField("不征税收入", null=True, blank=True)
    income_hightech_fen = models.BigIntegerField("高新技术产品（服务）收入", null=True, blank=True)
    income_tech_fen = models.BigIntegerField("技术性收入", null=True, blank=True)
    tech_contract_fen = models.BigIntegerField("技术合同成交额", null=True, blank=True)
    cost_expense_fen = models.BigIntegerField("成本费用支出总额", null=True, blank=True)
    assets_fen = models.BigIntegerField("资产总额（年末）", null=True, blank=True)
    liabilities_fen = models.BigIntegerField("负债总额（年末）", null=True, blank=True)
    profit_fen = models.BigIntegerField("利润总额", null=True, blank=True)
    net_profit_fen = models.BigIntegerField("净利润", null=True, blank=True)
    tax_paid_fen = models.BigIntegerField("纳税总额", null=True, blank=True)
    cit_relief_fen = models.BigIntegerField("所得税减免额", null=True, blank=True)
    super_deduction_fen = models.BigIntegerField("研发费用加计扣除额", null=True, blank=True)
    export_usd_cent = models.BigIntegerField("出口创汇", null=True, blank=True)
    equity_new_fen = models.BigIntegerField("新增股权融资实缴额", null=True, blank=True)
    valuation_usd_cent = models.BigIntegerField("最近一轮投后估值", null=True, blank=True)
    rd_staff_cost_fen = models.BigIntegerField("人员人工费用", null=True, blank=True)
    rd_direct_fen = models.BigIntegerField("直接投入费用", null=True, blank=True)
    rd_depreciation_fen = models.BigIntegerField("折旧费用与长期待摊费用", null=True, blank=True)
    rd_amortisation_fen = models.BigIntegerField("无形资产摊销费用", null=True, blank=True)
    rd_design_fen = models.BigIntegerField("设计费用", null=True, blank=True)
    rd_trial_fen = models.BigIntegerField("装备调试费用与试验费用", null=True, blank=True)
    rd_other_fen = models.BigIntegerField("其他费用", null=True, blank=True)
    rd_outsourced_domestic_fen = models.BigIntegerField("委托境内研发（实际发生额）", null=True, blank=True)
    rd_outsourced_overseas_fen = models.BigIntegerField("委托境外研发（实际发生额）", null=True, blank=True)
    rd_expense_fen = models.BigIntegerField("研发费用总额（高新技术企业口径）", null=True, blank=True)
    rd_domestic_fen = models.BigIntegerField("其中：中国境内研发费用", null=True, blank=True)
    rd_basic_fen = models.BigIntegerField("其中：基础研究投入", null=True, blank=True)
    rd_deductible_fen = models.BigIntegerField("研发费用（加计扣除口径）", null=True, blank=True)
    rd_internal_fen = models.BigIntegerField("R&D经费内部支出（统计口径107-2表）", null=True, blank=True)
    st_activity_fen = models.BigIntegerField("科技活动经费", null=True, blank=True)
    conversions_count = models.BigIntegerField("科技成果转化数", null=True, blank=True)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        ordering = ["-fiscal_year", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "fiscal_year", "revision"], name="report_revision_once"),
            models.UniqueConstraint(
                fields=["enterprise", "fiscal_year"], condition=Q(is_current=True), name="report_one_current_a_year"
            ),
            models.CheckConstraint(
                name="report_year_plausible", condition=Q(fiscal_year__gte=1949, fiscal_year__lte=2200)
            ),
        ]
        indexes = [
            models.Index(
                fields=["fiscal_year", "enterprise"], condition=Q(is_current=True), name="report_current_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}年度报告（第{self.revision}版）"

    @property
    def net_assets_fen(self) -> int | None:
        """净资产 = 资产总额 − 负债总额, fen; unknown when either is. Clause: 国科发火〔2016〕195号 三(四)."""
        if self.assets_fen is None or self.liabilities_fen is None:
            return None
        return self.assets_fen - self.liabilities_fen
