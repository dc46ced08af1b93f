"""ISO 4217: which currency codes there are and were, and how many decimals their minor unit has."""

from decimal import Decimal

_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE "
    "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR "
    "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB "
    "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY "
    "TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

# Withdrawn since 1999 (ISO 4217 list three): nobody may use them in a new document, but what is stored in them is read.
_TWO_WITHDRAWN = (
    "ANG ATS AZM BGL BGN CSD CUC CYP DEM EEK FIM FRF GHC HRK IEP LTL LVL MRO MTL MZM NLG ROL RUR SIT SKK SLL SRG STD TMM "
    "VEB VEF ZMK ZWD ZWL ZWN ZWR"
)
_ZERO_WITHDRAWN = "ADP BEF BYB BYR ESP GRD ITL LUF MGF PTE TPE TRL"

IN_USE: dict[str, int] = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_ZERO.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
}
"""Currency code -> decimals of its minor unit (ISO 4217 list one): what commands take."""
MINOR_UNITS: dict[str, int] = {
    **dict.fromkeys(_TWO_WITHDRAWN.split(), 2),
    **dict.fromkeys(_ZERO_WITHDRAWN.split(), 0),
    **IN_USE,
}
"""The same of every currency that a stored event may name. A code is never taken out, nor are its decimals changed."""


def quantum(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-MINOR_UNITS[currency])
