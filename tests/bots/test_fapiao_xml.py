"""E-invoices as XML: three vocabularies and their variants."""

import re

import pytest
from lxml import etree

from adapters.specimens.files import xml_specimen
from bots.reading.agreement import same
from bots.reading.any_file import read
from bots.reading.fapiao import stated
from bots.reading.fapiao.stated import rate
from contracts.reading import Reading

EINVOICE = """<EInvoice><Header><EIid>{number}</EIid><InherentLabel>
<InIssuType><LabelCode>{blue}</LabelCode><LabelName>是否蓝字发票标志</LabelName></InIssuType>
<GeneralOrSpecialVAT><LabelCode>01</LabelCode><LabelName>{kind}</LabelName></GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData><SellerInformation><SellerIdNum>91500000FAKE26432Q</SellerIdNum><SellerName>虚构销售有限公司</SellerName>
<SellerBankName>虚构银行支行</SellerBankName><SellerBankAccNum>461113930955</SellerBankAccNum></SellerInformation>
<BuyerInformation><BuyerIdNum>91500000FAKE7459XG</BuyerIdNum><BuyerName>虚构采购有限公司</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>{net}</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm>
<TotalTax-includedAmount>{gross}</TotalTax-includedAmount>
<TotalTax-includedAmountInChinese>壹佰零陆圆整</TotalTax-includedAmountInChinese><Drawer>甲</Drawer>
<RequestTime>2026-03-02 10:00:00</RequestTime></BasicInformation>
<IssuItemInformation><ItemName>*服务*甲</ItemName><SpecMod>A4</SpecMod><MeaUnits>次</MeaUnits><Quantity>1</Quantity>
<UnPrice>60</UnPrice><Amount>60.00</Amount><TaxRate>0.06</TaxRate><ComTaxAm>3.60</ComTaxAm>
<TaxClassificationCode>3040201000000000000</TaxClassificationCode></IssuItemInformation>
<IssuItemInformation><ItemName>*服务*乙</ItemName><Amount>40.00</Amount><TaxRate>免税</TaxRate><ComTaxAm>***</ComTaxAm>
</IssuItemInformation>{special}<AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber><IssueTime>2026-03-01</IssueTime></TaxSupervisionInfo>
<TaxBureauSignature><SignatureValue>x</SignatureValue></TaxBureauSignature></EInvoice>"""
EDRM = """<fp:eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"><fp:InvoiceCode>{code}</fp:InvoiceCode>
<fp:InvoiceNo>70315528</fp:InvoiceNo><fp:IssueDate>2021年09月26日</fp:IssueDate>
<fp:InvoiceCheckCode>48106275939048217365</fp:InvoiceCheckCode><fp:Buyer><fp:BuyerName>虚构采购有限公司</fp:BuyerName>
<fp:BuyerTaxID>91500000FAKE7459XG</fp:BuyerTaxID></fp:Buyer><fp:Seller><fp:SellerName>虚构销售有限公司</fp:SellerName>
<fp:SellerTaxID>91500000FAKE26432Q</fp:SellerTaxID><fp:SellerFinancialAccount>虚构银行 461113930955</fp:SellerFinancialAccount>
</fp:Seller><fp:TaxInclusiveTotalAmount>39.55</fp:TaxInclusiveTotalAmount>
<fp:TaxExclusiveTotalAmount>35.00</fp:TaxExclusiveTotalAmount><fp:TaxTotalAmount>4.55</fp:TaxTotalAmount>
<fp:OriginalInvoiceCode/><fp:OriginalInvoiceNo/><fp:GoodsInfos><fp:GoodsInfo><fp:Item>*纸制文具*本册</fp:Item>
<fp:Code>1060105010000000000</fp:Code><fp:Specification/><fp:MeasurementDimension>本</fp:MeasurementDimension>
<fp:Price>35</fp:Price><fp:Quantity>1</fp:Quantity><fp:Amount>35.00</fp:Amount><fp:TaxScheme>13%</fp:TaxScheme>
<fp:TaxAmount>4.55</fp:TaxAmount></fp:GoodsInfo></fp:GoodsInfos></fp:eInvoice>"""
RAIL = """<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:rai="http://xbrl.mof.gov.cn/taxonomy/2021-11-30/rai">
<rai:TypeOfVoucher>电子发票（铁路电子客票）</rai:TypeOfVoucher>
<rai:ElectronicInvoiceRailwayETicketNumber>26509183740216593840</rai:ElectronicInvoiceRailwayETicketNumber>
<rai:DateOfIssue>2026-03-15</rai:DateOfIssue><rai:DepartureStation>虚构东</rai:DepartureStation>
<rai:DestinationStation>样本北</rai:DestinationStation><rai:TrainNumber>G789</rai:TrainNumber><rai:Fare>272.50</rai:Fare>
<rai:TotalAmountExcludingTax>250.00</rai:TotalAmountExcludingTax><rai:TaxRate>0.09</rai:TaxRate>
<rai:TaxAmount>22.50</rai:TaxAmount><rai:NameOfPurchaser>虚构采购有限公司</rai:NameOfPurchaser>
<rai:UnifiedSocialCreditCodeOfPurchaser>91500000FAKE7459XG</rai:UnifiedSocialCreditCodeOfPurchaser></xbrl>"""
NUMBER = "26502000000820463175"


def _einvoice(encoding: str = "utf-8", **changes: str) -> bytes:
    parts = {
        "number": NUMBER, "blue": "Y", "kind": "增值税专用发票", "net": "100.00", "tax": "6.00", "gross": "106.00",
        "special": "<SpecificInformation/>", "remark": "", **changes,
    }  # fmt: skip
    return f'<?xml version="1.0" encoding="{encoding}"?>{EINVOICE.format(**parts)}'.encode(encoding)


def _values(reading: Reading) -> dict[str, str]:
    return {name: one.value for name, one in reading.fields.items()}


def test_the_xml_of_the_tax_bureau() -> None:
    reading = read(_einvoice())
    assert reading.format == "fapiao-xml"
    assert _values(reading) == {
        "number": NUMBER, "issue_date": "2026-03-01", "currency": "CNY", "kind": "31", "net_amount": "100.00",
        "tax_amount": "6.00", "gross_amount": "106.00", "gross_in_words": "壹佰零陆圆整", "seller_name": "虚构销售有限公司",
        "seller_tax_id": "91500000FAKE26432Q", "buyer_name": "虚构采购有限公司", "buyer_tax_id": "91500000FAKE7459XG",
        "bank_account": "虚构银行支行 461113930955",
    }  # fmt: skip
    first, second = reading.lines
    assert (first.specification, first.tax_rate, first.classification) == ("A4", "6", "3040201000000000000")
    assert (second.quantity, second.tax_rate, second.tax_amount) == (None, "免税", None)
    assert reading.findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb2312", "GB18030", "utf-16"])
def test_every_encoding_that_is_declared_is_read(encoding: str) -> None:
    data = (
        _einvoice().decode().replace('encoding="utf-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
    )
    assert read(data).value("seller_name") == "虚构销售有限公司"


def test_an_ordinary_invoice_is_another_kind() -> None:
    assert read(_einvoice(kind="普通发票")).value("kind") == "32"
    assert read(_einvoice(kind="")).value("kind") is None


def test_a_red_invoice_names_the_blue_one() -> None:
    blue = "<OriginalInvoiceCode>25502000000820463175</OriginalInvoiceCode>"
    special = f"<SpecificInformation><RedEInvoice>{blue}</RedEInvoice></SpecificInformation>"
    red = {"blue": "N", "net": "-100.00", "tax": "-6.00", "gross": "-106.00"}
    assert read(_einvoice(special=special, **red)).value("original_number") == "25502000000820463175"
    remark = "被红冲蓝字数电票号码：25502000000820463176 红字发票信息确认单编号：1"
    assert read(_einvoice(remark=remark, **red)).value("original_number") == "25502000000820463176"


def test_stars_in_place_of_the_tax_are_no_figure() -> None:
    assert read(_einvoice(tax="***", net="***")).value("tax_amount") is None
    assert read(_einvoice(tax="1e2")).value("tax_amount") == "1e2"


def test_two_numbers_in_one_document_are_a_reject() -> None:
    data = _einvoice().replace(f"<EIid>{NUMBER}".encode(), b"<EIid>26502000000820463176")
    assert [(one.code, one.severity) for one in read(data).findings] == [("sources-differ", "reject")]


def test_an_invoice_without_anything_is_rejected() -> None:
    reading = read(b"<EInvoice><Header/></EInvoice>")
    assert reading.fields == {}
    assert reading.verdict == "reject"


def test_the_xml_of_old_ofd_files() -> None:
    reading = read(EDRM.format(code="050002100111").encode())
    values = _values(reading)
    assert (values["code"], values["number"], values["issue_date"], values["kind"]) == (
        "050002100111",
        "70315528",
        "2021-09-26",
        "10",
    )
    assert (values["net_amount"], values["tax_amount"], values["gross_amount"]) == ("35.00", "4.55", "39.55")
    assert values["bank_account"] == "虚构银行 461113930955"
    assert "original_number" not in values
    assert [(line.tax_rate, line.unit, line.classification) for line in reading.lines] == [
        ("13", "本", "1060105010000000000")
    ]


@pytest.mark.parametrize(("tail", "kind"), [("11", "10"), ("12", "14"), ("13", "20"), ("99", "10")])
def test_the_code_of_an_old_invoice_tells_its_kind(tail: str, kind: str) -> None:
    assert read(EDRM.format(code=f"0500021001{tail}").encode()).value("kind") == kind


def test_an_old_red_invoice_names_code_and_number() -> None:
    data = EDRM.format(code="050002100111").replace(
        "<fp:OriginalInvoiceCode/>", "<fp:OriginalInvoiceCode>050002000111</fp:OriginalInvoiceCode>"
    )
    data = data.replace("<fp:OriginalInvoiceNo/>", "<fp:OriginalInvoiceNo>12345678</fp:OriginalInvoiceNo>")
    assert read(data.encode()).value("original_number") == "05000200011112345678"


def test_the_voucher_of_a_rail_ticket() -> None:
    reading = read(RAIL.encode())
    values = _values(reading)
    assert (values["number"], values["kind"], values["gross_amount"]) == ("26509183740216593840", "51", "272.50")
    assert (values["net_amount"], values["tax_amount"], values["buyer_name"]) == ("250.00", "22.50", "虚构采购有限公司")
    assert [(line.description, line.tax_rate) for line in reading.lines] == [("铁路客票 G789 虚构东-样本北", "9")]
    assert reading.findings == ()


OLD_VOUCHER = """<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:inv="http://example.org/inv">
<inv:TypeOfInvoice>增值税电子专用发票</inv:TypeOfInvoice><inv:CodeOfInvoice>050002100113</inv:CodeOfInvoice>
<inv:NumberOfInvoice>70315528</inv:NumberOfInvoice><inv:DateOfIssue>2021-09-26</inv:DateOfIssue>
<inv:TotalAmountExcludingTax decimals="2">9849.06</inv:TotalAmountExcludingTax>
<inv:TotalTaxAmount>590.94</inv:TotalTaxAmount><inv:TaxIncludedAmountInFigures>10440.00</inv:TaxIncludedAmountInFigures>
<inv:NameOfSeller>虚构销售有限公司</inv:NameOfSeller>
<inv:InformationOfTaxableGoodsOrServicesDetailItemsTuple><inv:TaxRate>6.00%</inv:TaxRate>
<inv:TaxAmount>590.94</inv:TaxAmount><inv:AmountExcludingTax>9849.06</inv:AmountExcludingTax>
<inv:NameOfTaxableGoodsOrServices>*现代服务*后勤服务</inv:NameOfTaxableGoodsOrServices>
</inv:InformationOfTaxableGoodsOrServicesDetailItemsTuple></xbrli:xbrl>"""


def test_the_voucher_of_an_old_invoice() -> None:
    reading = read(OLD_VOUCHER.encode())
    values = _values(reading)
    assert (values["code"], values["number"], values["kind"]) == ("050002100113", "70315528", "20")
    assert (values["net_amount"], values["tax_amount"], values["gross_amount"]) == ("9849.06", "590.94", "10440.00")
    assert [(line.description, line.net_amount, line.tax_rate, line.tax_amount) for line in reading.lines] == [
        ("*现代服务*后勤服务", "9849.06", "6", "590.94")
    ]


def test_xbrl_of_something_else_is_unknown() -> None:
    assert read(b'<xbrl xmlns="http://www.xbrl.org/2003/instance"><a/></xbrl>').format == "unknown"


@pytest.mark.parametrize(
    ("written", "percent"),
    [("0.06", "6"), ("0.060000", "6"), ("6%", "6"), ("6.00%", "6"), ("13", "13"), ("0.015", "1.5"), ("0", "0"), ("0.13", "13"),
     ("1", "1"), ("1.5", "1.5"), ("0.01", "1"), ("-1", "-1"),
     ("10%", "10"), ("0.10", "10"), ("免税", "免税"), (None, None), ("", None)],
)  # fmt: skip
def test_rates_in_percent(written: str | None, percent: str | None) -> None:
    assert rate(written) == percent


def test_values_are_the_same_whatever_their_brackets_and_widths() -> None:
    assert same("虚构（重庆）有限公司", "虚构(重庆) 有限公司")
    assert same("35.00", "35")
    assert not same("虚构有限公司", "虚构公司")


def test_ids_with_spaces_are_ids() -> None:
    data = EDRM.format(code="0500 0210 0111").replace("48106275939048217365", "48106 27593 90482 17365")
    values = _values(read(data.encode()))
    assert (values["code"], values["check_code"]) == ("050002100111", "48106275939048217365")


def test_elements_are_leaves_with_a_text_outside_of_lines_and_signatures() -> None:
    root = etree.fromstring(
        "<r><A> x  y </A><GoodsInfo><B>1</B></GoodsInfo><TaxBureauSignature><B>2</B></TaxBureauSignature>"
        "<C>mixed<D>3</D></C><E/><A>z</A></r>"
    )
    assert list(stated._elements(root)) == [("A", "x y"), ("D", "3"), ("A", "z")]
    assert stated._values(root) == {"A": "x y", "D": "3"}


@pytest.mark.parametrize(
    ("values", "account"),
    [
        ({"SellerBankName": "工行", "SellerBankAccNum": "123"}, "工行 123"),
        ({"SellerBankAccNum": "123"}, "123"),
        ({"SellerBankName": "工行"}, None),
        ({}, None),
    ],
)
def test_an_account_needs_its_number(values: dict[str, str], account: str | None) -> None:
    assert stated._account(values) == account


@pytest.mark.parametrize(
    ("named", "values", "code", "kind"),
    [
        ("铁路电子客票", {}, None, "51"),
        ("", {"Fare": "1"}, None, "51"),
        ("专用发票", {}, None, "31"),
        ("普通发票", {}, None, "32"),
        ("", {}, None, None),
        ("专用发票", {}, "1100261130", "20"),
        ("普通发票", {}, "1100261130", "10"),
    ],
)
def test_the_kind_is_said_by_its_name_or_by_the_code(
    named: str, values: dict[str, str], code: str | None, kind: str | None
) -> None:
    root = etree.fromstring(f"<r><!-- 铁路 --><LabelName>{named}</LabelName><Other>铁路</Other></r>")
    assert stated._kind(root, values, code) == kind


def test_a_line_costs_its_amount_and_its_tax() -> None:
    honest = xml_specimen(3, "digital-special").data
    stated = re.search(rb"<TotaltaxIncludedAmount>([^<]*)<", honest)
    assert stated is not None
    other = honest.replace(stated[0], b"<TotaltaxIncludedAmount>999999.00<", 1)
    assert [one.code for one in read(honest).findings] == []
    assert [one.code for one in read(other).findings] == ["line-total-differs"]
