"""Companies and people that do not exist, with ids whose check characters are right."""

from random import Random
from typing import NamedTuple

from stdnum.cn import uscc

REGIONS = {
    "11": ("北京", "北京市海淀区"), "12": ("天津", "天津市河西区"),
    "31": ("上海", "上海市浦东新区"), "32": ("江苏", "江苏省苏州市工业园区"),
    "33": ("浙江", "浙江省杭州市西湖区"), "37": ("山东", "山东省济南市历下区"),
    "42": ("湖北", "湖北省武汉市江岸区"),
    "44": ("广东", "广东省广州市天河区"),
    "50": ("重庆", "重庆市渝北区"), "51": ("四川", "四川省成都市高新区"), "61": ("陕西", "陕西省西安市雁塔区"),
}  # fmt: skip
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PLACES = ("华北", "江南", "东海", "西岭", "南山", "北辰", "长宁", "嘉禾", "云台", "青石")
WORDS = ("恒信", "瑞通", "宏远", "天成", "博雅", "金桥", "鑫源", "众合", "立方", "同创", "安泰", "优品", "智联", "锦程")
TRADES = (
    "科技",
    "商贸",
    "建筑工程",
    "餐饮管理",
    "酒店管理",
    "物流",
    "办公用品",
    "信息技术",
    "机电设备",
    "咨询服务",
    "钢铁",
    "五金制品",
)
ENDS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司", "（集团）有限公司")
LONG = ("国际供应链综合服务", "新能源汽车零部件制造", "城市轨道交通建设投资", "高性能复合材料研究开发")
STREETS = ("人民路", "建设大道", "中山东路", "科技园南区", "解放北街", "创新大厦")
BANKS = ("中国工商银行", "中国建设银行", "招商银行股份有限公司", "交通银行", "中国农业银行")
PEOPLE = ("王芳", "李静", "张伟", "刘洋", "陈晨", "杨帆", "赵敏", "孙丽华", "周建国", "吴晓东")


class Company(NamedTuple):
    """A party of a Chinese invoice; `region` the first two digits of its place, everything but a name may be empty."""

    name: str
    tax_id: str = ""
    region: str = ""
    address: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""

    @property
    def where(self) -> str:
        """Address and telephone, as old invoices print them."""
        return f"{self.address} {self.phone}".strip()

    @property
    def pays_from(self) -> str:
        """Bank and account, as old invoices print them."""
        return f"{self.bank} {self.account}".strip()


def company(chance: Random, *, long: bool = False) -> Company:
    """A company; `long` gives a name that fills two lines of most layouts."""
    region = chance.choice(sorted(REGIONS))
    short, place = REGIONS[region]
    middle = chance.choice(LONG) + chance.choice(TRADES) + chance.choice(WORDS) if long else chance.choice(TRADES)
    bracket = f"（{short}）" if chance.random() < 0.15 else ""
    name = f"{chance.choice((short, *PLACES))}{chance.choice(WORDS)}{bracket}{middle}{chance.choice(ENDS)}"
    body = f"91{region}0{chance.randrange(1000):03d}" + "".join(chance.choice(ALPHABET) for _ in range(9))
    bank = f"{chance.choice(BANKS)}{place[:2]}{chance.choice(STREETS)[:2]}支行"
    return Company(
        name=name if not long else name + f"{short}第{chance.choice('一二三四五')}分公司",
        tax_id=body + uscc.calc_check_digit(body),
        region=region,
        address=f"{place}{chance.choice(STREETS)}{chance.randrange(1, 999)}号",
        phone=f"0{chance.randrange(10, 999)}-{chance.randrange(2_000_000, 89_999_999)}",
        bank=bank,
        account="".join(chance.choice("0123456789") for _ in range(chance.choice((15, 17, 19)))),
    )
