"""The look of the document: Word's built-in styles in the report's type and colours, and a few of our own."""

from collections.abc import Mapping
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from zamestnanost_stats.report import paper
from zamestnanost_stats.report.palette import LIGHT

LOCALES: Final[Mapping[str, str]] = {"cs": "cs-CZ", "en": "en-GB"}
COLOURS: Final[Mapping[str, str]] = {name: value.removeprefix("#").upper() for name, value in LIGHT.items()}
LEAD, NOTE, WARNING = "Report Lead", "Report Note", "Report Warning"
MARK, FACT, PICTURE, GAP = "Report Mark", "Report Fact", "Report Picture", "Report Gap"
CELL: Final = "ReportCell"
_FONT: Final = "Arial"
_W: Final = nsdecls("w")
_BAR: Final = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{COLOURS["warning"]}"/>'

_MARGIN: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="6" w:color="{COLOURS["wash"]}"/>'
    for side in ("top", "left", "bottom", "right")
)
"""Room around words on a wash."""


def dress(document: Document, code: str) -> None:
    """Page, language, type and styles."""
    _page(document)
    _everywhere(document, LOCALES[code])
    _styles(document)
    _settings(document, LOCALES[code])


def _page(document: Document) -> None:
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm(2)
    sheet.top_margin, sheet.bottom_margin = Cm(2.2), Cm(2)
    sheet.header_distance = sheet.footer_distance = Cm(1)


def _everywhere(document: Document, locale: str) -> None:
    """One font, the same for headings and text, and one language."""
    root = document.styles.element
    for element in list(root.iter(qn("w:rFonts"), qn("w:lang"))):
        element.getparent().remove(element)
    default = root.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    names = " ".join(f'w:{kind}="{_FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    default.insert(0, parse_xml(f"<w:rFonts {_W} {names}/>"))
    default.append(parse_xml(f'<w:lang {_W} w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/>'))


def _styles(document: Document) -> None:
    looks: dict[str, tuple[float, str, bool, float, float]] = {  # points, colour, bold, points before and after
        "Normal": (10.5, "text", False, 0, 6),
        "Title": (22, "text", True, 0, 4),
        "Subtitle": (13, "muted", False, 0, 10),
        "Heading 1": (15, "text", True, 22, 6),
        "Heading 2": (11.5, "text", True, 12, 5),
        "TOC Heading": (15, "text", True, 0, 8),
        "toc 1": (10.5, "text", False, 0, 4),
        "Caption": (9, "muted", True, 6, 3),
        "Quote": (11.5, "text", False, 8, 8),
        "List Bullet": (10.5, "text", False, 0, 3),
        "Header": (9, "warning", False, 0, 0),
        "Footer": (9, "muted", False, 0, 0),
        LEAD: (13, "text", False, 2, 8),
        NOTE: (9, "muted", False, 3, 6),
        WARNING: (10.5, "text", False, 6, 8),
        MARK: (11, "warning", True, 0, 5),
        FACT: (9.5, "muted", False, 0, 2),
        PICTURE: (10.5, "text", False, 2, 4),
        GAP: (4, "text", False, 0, 4),
        "Report Cell": (9, "text", False, 2, 2),
    }
    for name, (points, colour, bold, before, after) in looks.items():
        known = name in {style.name for style in document.styles}
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not isinstance(style, ParagraphStyle):
            raise TypeError(name)
        if name == "toc 1":  # Word's own, not in the library's empty document
            style.element.attrib.pop(qn("w:customStyle"))
            style.element.set(qn("w:styleId"), "TOC1")
        if not known:
            style.base_style = document.styles["Normal"]
        style.font.size, style.font.bold, style.font.italic = Pt(points), bold, False
        style.font.color.rgb = RGBColor.from_string(COLOURS[colour])
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.0 if name.startswith("T") else 1.12
        shape.widow_control = True
        if name in {"Caption", "Heading 1", "Heading 2", "TOC Heading", MARK}:
            shape.keep_with_next = True
        if name in {LEAD, "Quote", WARNING, PICTURE, "Caption"}:
            shape.keep_together = True
    _borders(document)


def _borders(document: Document) -> None:
    """What paragraphs have beside their text: bars, washes and tabs."""
    wash = f'<w:shd {_W} w:val="clear" w:color="auto" w:fill="{{}}"/>'
    end = round(paper.WIDTH * 567)
    additions: dict[str, tuple[str, ...]] = {
        "Title": (),
        WARNING: (f"<w:pBdr {_W}>{_BAR}</w:pBdr>",),
        MARK: (f"<w:pBdr {_W}>{_BAR}</w:pBdr>", wash.format(COLOURS["warning-wash"])),
        "Subtitle": (),
        "Quote": (
            f"<w:pBdr {_W}>{_MARGIN}</w:pBdr>",
            wash.format(COLOURS["wash"]),
        ),
        "toc 1": (f'<w:tabs {_W}><w:tab w:val="right" w:leader="dot" w:pos="{end}"/></w:tabs>',),
        "Footer": (f'<w:tabs {_W}><w:tab w:val="right" w:pos="{end}"/></w:tabs>',),
    }
    for name, elements in additions.items():
        shape = document.styles[name].element.get_or_add_pPr()
        for tag in ("w:pBdr", "w:tabs"):
            for old in shape.findall(qn(tag)):
                shape.remove(old)
        before = [child for child in shape if child.tag in {qn("w:spacing"), qn("w:ind"), qn("w:contextualSpacing")}]
        for element in elements:
            before[0].addprevious(parse_xml(element))
        for spread in document.styles[name].element.findall(f"{qn('w:rPr')}/{qn('w:spacing')}"):
            spread.getparent().remove(spread)
    document.styles[WARNING].paragraph_format.left_indent = Cm(0.4)
    document.styles[MARK].paragraph_format.left_indent = Cm(0.4)
    box = document.styles["Quote"].paragraph_format
    box.left_indent = box.right_indent = Cm(0.3)
    document.styles.element.append(
        parse_xml(
            f'<w:style {_W} w:type="table" w:customStyle="1" w:styleId="{CELL}Grid"><w:name w:val="Report Table"/>'
            '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
            f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{COLOURS["line"]}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{COLOURS["line"]}"/></w:tblBorders>'
            '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
            "</w:tblPr></w:style>"
        )
    )


def _settings(document: Document, locale: str) -> None:
    """Today's Word and not an older one, which brings the fields in step on opening; its proofing language."""
    settings = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), locale)
    settings.find(qn("w:compat")).addprevious(parse_xml(f'<w:updateFields {_W} w:val="true"/>'))
