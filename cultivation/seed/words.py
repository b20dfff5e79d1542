"""The words the demo city is made of: trades of 鹤壁, coined names, streets. No firm or person of the real city is meant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """A trade: the words of its names, its industry (GB/T 4754), its technology field or none, sales per head in 万元.

    weight: how common it is. is_barred: on the list of industries without super-deduction (财税〔2015〕119号).
    """

    words: tuple[str, ...]
    industry: str
    field: str
    sales_per_head: int
    weight: int
    is_barred: bool = False


TRADES = (
    Trade(("镁基新材料", "镁合金", "金属镁制品"), "C3252", "40101", 95, 9),
    Trade(("电子科技", "电子电器", "线缆连接器"), "C3989", "10601", 62, 9),
    Trade(("精密制造", "智能装备", "自动化设备"), "C3569", "80401", 66, 10),
    Trade(("汽车零部件", "汽车电器", "车辆配件"), "C3670", "80703", 70, 8),
    Trade(("精细化工", "功能材料", "化工新材料"), "C2669", "40501", 110, 8),
    Trade(("生物科技", "生物工程", "酶制剂"), "C1495", "20601", 85, 5),
    Trade(("食品", "肉制品加工", "绿色食品"), "C1371", "20701", 105, 7),
    Trade(("软件技术", "信息技术", "数字科技", "大数据服务"), "I6513", "10101", 38, 11),
    Trade(("空间信息技术", "卫星应用技术", "遥感数据服务"), "I6571", "30201", 45, 4),
    Trade(("环保科技", "水处理设备", "固废利用"), "C3591", "70101", 68, 6),
    Trade(("新能源", "储能技术", "节能设备"), "C3849", "60301", 88, 5),
    Trade(("检验检测", "工程技术服务", "工业设计"), "M7452", "50201", 35, 5),
    Trade(("农业科技", "种业", "智慧农业"), "A0111", "20702", 55, 6),
    Trade(("现代家居", "建材科技", "陶瓷"), "C3079", "40201", 72, 4),
    Trade(("商贸", "供应链管理", "贸易"), "F5199", "", 160, 7, is_barred=True),
    Trade(("建筑工程", "市政工程"), "E4813", "", 75, 4),
    Trade(("物流", "仓储服务"), "G5990", "", 58, 3),
    Trade(("文化旅游", "酒店管理"), "H6110", "", 26, 2, is_barred=True),
)

# Coined from two sets of uncommon characters, so that a name that exists is met by accident only.
FIRST = "苍岚砚霁澜翊珩璟砺澍嵘钧翎湛铄朔煦筠棠樾昱泠珞湫霖峥垚麓芃翯飏琅玥淏晞岑蘅邈珵琮"
SECOND = "岫珉铎澄旻翮峤沄璜锵湄骞昉榆笙泓璘暄茗钰渌桐嶂旎莳澔蔚阡翥巽熠岱绅濯栩皓铭舸槿霄"
LEGAL_TYPES = ("有限责任公司（自然人投资或控股）", "有限责任公司（自然人独资）", "股份有限公司（非上市）")

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
# 某甲 to 某癸: a reader sees at once that nobody is meant.
STEMS = "甲乙丙丁戊己庚辛壬癸"

STREETS = {
    "410602": ("鹤山示例路", "中山示例街"),
    "410603": ("山城示例大道", "红旗示例街"),
    "410611": ("淇滨示例大道", "黎阳示例路", "九州示例路"),
    "410621": ("浚州示例大道", "黎阳示例街"),
    "410622": ("朝歌示例路", "淇河示例路"),
}

RIGHT_NAMES = ("一种{word}用检测装置", "一种{word}生产用输送机构", "一种{word}的制备方法", "一种节能型{word}设备")
SOFTWARE_NAMES = ("{word}管理系统", "{word}数据采集平台", "{word}监测软件")
