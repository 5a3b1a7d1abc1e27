"""A report as the working group would get it, on invented providers and published trials, for the tests of writers."""

from collections.abc import Sequence
from decimal import Decimal
from gettext import NullTranslations

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.document import (
    Amount,
    Bars,
    Block,
    Bullets,
    Column,
    Estimate,
    Format,
    Funnel,
    FunnelLimit,
    FunnelPoint,
    FunnelStanding,
    Intervals,
    Paragraph,
    Report,
    Role,
    Section,
    Series,
    Table,
    Tile,
    TileMap,
    TileState,
    Trend,
    TrendLine,
)
from zamestnanost_stats.report.tiles import positions


def spoken(code: str) -> Language:
    """A language without its translations: the writers' own words stay English, numbers are the language's."""
    plain = NullTranslations()
    return Language(code, plain.gettext, plain.ngettext)


CZECH = spoken("cs")

PROVIDERS = (
    ("Dům u Lípy (smyšlená)", 68, 14, 31, 4),
    ("Chodník k práci (smyšlená)", 156, 52, 85, 0),
    ("Otevřená dílna a kavárna Na nároží, zapsaný spolek (smyšlená)", 43, 9, 6, 17),
    ("Středisko Vltava (smyšlená)", 1207, 260, 402, 118),
    ("Zahrada (smyšlená)", 24, 7, None, None),
    ("Nový krok (smyšlená)", None, None, None, None),
)
TRIALS = (  # k, n, and Wilson's 95 % interval
    ("Všech osm studií dohromady, IPS", 405, 667, "0.5696", "0.6436"),
    ("EQOLISE (šest evropských zemí), IPS", 85, 156, "0.4666", "0.6210"),
    ("EQOLISE (šest evropských zemí), běžná rehabilitace", 43, 156, "0.2116", "0.3508"),
    ("Drake 1996, New Hampshire, IPS", 57, 73, "0.6732", "0.8606"),
    ("Drake 1996, skupinový trénink dovedností", 28, 70, "0.2936", "0.5170"),
    ("Velmi malá služba (smyšlená)", 5, 7, "0.3589", "0.9178"),
    ("Služba bez nástupů (smyšlená)", 0, 7, "0", "0.3543"),
    ("Služba, kde nastoupili všichni (smyšlená)", 9, 9, "0.7009", "1"),
)


def amount(value: int | None, instead: str = "nesledováno (N)") -> Amount:
    return Amount(None if value is None else Decimal(value), instead="" if value is not None else instead)


def estimates() -> tuple[Estimate, ...]:
    return tuple(
        Estimate(label, f"{k}/{n}", Decimal(k) / n, Decimal(low), Decimal(high)) for label, k, n, low, high in TRIALS
    )


def bars() -> Bars:
    return Bars(
        "Kolik lidí nastoupilo do práce, podle organizace",
        "Vodorovné skládané pruhy pro šest organizací. Nejvíc lidí nastoupilo ve Středisku Vltava: 402 na otevřený trh "
        "práce a 118 v chráněných podmínkách. Dvě organizace údaj nesledují nebo jej neposlaly.",
        tuple(name for name, *_ in PROVIDERS),
        (
            Series("Nástup na otevřený trh práce", "open", tuple(amount(row[3]).value for row in PROVIDERS)),
            Series("Nástup v chráněných podmínkách", "sheltered", tuple(amount(row[4]).value for row in PROVIDERS)),
        ),
        "Počet osob; kdo nastoupil obojím způsobem, je počítán jednou, na otevřeném trhu.",
    )


def reasons() -> Bars:
    return Bars(
        "Proč lidé odešli bez práce",
        "Vodorovné pruhy. Nejčastější hlavní důvod: chtěli práci hned, 41 osob.",
        (
            "Chtěli práci hned (hledání pro ně trvalo dlouho)",
            "Přestali se ozývat (po dvou a více schůzkách, 60 dní bez odpovědi)",
            "Zdravotní důvody",
            "Odstěhovali se",
        ),
        (Series("Osoby", "neutral", tuple(map(Decimal, (41, 33, 12, 1)))),),
        "Počet osob, hlavní důvod podle pracovníka.",
    )


def intervals() -> Intervals:
    return Intervals(
        "Podíl osob, které nastoupily na otevřený trh práce",
        "Osm odhadů s 95% intervaly na stupnici 0–100 %. V osmi studiích dohromady nastoupilo 405 z 667 osob, "
        "60,7\u00a0%, interval 57,0 až 64,4\u00a0%.",
        "Podíl podpořených osob, které v daném období nastoupily; čára je 95% interval spolehlivosti (Wilson).",
        estimates(),
    )


def ranked() -> Bars:
    """Reasons with many answers, each with its share."""
    told = (
        ("Chtěli práci hned a hledání přes službu jim připadalo příliš dlouhé", 41),
        ("Po první schůzce se už neozvali, ačkoli je pracovník opakovaně zkoušel zastihnout", 33),
        ("Zdravotní důvody, hospitalizace nebo zhoršení stavu", 12),
        ("Přešli do jiné služby", 8),
        ("Odstěhovali se", 1),
        ("Jiné", 0),
    )
    total = sum(count for _, count in told)
    return Bars(
        "Hlavní důvody odchodu bez práce",
        "Vodorovné pruhy seřazené podle počtu. Nejčastější hlavní důvod: chtěli práci hned, 41 z 95 osob.",
        tuple(name for name, _ in told),
        (Series("Osoby", "neutral", tuple(Decimal(count) for _, count in told)),),
        "Počet osob a podíl ze všech, které odešly bez práce a jejichž důvod známe.",
        tuple(f"{count} ({CZECH.percent(Decimal(count) / total, 0)})" for _, count in told),
    )


FUNNEL: tuple[tuple[str, int, int, FunnelStanding], ...] = (  # name, k, n, and where it stands
    ("IPS Lípa (smyšlená)", 31, 68, "inside"),
    ("IPS Chodník (smyšlená)", 85, 156, "outside998"),
    ("IPS Na nároží (smyšlená)", 6, 43, "outside998"),
    ("IPS Vltava (smyšlená)", 78, 240, "inside"),
    ("IPS Zahrada (smyšlená)", 9, 24, "inside"),
    ("IPS Most (smyšlená)", 26, 71, "inside"),
    ("IPS Podporované zaměstnávání při komunitním týmu Sever (smyšlená)", 11, 52, "outside95"),
    ("IPS Jih (smyšlená)", 17, 55, "inside"),
    ("IPS Nový krok (smyšlená)", 3, 5, "too_small"),
    ("IPS Kavárna (smyšlená)", 1, 6, "too_small"),
    ("IPS Západ (smyšlená)", 26, 72, "inside"),
)


def funnel() -> Funnel:
    """Limits by the normal approximation: rough, but shaped like the real ones."""
    pooled = Decimal(sum(k for _, k, *_ in FUNNEL)) / sum(n for _, _, n, _ in FUNNEL)

    def limit(n: int) -> FunnelLimit:
        error = (pooled * (1 - pooled) / n).sqrt()
        low95, high95, low998, high998 = (
            min(Decimal(1), max(Decimal(0), pooled + Decimal(z) * error)) for z in ("-1.96", "1.96", "-3.09", "3.09")
        )
        return FunnelLimit(Decimal(n), low95, high95, low998, high998)

    return Funnel(
        "Podíl nástupů na otevřený trh práce podle velikosti služby",
        "Trychtýřový graf jedenácti služeb IPS. Nad horní 99,8% mezí leží IPS Chodník, pod dolní IPS Na nároží.",
        "Podpořené osoby (jmenovatel)",
        "Podíl podpořených osob, které nastoupily na otevřený trh práce.",
        pooled,
        tuple(FunnelPoint(name, f"{k}/{n}", Decimal(n), Decimal(k) / n, standing) for name, k, n, standing in FUNNEL),
        tuple(map(limit, (*range(1, 20), *range(20, 245, 5)))),
    )


_Shares = tuple[Decimal | None, ...]
_Band = tuple[_Shares, _Shares, _Shares, tuple[str, ...]]


def trend() -> Trend:
    """Four years; in one of them the services outside the panel sent nothing."""
    shares = [Decimal(x) for x in ("0.312", "0.334", "0.298", "0.361")]
    everyone = [Decimal("0.305"), Decimal("0.327"), None, Decimal("0.352")]
    sheltered = [Decimal("0.18"), None, Decimal("0.121"), None]

    def about(values: Sequence[Decimal | None], half: str) -> _Band:
        known = [(None, None, None) if v is None else (v, v - Decimal(half), v + Decimal(half)) for v in values]
        values_, lows, highs = zip(*known, strict=True)
        return values_, lows, highs, tuple("" if v is None else f"{v * 1000:.0f}/1 000" for v in values)

    return Trend(
        "Podíl nástupů v letech 2018 až 2021",
        "Čárový graf. Podíl nástupů na otevřený trh práce v týchž službách byl 31,2 %, později 36,1 %.",
        "Podíl podpořených osob, které nastoupily; pás je 95% interval spolehlivosti.",
        ("2018", "2019", "2020", "2021"),
        (
            TrendLine("Otevřený trh práce, tytéž služby (5)", "open", *about(shares, "0.04")),
            TrendLine("Otevřený trh práce, všichni, kdo odpověděli", "neutral", *about(everyone, "0.035"), dashed=True),
            TrendLine("Chráněné podmínky, tytéž služby (2)", "sheltered", *about(sheltered, "0.03")),
        ),
    )


def tile_map() -> TileMap:
    """All 22 districts, and one that the map does not know."""
    states: dict[str, TileState] = dict.fromkeys(("P1", "P2", "P3", "P4", "P8", "P9"), "covered")
    states |= dict.fromkeys(("P7", "P10"), "visited")
    states |= dict.fromkeys(("P17", "P19", "P20", "P21", "P22"), "unknown")
    ids = [*(f"P{number}" for number in range(1, 23)), "okoli"]
    places = positions(ids)
    return TileMap(
        "Kde v Praze pracuje tým s IPS",
        "Dlaždicová mapa 22 správních obvodů. IPS je v šesti obvodech, do dvou dojíždí konzultant, o pěti nevíme.",
        tuple(
            Tile(
                name,
                "Okolí Prahy" if name == "okoli" else f"Praha {name[1:]}",
                "okolí" if name == "okoli" else name,
                *places[name],
                states.get(name, "without"),
                "Tým Střed (smyšlený)" if name in {"P1", "P2"} else "",
            )
            for name in ids
        ),
        (
            ("covered", "Tým, ve kterém pracuje IPS"),
            ("visited", "Jen dojíždějící konzultant jiné služby (do pokrytí se nepočítá)"),
            ("without", "Bez IPS"),
            ("unknown", "Nevíme"),
        ),
    )


def providers_table() -> Table:
    titles = ("Podpořené osoby celkem", "Z toho nově příchozí", "Otevřený trh práce", "Chráněné podmínky", "Podíl")
    rows = [
        (
            name,
            amount(supported, "výkaz zatím nemáme"),
            amount(new, "výkaz zatím nemáme"),
            amount(opened),
            amount(sheltered),
            Amount(None, Format.SHARE, "nelze spočítat")
            if opened is None or supported is None
            else Amount(Decimal(opened) / supported, Format.SHARE),
        )
        for name, supported, new, opened, sheltered in PROVIDERS
    ]
    total = ("Celkem", amount(1498), amount(342), amount(524), amount(139), Amount(Decimal(524) / 1474, Format.SHARE))
    return Table(
        "Podpořené osoby a nástupy do práce podle organizace, Praha, 2020",
        (Column("Organizace"), *(Column(title, numeric=True) for title in titles)),
        (*rows, total),
        note="Celkem je součet přes organizace, ne jedineční lidé. N: organizace údaj nesleduje.",
        total=True,
    )


def sample(*more: Block, marks: tuple[str, ...] = ("PŘEDBĚŽNÉ: 5 z 6 organizací", "Čísla jsou smyšlená")) -> Report:
    """A report as the working group would get it, with ``more`` at its end."""
    first = Section(
        "prehled",
        "To hlavní za rok 2020",
        (
            Paragraph(
                "V roce 2020 podpořily pražské služby zaměstnávání 1 207 až 1 498 lidí s duševním onemocněním. Na "
                "otevřený trh práce jich prostřednictvím IPS nastoupilo 524 z 1 474, tedy 35,5\u00a0% (95% interval "
                "33,1–38,0\u00a0%).",
                Role.LEAD,
            ),
            Paragraph(
                "Tato čísla neříkají, zda by lidé práci našli i bez služby, ani jak dlouho v ní zůstali. Neslouží k "
                "hodnocení organizací ani k rozdělování dotací.",
                Role.WARNING,
            ),
            Bullets(
                (
                    "Údaje zatím nemáme od organizace Nový krok (smyšlená).",
                    "Zahrada (smyšlená) nástupy do práce nesleduje; v podílu proto není.",
                    "O pokrytí obvodů Praha 17 až Praha 22 službami IPS nevíme.",
                )
            ),
            Paragraph(
                "V roce 2020 nastoupilo s podporou pěti pražských organizací na otevřený trh práce 524 z 1 474 "
                "podpořených lidí s duševním onemocněním (35,5\u00a0%).",
                Role.QUOTE,
            ),
            Paragraph(
                "Rozmezí 1 207 až 1 498: kdo využil služby více organizací, je v součtu vícekrát; nejméně je to tolik "
                "lidí, kolik jich podpořila největší organizace.",
                Role.NOTE,
            ),
        ),
    )
    services = Section(
        "organizace",
        "Podpořené osoby a nástupy do práce podle organizace",
        (
            Paragraph("Pořadí organizací je abecední. Služby mají různý účel a různé klienty."),
            providers_table(),
            bars(),
            Paragraph("Služby mají různý účel a různé klienty; rozdíl neměří kvalitu ani účinek.", Role.WARNING),
        ),
    )
    shares = Section(
        "podily",
        "Jak jisté jsou podíly: srovnání s publikovanými studiemi IPS",
        (
            Paragraph(
                "Čím méně lidí, tím širší interval. Z pěti nástupů u sedmi lidí nelze říci víc, než že podíl je někde "
                "mezi 35,9 a 91,8\u00a0%."
            ),
            intervals(),
            Paragraph(
                "Podíl nástupů = nástup na otevřený trh práce / podpořené osoby celkem. Jednotka: osoby.", Role.NOTE
            ),
            Table(
                "Rozdíl proti běžné rehabilitaci ve studii EQOLISE",
                (Column("Studie"), Column("Rozdíl (p. b.)", True), Column("Interval od", True), Column("do", True)),
                (("EQOLISE", *(Amount(Decimal(x), Format.POINTS) for x in ("0.2692", "0.1604", "0.3690"))),),
            ),
        ),
    )
    years = Section("vyvoj", "Služby vedle sebe a v čase", (funnel(), trend()))
    city = Section("pokryti", "Pokrytí Prahy", (tile_map(),))
    leaving = Section("odchody", "Odchody bez práce", (reasons(), ranked(), *more))
    return Report(
        title="Zaměstnávání lidí s duševním onemocněním v Praze",
        subtitle="Výroční zpráva pracovní skupiny za rok 2020",
        language="cs",
        edition="internal",
        marks=marks,
        facts=("Období: 2020", "Uzávěrka: 15. 2. 2021", "Vydání: vnitřní"),
        sections=(first, services, shares, years, city, leaving),
        created="2021-02-25",
    )
