"""Closed lists of the enterprises room."""

from django.db import models


class EnterpriseStatus(models.TextChoices):
    """存续状态."""

    ACTIVE = "active", "存续"
    CANCELLED = "cancelled", "注销"
    MERGED = "merged", "已并入"
    MOVED_OUT = "moved_out", "迁出"


class TaxCollection(models.TextChoices):
    """企业所得税征收方式."""

    AUDITED = "audited", "查账征收"
    ASSESSED = "assessed", "核定征收"


class SizeClass(models.TextChoices):
    """划型, 国统字〔2017〕213号."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class Source(models.TextChoices):
    """Where a figure or a row came from."""

    TYPED = "typed", "人工录入"
    IMPORTED = "imported", "Excel导入"
    REPORTED = "reported", "企业填报"
    REGISTER = "register", "登记库"
    DEMO = "demo", "演示数据"


class ReportState(models.TextChoices):
    """年度报告状态."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    CONFIRMED = "confirmed", "县区已审核"


class RightClass(models.TextChoices):
    """Ⅰ类 or Ⅱ类, 国科发政〔2017〕115号第九条, 国科发火〔2016〕195号三(二)."""

    ONE = "1", "Ⅰ类"
    TWO = "2", "Ⅱ类"


class RightKind(models.TextChoices):
    """Kinds of intellectual property that the rules name."""

    INVENTION = "invention", "发明专利"
    PLANT_VARIETY = "plant_variety", "植物新品种"
    CROP_VARIETY = "crop_variety", "国家级农作物品种"
    NEW_DRUG = "new_drug", "国家新药"
    PROTECTED_TCM = "protected_tcm", "国家一级中药保护品种"
    CIRCUIT_LAYOUT = "circuit_layout", "集成电路布图设计专有权"
    UTILITY_MODEL = "utility_model", "实用新型"
    DESIGN = "design", "外观设计"
    SOFTWARE = "software", "软件著作权"


CLASS_ONE = frozenset(
    {
        RightKind.INVENTION,
        RightKind.PLANT_VARIETY,
        RightKind.CROP_VARIETY,
        RightKind.NEW_DRUG,
        RightKind.PROTECTED_TCM,
        RightKind.CIRCUIT_LAYOUT,
    }
)


class Acquisition(models.TextChoices):
    """获得方式, 国科发火〔2016〕32号第十一条(二)."""

    OWN = "own", "自主研发"
    BOUGHT = "bought", "受让"
    GIVEN = "given", "受赠"
    MERGED = "merged", "并购"


class Scheme(models.TextChoices):
    """Titles an enterprise can hold (资质)."""

    TECH_SME = "tech_sme", "科技型中小企业"
    HNTE = "hnte", "高新技术企业"
    GAZELLE = "gazelle", "瞪羚企业"
    LEADER = "leader", "科技领军企业"
    INNOVATIVE_SME = "innovative_sme", "创新型中小企业"
    SPECIALISED_SME = "specialised_sme", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新小巨人"
    PROVINCIAL_RD_ORG = "provincial_rd_org", "省部级以上研发机构"


class RecognitionKind(models.TextChoices):
    """First recognition or again; there is no 复审 since 2016, a plan's 复审 is a recognition again."""

    FIRST = "first", "首次"
    AGAIN = "again", "再次"
    MOVED_IN = "moved_in", "迁入"


class ComplianceKind(models.TextChoices):
    """Events that bar a recognition."""

    SAFETY = "safety", "重大安全事故"
    QUALITY = "quality", "重大质量事故"
    ENVIRONMENT = "environment", "严重环境违法"
    RESEARCH = "research", "科研严重失信"
    ABNORMAL = "abnormal", "列入经营异常名录"
    DISHONEST = "dishonest", "列入严重违法失信名单"


class StatementItem(models.TextChoices):
    """What is stated of an enterprise beyond its annual reports, because a rule asks for it (补充情况)."""

    NICHE_SINCE = "niche_since", "进入细分市场的日期"
    IN_STRATEGIC_INDUSTRY = "in_strategic_industry", "主导产品属战略性新兴产业"
    FILLS_GAP = "fills_gap", "补短板、锻长板、填空白"
    IN_KEY_FIELD = "in_key_field", "六基、老字号或关键产业链供应商"
    EXCLUDED_TRADE = "excluded_trade", "垄断性行业、房地产、贸易等排除行业"
    IP_HIGH_VALUE = "ip_high_value", "Ⅰ类高价值知识产权"
    DIGITAL_LEVEL = "digital_level", "数字化水平等级"
    HAS_QUALITY_AWARD = "has_quality_award", "省级以上质量奖"
    HAS_QUALITY_SYSTEM = "has_quality_system", "质量管理体系认证"
    HAS_OWN_BRAND = "has_own_brand", "拥有自主品牌"
    HAS_PRODUCT_CERTIFICATE = "has_product_certificate", "管理体系或国外产品认证"
    HAS_PROCESS_SYSTEM = "has_process_system", "核心业务由信息系统支撑"
    DEVELOPMENT_SCORE = "development_score", "专精特新发展评价得分（当年）"
    DEVELOPMENT_SCORE_BEFORE = "development_score_before", "专精特新发展评价得分（上年）"
    HOLDS_INNOVATION_DEMO = "holds_innovation_demo", "国家技术创新示范或知识产权优势、示范企业"
    IS_CHAMPION = "is_champion", "制造业单项冠军"
    IS_GIANT_SISTER = "is_giant_sister", "小巨人的关联企业"
    MAKER_CHINA_500 = "maker_china_500", "“创客中国”全国500强"
    MAKER_CHINA_50 = "maker_china_50", "“创客中国”全国50强"
    NATIONAL_RD_ORG = "national_rd_org", "国家级研发机构"
    CITY_RD_ORG = "city_rd_org", "市级研发机构"
    OWN_RD_ORG = "own_rd_org", "自建或联合建立研发机构"
    IS_LISTED = "is_listed", "已上市"
    EQUITY_BACKED = "equity_backed", "获得过私募股权投资"
    EQUITY_RAISED = "equity_raised", "累计获得的股权融资"
    LARGEST_ROUND = "largest_round", "单笔风险投资"
    EQUITY_RAISED_USD = "equity_raised_usd", "累计融资额（美元）"
    VALUATION_USD = "valuation_usd", "最近一轮投后估值（美元）"


class MemberRole(models.TextChoices):
    """Who a person is to the enterprise."""

    ADMIN = "admin", "企业管理员"
    CLERK = "clerk", "经办人"


class AssignmentLayer(models.TextChoices):
    """包联的三层: 领导包县区、科室包产业、干部包企业."""

    LEADER = "leader", "包联领导"
    SECTION = "section", "包联科室"
    OFFICER = "officer", "包联干部"
